/* SPDX-License-Identifier: Apache-2.0 */
/* What is done about one message or event of somebody in an official account. */
#ifndef LEIDA_SERVICES_WECHAT_INBOUND_DELIVERY_H
#define LEIDA_SERVICES_WECHAT_INBOUND_DELIVERY_H

#include "services/wechat/core/core.h"
#include "services/wechat/inbound/pictures.h"
#include "services/wechat/queue/queue.h"

typedef enum {
    DELIVERY_DONE,     /* the message stands in the conversation, the person is bound */
    DELIVERY_IGNORED,  /* nothing is to be done about it */
    DELIVERY_UNWANTED, /* nobody is there to get it: no staff user */
    DELIVERY_BAD,   /* what stands in the queue is no such record, or no service takes it: it is kept for an
                       operator */
    DELIVERY_LATER, /* WeChat did not give what belongs to it: once more, but not for ever */
    DELIVERY_AWAY,  /* Redis or a service did not answer, or the company has no file now */
    DELIVERY_RESTS, /* too much of its kind is under way: soon again, as if nothing had been tried */
    DELIVERY_RESULTS
} delivery_result_t;

/* "done", "ignored", …: for metrics. */
const char *delivery_result_name(delivery_result_t result);

/* `why`, for an operator: a constant. NULL: nothing is known; of DELIVERY_BAD, it is no record of this
 * build's. */
typedef void(delivery_fn)(void *context, queue_item_t *item, delivery_result_t result, const char *why);

/* Begins; `done` is called once, maybe before this returns. `pictures`: NULL where there is no store for
 * them. What was done of it before does no harm. */
void delivery_begin(wechat_t *wechat, pictures_t *pictures, queue_item_t *item, delivery_fn *done,
                    void *context);

#endif
