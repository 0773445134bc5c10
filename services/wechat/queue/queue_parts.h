/* SPDX-License-Identifier: Apache-2.0 */
/* What queue.c (reading, and whose turn it is) and queue_item.c (one item and its end) share; nobody else
 * includes this. */
#ifndef LEIDA_SERVICES_WECHAT_QUEUE_QUEUE_PARTS_H
#define LEIDA_SERVICES_WECHAT_QUEUE_QUEUE_PARTS_H

#include "base/list.h"
#include "common/store/command.h"
#include "services/wechat/queue/queue.h"

typedef struct partition partition_t;

enum {
    READ_MS = 200,
    READ_COUNT = 100,
    WINDOW = 200, /* people of a partition whose turn may be known at a time, beside those who are put off */
    KNOWN_MAX = 20000, /* items */
    PERSON_BUCKETS = 256,
    PAUSE_MAX = 3600 * 1000 /* ms; what is kept as a longer one is none of ours, or a clock has jumped */
};

/* Somebody of whom items are known. */
typedef struct {
    link_t place; /* in a bucket */
    link_t items; /* in the order of the queue: the first one's turn it is */
    text_t name;  /* behind this struct */
} person_queue_t;

struct queue_item {
    link_t place; /* in its partition, in the order of the queue */
    link_t turn;  /* in the person's */
    person_queue_t *owner;
    partition_t *partition;
    arena_t arena;
    text_t id, person, record; /* in memory of their own, behind this struct */
    int64_t lease;             /* under which it was read */
    int64_t not_before;        /* loop_now */
    unsigned tries;
    bool put_off; /* until not_before */
    bool working;
    bool ended; /* its end is on its way to Redis */
};

struct partition {
    queue_t *queue;
    unsigned number;
    link_t items;
    size_t count, put_off; /* all that are known; those of them that wait for a time */
    size_t people;
    link_t buckets[PERSON_BUCKETS]; /* of people */
    buffer_t last;                  /* the id of the newest that is known; empty: none */
    int64_t lease;                  /* what `items` was read under */
    bool reading;
    unsigned reads;    /* counts up whenever what was known is forgotten … */
    unsigned read_for; /* … and this is what it was when the reading began */
};

struct queue {
    loop_t *loop;
    redis_t *redis;
    leases_t *leases;
    queue_options_t options;
    loop_timer_t *timer;
    command_t command;
    size_t working;
    bool stopped;
    partition_t partitions[QUEUE_PARTITIONS];
};

/* Puts an item off for so many ms. */
void queue_item_put_off(queue_item_t *item, int64_t ms);
/* A new item at the end of its partition; texts are copied. */
queue_item_t *queue_item_new(partition_t *partition, text_t id, text_t person, text_t record);
/* Whether it was read already, under the lease that there is. */
bool queue_item_is_known(const partition_t *partition, text_t id, text_t person);
/* Whether it is the first that is known of its person. */
bool queue_item_is_first(const queue_item_t *item);
/* When it was put in, ms since 1970, as its id says. */
int64_t queue_item_time(const queue_item_t *item);
/* Takes it out of its partition and frees it. */
void queue_item_free(queue_item_t *item);
/* Begins work on what may be worked on now. */
void queue_work_on(partition_t *partition);

#endif
