/* SPDX-License-Identifier: Apache-2.0 */
/* The table of answers of wechat.md 6: what an errcode means, for the call that got it. */
#ifndef LEIDA_SERVICES_WECHAT_API_JUDGE_H
#define LEIDA_SERVICES_WECHAT_API_JUDGE_H

#include "services/wechat/api/answer.h"
#include "services/wechat/api/endpoint.h"
#include "services/wechat/api/http.h"

typedef enum {
    JUDGED_FINAL,         /* the verdict stands */
    JUDGED_TOKEN_REFUSED, /* the account's token: another may be taken */
    JUDGED_DAY_QUOTA      /* API_RESTING until the day is over */
} judged_kind_t;

typedef struct {
    judged_kind_t kind;
    api_answer_t answer; /* borrows from the answer that was judged */
} judged_t;

/* Judges an answer to a call of the endpoint of this name: `rest` is left 0. */
judged_t judge(api_endpoint_t name, const http_answer_t *answer);

#endif
