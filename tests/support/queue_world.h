/* SPDX-License-Identifier: Apache-2.0 */
/* Instances of the WeChat service, as far as its queues are concerned, on a Redis of the test's own. */
#ifndef LEIDA_TESTS_QUEUE_WORLD_H
#define LEIDA_TESTS_QUEUE_WORLD_H

#include "services/wechat/queue/queue.h"
#include "tests/support/service_fixture.h"

enum { QUEUE_SOON = 20000 /* ms */, QUEUE_ITEMS_MAX = 64 };

/* One instance of the service, as far as queues are concerned. */
typedef struct {
    service_fixture_t *base;
    leases_t *leases;
    queue_t *queue;
    queue_item_t *items[QUEUE_ITEMS_MAX]; /* under way, in the order in which work on them began */
    size_t count;
} queue_instance_t;

void queue_fixture_open(service_fixture_t *base);
/* Works off wx:in, four items at a time, which the test ends. */
void queue_instance_open(queue_instance_t *self, service_fixture_t *base);
void queue_instance_close(queue_instance_t *self);

/* Puts something into a person's queue. */
void queue_put(service_fixture_t *base, const char *person, const char *what);
/* What Redis answers to a command that names a person's partition by %u: a number. */
int64_t queue_count(service_fixture_t *base, const char *command, const char *person);
/* What is in the queue of a person's partition; of how many of it tries are kept. */
int64_t queue_left(service_fixture_t *base, const char *person);
int64_t queue_for_later(service_fixture_t *base, const char *person);

/* Waits until so many are under way. */
void queue_await(service_fixture_t *base, const queue_instance_t *instance, size_t count);
/* Whether an instance (a queue_instance_t *) has all leases. */
bool queue_holds_all(void *instance);
void queue_expect_item(const queue_instance_t *instance, size_t index, const char *record);

#endif
