/* SPDX-License-Identifier: Apache-2.0 */
/* Calls to an official account, with their parameters and what they answer (api.h has what becomes of them).
 * Texts that are given are copied; texts of an answer last until the return. */
#ifndef LEIDA_SERVICES_WECHAT_API_GZH_H
#define LEIDA_SERVICES_WECHAT_API_GZH_H

#include "services/wechat/api/api.h"

enum { GZH_ID_MAX = 64 /* bytes of an openid or unionid */ };

/* Who logs in. Openid and unionid are letters, digits, '-' and '_', GZH_ID_MAX at most. */
typedef struct {
    text_t openid;
    text_t unionid;      /* empty: none */
    text_t scope;        /* "snsapi_base" or the like */
    text_t access_token; /* for gzh_profile; not the account's */
    bool is_snapshot;    /* the openid is a false one: create nothing */
} gzh_person_t;
/* `person` is NULL unless the verdict is API_DONE. */
typedef void(gzh_person_fn)(void *context, const api_answer_t *answer, const gzh_person_t *person);
/* The code of a redirect. It is good once: API_RETRY may have used it up. */
void gzh_oauth(api_t *api, int64_t company_id, text_t code, gzh_person_fn *done, void *context);

typedef struct {
    text_t openid, unionid;
    text_t nickname, picture; /* UTF-8; maybe empty. picture: an https:// or http:// address */
} gzh_profile_t;
/* `profile` is NULL unless the verdict is API_DONE. */
typedef void(gzh_profile_fn)(void *context, const api_answer_t *answer, const gzh_profile_t *profile);
/* With the access token of gzh_person_t, whose scope is userinfo. */
void gzh_profile(api_t *api, int64_t company_id, text_t access_token, text_t openid, gzh_profile_fn *done,
                 void *context);

typedef struct {
    text_t url; /* what is to be drawn */
    text_t ticket;
    int64_t expire; /* s; 0: never */
} gzh_qrcode_t;
/* `code` is NULL unless the verdict is API_DONE. */
typedef void(gzh_qrcode_fn)(void *context, const api_answer_t *answer, const gzh_qrcode_t *code);
/* `scene`: 1..64 bytes; `seconds`: 0 for a permanent one, else 2,592,000 at most. */
void gzh_qrcode(api_t *api, int64_t company_id, text_t scene, int64_t seconds, gzh_qrcode_fn *done,
                void *context);

/* A text of the account's own, within the window. `text` is UTF-8, 2,048 bytes at most. */
void gzh_send_text(api_t *api, int64_t company_id, text_t openid, text_t text, api_done_fn *done,
                   void *context);

/* A value of a template: "thing1" and its text, cut by the caller to what its kind takes. */
typedef struct {
    text_t name, value;
} gzh_value_t;
enum { GZH_VALUES_MAX = 16 };
typedef struct {
    text_t openid;
    text_t template_id;
    text_t url;           /* that it leads to; empty: none */
    text_t client_msg_id; /* template only: the same again within 10 minutes is not sent; empty: none */
    const gzh_value_t *values;
    size_t value_count; /* GZH_VALUES_MAX at most */
} gzh_notice_t;
/* msgid, by which TEMPLATESENDJOBFINISH settles it; 0: none was given. */
typedef void(gzh_notice_fn)(void *context, const api_answer_t *answer, int64_t msgid);
void gzh_send_template(api_t *api, int64_t company_id, const gzh_notice_t *notice, gzh_notice_fn *done,
                       void *context);
/* To somebody who has asked for one message of this template. Once more would be another message: the verdict
 * may be API_UNKNOWN. */
void gzh_send_subscribed(api_t *api, int64_t company_id, const gzh_notice_t *notice, api_done_fn *done,
                         void *context);

/* A file that somebody has sent, 10 MiB at most: its bytes are answer->body, its media type, as WeChat says
 * it, is answer->type. */
void gzh_media(api_t *api, int64_t company_id, text_t media_id, api_done_fn *done, void *context);

#endif
