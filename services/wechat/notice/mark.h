/* SPDX-License-Identifier: Apache-2.0 */
/* That a message of its own was about to be sent: who finds the mark of another does not know whether it was,
 * and does not send it again. And when a reminder was, which WeChat itself sends once for each name, but only
 * for some minutes: its mark stands in place of the message's. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_MARK_H
#define LEIDA_SERVICES_WECHAT_NOTICE_MARK_H

#include "common/store/job.h"
#include "services/wechat/queue/queue.h"

extern const redis_script_t mark_script, mark_reminder_script;

typedef enum { MARK_LOST, MARK_SET, MARK_THERE } mark_t;

/* Begins a command for a script that works on an item's mark: its keys are the marks and the lease, its first
 * arguments the lease's number and the item's name. For card.c too. */
command_t *mark_command(job_t *job, const queue_item_t *item);

/* Marks an item, under the lease that its work began with. MARK_LOST: the lease is another's. MARK_THERE
 * also where marks have been of another type since the item was queued: nobody knows of any what became of
 * its message, and to be reminded does no harm, which to be told twice does. */
void mark_set(job_t *job, const queue_item_t *item, mark_t *mark);
/* Nothing was sent, for certain. */
void mark_clear(job_t *job, const queue_item_t *item);
/* Marks that the item's reminder is about to be sent, at `now`, ms since 1970. `*begun` is that; or when an
 * earlier try was, of which nobody knows what became; 0: the lease is another's. */
void mark_reminder(job_t *job, const queue_item_t *item, int64_t now, int64_t *begun);
/* It was not, for certain, but a message of its own may have been: as mark_set had it. */
void mark_message_again(job_t *job, const queue_item_t *item);

#endif
