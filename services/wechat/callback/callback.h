/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands at the door: whether a call is WeChat's (gzh, an official account) or WeCom's (qy), and what it
 * says (wechat.md 4). Pure functions of the request, the account and the time. The checks, in their order:
 * size, timestamp, signature, cipher, XML, receiver. What is refused is answered by the verdict's HTTP status
 * alone, without a body.
 */
#ifndef LEIDA_SERVICES_WECHAT_CALLBACK_CALLBACK_H
#define LEIDA_SERVICES_WECHAT_CALLBACK_CALLBACK_H

#include "services/wechat/callback/cipher.h"
#include "services/wechat/callback/message.h"

enum { CALLBACK_BODY_MAX = 64 * 1024, CALLBACK_WINDOW = 300 }; /* bytes; the default of `window` */

typedef enum { CALLBACK_GZH, CALLBACK_QY } callback_kind_t;

/* What is configured for one company; texts are borrowed. */
typedef struct {
    callback_kind_t kind;
    bool is_plain;   /* gzh only, for tests: messages are signed, and not encrypted. Else all that is plain is
                        ignored. */
    text_t receiver; /* the appid or corpid */
    text_t token;
    int64_t window;               /* s that the timestamp of a call may be off */
    const cipher_key_t *key;      /* NULL where is_plain, if there is none */
    const cipher_key_t *previous; /* that messages under way may have yet, or NULL */
} callback_account_t;

/* Of the request: parameters of the query, decoded once; TEXT_NONE where there is none. */
typedef struct {
    text_t signature, msg_signature, timestamp, nonce;
    text_t echostr; /* GET */
    text_t body;    /* POST */
} callback_request_t;

typedef enum {
    CALLBACK_GOOD = 200,
    CALLBACK_BAD_XML = 400,
    CALLBACK_REFUSED = 403, /* timestamp, signature, cipher or receiver: the answer does not tell which */
    CALLBACK_TOO_LARGE = 413
} callback_verdict_t;

/* GET, by which an account's address is proved: `*echo` is what to answer, as plain text and nothing else,
 * since a gzh signature does not cover it. It lasts as long as the arena and the request. `now` is in s since
 * 1970. */
callback_verdict_t callback_verify(text_t *echo, const callback_account_t *account,
                                   const callback_request_t *request, int64_t now, arena_t *arena);

/* POST: a message or an event, whose texts last as long as the arena. `now` is in s since 1970. Whether it
 * came before is for the caller to see, by its dedupe key. */
callback_verdict_t callback_receive(message_t *out, const callback_account_t *account,
                                    const callback_request_t *request, int64_t now, arena_t *arena);

#endif
