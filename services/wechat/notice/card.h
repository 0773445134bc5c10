/* SPDX-License-Identifier: Apache-2.0 */
/* What a card to a staff user says. WeCom sends two of the same bytes once, so that a card of which nobody
 * knows whether it was sent can go again; by then there may be more to say. What was first said is therefore
 * kept in place of the item's mark (mark.h), and goes with the item. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_CARD_H
#define LEIDA_SERVICES_WECHAT_NOTICE_CARD_H

#include "common/store/job.h"
#include "proto/field.h"
#include "services/wechat/queue/queue.h"

typedef struct {
    record_t record;
    int64_t last; /* the newest message that it tells of; 0: the lease is another's */
    text_t title, description;
} card_t;

extern const redis_script_t card_script;

/* Keeps it, under the lease that the item's work began with; what an earlier try has kept takes its place. */
void card_keep(job_t *job, const queue_item_t *item, card_t *card);

#endif
