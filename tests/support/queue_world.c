/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/queue_world.h"

#include <criterion/criterion.h>

#include "tests/support/loop_wait.h"

enum { LIMIT = 4 };

static const redis_script_t *const scripts[] = {&leases_take_script,
                                                &leases_give_script,
                                                &queue_done_script,
                                                &queue_dead_script,
                                                &queue_page_script,
                                                &queue_later_script,
                                                NULL};

static void begin(void *context, queue_item_t *item)
{
    queue_instance_t *self = context;
    cr_assert(self->count < QUEUE_ITEMS_MAX);
    self->items[self->count++] = item;
}

void queue_instance_open(queue_instance_t *self, service_fixture_t *base)
{
    *self = (queue_instance_t){.base = base, .leases = leases_new(base->loop, base->host.redis, NULL, NULL)};
    self->queue = queue_new(base->loop, base->host.redis, self->leases,
                            &(queue_options_t){"in", begin, self, LIMIT});
}

static bool has_all_answers(void *context)
{
    return redis_in_flight(context) == 0;
}

void queue_instance_close(queue_instance_t *self)
{
    queue_stop(self->queue);
    cr_assert(loop_wait(self->base->loop, has_all_answers, self->base->host.redis, QUEUE_SOON));
    queue_destroy(&self->queue);
    leases_destroy(&self->leases);
}

void queue_fixture_open(service_fixture_t *base)
{
    service_fixture_open(base,
                         &(service_fixture_options_t){.endpoint = "inproc://queue", .scripts = scripts});
}

void queue_put(service_fixture_t *base, const char *person, const char *what)
{
    redis_reply_t *reply = redis_server_ask(base->server, "XADD wx:in:{wx%u} * p %s r %s",
                                            queue_partition(text_of(person)), person, what);
    cr_assert_eq(reply->type, REDIS_REPLY_STRING);
    redis_reply_free(reply);
}

int64_t queue_count(service_fixture_t *base, const char *command, const char *person)
{
    redis_reply_t *reply = redis_server_ask(base->server, command, queue_partition(text_of(person)));
    const int64_t count = reply->integer;
    redis_reply_free(reply);
    return count;
}

int64_t queue_left(service_fixture_t *base, const char *person)
{
    return queue_count(base, "XLEN wx:in:{wx%u}", person);
}

int64_t queue_for_later(service_fixture_t *base, const char *person)
{
    return queue_count(base, "HLEN wx:later:{wx%u}", person);
}

typedef struct {
    const queue_instance_t *instance;
    size_t count;
} wanted_t;

static bool has_begun(void *context)
{
    const wanted_t *wanted = context;
    return wanted->instance->count >= wanted->count;
}

void queue_await(service_fixture_t *base, const queue_instance_t *instance, size_t count)
{
    cr_assert(loop_wait(base->loop, has_begun, &(wanted_t){instance, count}, QUEUE_SOON));
}

bool queue_holds_all(void *context)
{
    return leases_count(((const queue_instance_t *)context)->leases) == QUEUE_PARTITIONS;
}

void queue_expect_item(const queue_instance_t *instance, size_t index, const char *record)
{
    const text_t given = queue_item_record(instance->items[index]);
    cr_expect(text_equal(given, text_of(record)), "%.*s, not %s", TEXT_ARG(given), record);
}
