/* SPDX-License-Identifier: Apache-2.0 */
/* What is done about one notice: somebody is told by WeChat or WeCom, unless they have read it meanwhile. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_TELLING_H
#define LEIDA_SERVICES_WECHAT_NOTICE_TELLING_H

#include "services/wechat/core/core.h"
#include "services/wechat/queue/queue.h"

typedef enum {
    TELLING_TOLD,        /* by a message of its own */
    TELLING_REMINDED,    /* by a template: the window is closed, or nobody knows what became of a message */
    TELLING_NEEDLESS,    /* they have read it, or been told */
    TELLING_UNREACHABLE, /* they cannot be written to */
    TELLING_CLOSED,      /* the window is closed, and there is no template; or they were reminded just now */
    TELLING_UNKNOWN,     /* a message was maybe sent: not repeated, and there is no template */
    TELLING_REFUSED,     /* WeChat will not have it as it is, or the company is gone */
    TELLING_OLD,         /* too old to be told: their day has gone on */
    TELLING_BAD,         /* what stands in the queue is no such record */
    TELLING_LATER,       /* once more, not before `rest` ms: WeChat did not do it, or a service refused */
    TELLING_AWAY, /* once more: Redis or one of our services did not answer, or the item is another's */
    TELLING_RESULTS
} telling_result_t;

/* "told", "reminded", …: for metrics. */
const char *telling_result_name(telling_result_t result);

typedef struct {
    telling_result_t result;
    int64_t rest;    /* ms, with TELLING_LATER; 0: as usual */
    int64_t errcode; /* WeChat's last answer, of TELLING_REFUSED and TELLING_LATER; 0: none */
    const char *why; /* a constant, of the same: what went wrong where there is no errcode; or NULL */
} telling_outcome_t;

/* `outcome` lasts until the return. */
typedef void(telling_fn)(void *context, queue_item_t *item, const telling_outcome_t *outcome);

/* Begins; `done` is called once, maybe before this returns. */
void telling_begin(wechat_t *wechat, queue_item_t *item, telling_fn *done, void *context);

#endif
