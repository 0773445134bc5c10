/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Works off a family of queues (streams in Redis, one for each partition that this instance has leased): what
 * is in them for one person one after the other, for different people at once. An item stays in its queue
 * until it is done, so work may be done twice, by another instance when this one dies: it has to do no harm.
 */
#ifndef LEIDA_SERVICES_WECHAT_QUEUE_QUEUE_H
#define LEIDA_SERVICES_WECHAT_QUEUE_QUEUE_H

#include "base/arena.h"
#include "services/wechat/queue/leases.h"

typedef struct queue queue_t;
typedef struct queue_item queue_item_t;

/* Works on an item; to be ended by one of the four functions below, at once or later. */
typedef void(queue_work_fn)(void *context, queue_item_t *item);

extern const redis_script_t queue_page_script, queue_later_script, queue_done_script, queue_dead_script;

typedef struct {
    const char *family; /* "in": wx:in:{wx7} */
    queue_work_fn *work;
    void *context;
    size_t limit; /* items under way at most */
} queue_options_t;

/* Redis and leases must outlive it. */
queue_t *queue_new(loop_t *loop, redis_t *redis, leases_t *leases, const queue_options_t *options);
/* Begins no more work. */
void queue_stop(queue_t *self);
/* Items under way. */
size_t queue_working(const queue_t *self);
/* When the oldest item that it knows of was put in, ms since 1970; 0: it knows of none. */
int64_t queue_oldest(const queue_t *self);
/* Items that it knows of, under way or not. */
size_t queue_known(const queue_t *self);
/* No item may be under way. */
void queue_destroy(queue_t **self_p);

/* What was put into the queue: lasts until the item is ended. */
text_t queue_item_record(const queue_item_t *item);
text_t queue_item_person(const queue_item_t *item);
/* Its id in the stream: the same whoever works on it. */
text_t queue_item_id(const queue_item_t *item);
/* Appends its name among the items of its partition, in hashes about them: "in:1795000000000-0". Ids alone
 * may be the same in queues of two families. */
void queue_item_write_name(buffer_t *out, const queue_item_t *item);
/* Memory that lasts as long as the work on it. */
arena_t *queue_item_arena(queue_item_t *item);
/* How often work on it has failed (queue_later), in this instance or those that had the partition before. */
unsigned queue_item_tries(const queue_item_t *item);
/* How long it stands in the queue, ms; `now` in ms since 1970. */
int64_t queue_item_age(const queue_item_t *item, int64_t now);
unsigned queue_item_partition(const queue_item_t *item);
/* The number of the lease under which work on it began: for scripts that are to change something only once.
 */
int64_t queue_item_lease(const queue_item_t *item);

/* It is done: takes it out of the queue, unless the lease is another's by now. */
void queue_done(queue_item_t **item_p);
/* It is given up: an operator finds it among the dead (`leidactl wechat dead`), by `why` and `kind`.
 * Both are copied. */
void queue_die(queue_item_t **item_p, const char *why, const char *kind);
/* It has failed: it is worked on again after so many ms, and what is for the same person waits for it. That
 * is kept for whoever has the partition then, as far as Redis can be reached. */
void queue_later(queue_item_t **item_p, int64_t ms);
/* The same where nobody can be served now: that is no failure of this item, nor is it kept. */
void queue_rest(queue_item_t **item_p, int64_t ms);

#endif
