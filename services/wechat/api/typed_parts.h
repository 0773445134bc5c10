/* SPDX-License-Identifier: Apache-2.0 */
/* What the typed calls share, for gzh.c, qy.c and typed.c. */
#ifndef LEIDA_SERVICES_WECHAT_API_TYPED_PARTS_H
#define LEIDA_SERVICES_WECHAT_API_TYPED_PARTS_H

#include "services/wechat/api/gzh.h"
#include "services/wechat/api/qy.h"

/* Who is to be called with what an answer says. */
typedef struct {
    union {
        gzh_person_fn *person;
        gzh_profile_fn *profile;
        gzh_qrcode_fn *qrcode;
        gzh_notice_fn *notice;
        qy_member_fn *member;
        api_done_fn *sent;
    } done;
    void *context;
} typed_t;

/* To be freed by who calls `done`. */
typed_t *typed_new(void *context);

/* The answer itself unless it is API_DONE: then the one that it is not what it should be. */
const api_answer_t *typed_fault(const api_answer_t *answer);

/* Adds a member, escaped. What is no UTF-8 becomes "?": hostile, or cut within a character. */
void typed_add(buffer_t *body, const char *name, text_t value);

#endif
