/* SPDX-License-Identifier: Apache-2.0 */
/* Queues of people: in order for each, at once for different ones, and one instance at a time. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/clock.h"
#include "services/wechat/queue/pauses.h"
#include "services/wechat/queue/queue.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/service_fixture.h"

TestSuite(wechat_queue, .fini = leak_check);

enum { SOON = 20000, LIMIT = 4, ITEMS_MAX = 64 };

static const redis_script_t *const scripts[] = {&leases_take_script,
                                                &leases_give_script,
                                                &queue_done_script,
                                                &queue_dead_script,
                                                &queue_page_script,
                                                &queue_later_script,
                                                NULL};

/* One instance of the service, as far as queues are concerned. */
typedef struct {
    leases_t *leases;
    queue_t *queue;
    queue_item_t *items[ITEMS_MAX]; /* under way, in the order in which work on them began */
    size_t count;
} instance_t;

static void begin(void *context, queue_item_t *item)
{
    instance_t *self = context;
    cr_assert(self->count < ITEMS_MAX);
    self->items[self->count++] = item;
}

static void open_instance(instance_t *self, service_fixture_t *base)
{
    *self = (instance_t){.leases = leases_new(base->loop, base->host.redis, NULL, NULL)};
    self->queue = queue_new(base->loop, base->host.redis, self->leases,
                            &(queue_options_t){"in", begin, self, LIMIT});
}

static void close_instance(instance_t *self)
{
    queue_destroy(&self->queue);
    leases_destroy(&self->leases);
}

static void open_fixture(service_fixture_t *base)
{
    service_fixture_open(base,
                         &(service_fixture_options_t){.endpoint = "inproc://queue", .scripts = scripts});
}

/* Puts something into a person's queue. */
static void put(service_fixture_t *base, const char *person, const char *what)
{
    redis_reply_t *reply = redis_server_ask(base->server, "XADD wx:in:{wx%u} * p %s r %s",
                                            queue_partition(text_of(person)), person, what);
    cr_assert_eq(reply->type, REDIS_REPLY_STRING);
    redis_reply_free(reply);
}

static int64_t count(service_fixture_t *base, const char *what, const char *person)
{
    redis_reply_t *reply = redis_server_ask(base->server, what, queue_partition(text_of(person)));
    const int64_t count = reply->integer;
    redis_reply_free(reply);
    return count;
}

static int64_t left(service_fixture_t *base, const char *person)
{
    return count(base, "XLEN wx:in:{wx%u}", person);
}

static int64_t for_later(service_fixture_t *base, const char *person)
{
    return count(base, "HLEN wx:later:{wx%u}", person);
}

typedef struct {
    const instance_t *instance;
    size_t count;
} wanted_t;

static bool has_begun(void *context)
{
    const wanted_t *wanted = context;
    return wanted->instance->count >= wanted->count;
}

static void await(service_fixture_t *base, const instance_t *instance, size_t count)
{
    cr_assert(loop_wait(base->loop, has_begun, &(wanted_t){instance, count}, SOON));
}

static bool holds_all(void *context)
{
    return leases_count(((const instance_t *)context)->leases) == QUEUE_PARTITIONS;
}

static void expect_item(const instance_t *instance, size_t index, const char *record)
{
    const text_t given = queue_item_record(instance->items[index]);
    cr_expect(text_equal(given, text_of(record)), "%.*s, not %s", TEXT_ARG(given), record);
}

Test(wechat_queue, is_in_order_for_one_person_and_at_once_for_others)
{
    service_fixture_t base;
    instance_t one;
    open_fixture(&base);
    put(&base, "anna", "1");
    put(&base, "anna", "2");
    put(&base, "bert", "3");
    open_instance(&one, &base);
    await(&base, &one, 2);
    loop_spend(base.loop, 500);
    cr_expect_eq(one.count, 2, "the second of a person waits for the first");
    const bool anna_first = text_equal(queue_item_person(one.items[0]), TEXT_LITERAL("anna"));
    queue_item_t *of_anna = one.items[anna_first ? 0 : 1], *of_bert = one.items[anna_first ? 1 : 0];
    cr_expect(text_equal(queue_item_record(of_anna), TEXT_LITERAL("1")));
    queue_done(&of_anna);
    await(&base, &one, 3);
    expect_item(&one, 2, "2");
    queue_done(&of_bert);
    queue_done(&one.items[2]);
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna") + left(&base, "bert"), 0);
    close_instance(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, puts_off_what_cannot_be_done_and_what_is_behind_it)
{
    service_fixture_t base;
    instance_t one;
    open_fixture(&base);
    put(&base, "anna", "1");
    put(&base, "anna", "2");
    open_instance(&one, &base);
    await(&base, &one, 1);
    queue_later(&one.items[0], 400);
    await(&base, &one, 2);
    expect_item(&one, 1, "1");
    cr_expect_eq(queue_item_tries(one.items[1]), 1);
    queue_done(&one.items[1]);
    await(&base, &one, 3);
    expect_item(&one, 2, "2");
    queue_done(&one.items[2]);
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna"), 0);
    close_instance(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, is_one_instances_until_it_gives_it_back)
{
    service_fixture_t base;
    instance_t one, other;
    open_fixture(&base);
    open_instance(&one, &base);
    cr_assert(loop_wait(base.loop, holds_all, &one, SOON));
    open_instance(&other, &base);
    put(&base, "anna", "1");
    await(&base, &one, 1);
    loop_spend(base.loop, 1000);
    cr_expect_eq(other.count, 0);
    cr_expect_eq(leases_count(other.leases), 0);
    queue_stop(one.queue);
    leases_stop(one.leases);
    await(&base, &other, 1);
    expect_item(&other, 0, "1");
    /* Work that ends under the lease of before changes nothing. */
    queue_done(&one.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna"), 1);
    queue_done(&other.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna"), 0);
    close_instance(&other);
    close_instance(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, is_taken_over_from_an_instance_that_has_died)
{
    service_fixture_t base;
    instance_t one, other;
    open_fixture(&base);
    open_instance(&one, &base);
    put(&base, "anna", "1");
    await(&base, &one, 1);
    queue_rest(&one.items[0], INT64_C(3600000)); /* that was for its own eyes alone */
    close_instance(&one);                        /* without giving anything back */
    open_instance(&other, &base);
    await(&base, &other, 1);
    expect_item(&other, 0, "1");
    queue_done(&other.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna"), 0);
    close_instance(&other);
    service_fixture_close(&base);
}

Test(wechat_queue, whoever_takes_over_goes_on_counting_and_waiting)
{
    enum { WAIT = LEASES_MS + 4000 /* longer than the lease of one who died lasts */ };
    service_fixture_t base;
    instance_t one, other;
    open_fixture(&base);
    open_instance(&one, &base);
    put(&base, "anna", "1");
    for (size_t i = 0; i < 3; i++) {
        await(&base, &one, i + 1);
        cr_expect_eq(queue_item_tries(one.items[i]), i);
        queue_later(&one.items[i], i < 2 ? 100 : WAIT);
    }
    const int64_t since = loop_now(base.loop);
    loop_spend(base.loop, 300);
    cr_expect_eq(for_later(&base, "anna"), 1);
    close_instance(&one); /* without giving anything back */
    open_instance(&other, &base);
    await(&base, &other, 1);
    cr_expect_eq(queue_item_tries(other.items[0]), 3);
    cr_expect_geq(loop_now(base.loop) - since, WAIT);
    queue_done(&other.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna") + for_later(&base, "anna"), 0);
    close_instance(&other);
    service_fixture_close(&base);
}

Test(wechat_queue, who_has_lost_the_lease_counts_nothing_and_the_dead_leave_nothing)
{
    service_fixture_t base;
    instance_t one, other;
    open_fixture(&base);
    open_instance(&one, &base);
    put(&base, "anna", "1");
    await(&base, &one, 1);
    queue_stop(one.queue);
    leases_stop(one.leases);
    open_instance(&other, &base);
    await(&base, &other, 1);
    queue_later(&one.items[0], 100);
    loop_spend(base.loop, 300);
    cr_expect_eq(for_later(&base, "anna"), 0);
    queue_later(&other.items[0], 100);
    await(&base, &other, 2);
    cr_expect_eq(queue_item_tries(other.items[1]), 1);
    cr_expect_eq(for_later(&base, "anna"), 1);
    queue_die(&other.items[1], "for the test", "inbound");
    loop_spend(base.loop, 300);
    cr_expect_eq(for_later(&base, "anna"), 0);
    close_instance(&other);
    close_instance(&one);
    service_fixture_close(&base);
}

/* Two streams may have the same ids: what is known of an item of one is not the other's. */
Test(wechat_queue, what_ends_in_one_queue_leaves_alone_what_is_known_of_another)
{
    service_fixture_t base;
    instance_t in;
    open_fixture(&base);
    const unsigned partition = queue_partition(TEXT_LITERAL("anna"));
    redis_server_do(base.server, "HSET wx:mark:{wx%u} out:7-1 1", partition);
    redis_server_do(base.server, "HSET wx:later:{wx%u} out:7-1 1", partition);
    for (int i = 1; i <= 2; i++)
        redis_server_do(base.server, "XADD wx:in:{wx%u} 7-%d p anna r %d", partition, i, i);
    redis_server_do(base.server, "HSET wx:mark:{wx%u} in:7-1 1", partition);
    open_instance(&in, &base);
    await(&base, &in, 1);
    cr_expect_eq(queue_item_tries(in.items[0]), 0);
    queue_done(&in.items[0]);
    await(&base, &in, 2);
    queue_die(&in.items[1], "for the test", "inbound");
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna"), 0);
    cr_expect_eq(count(&base, "HLEN wx:mark:{wx%u}", "anna") + for_later(&base, "anna"), 2);
    close_instance(&in);
    service_fixture_close(&base);
}

Test(wechat_queue, is_not_stopped_by_tries_that_are_none)
{
    static const char *const kept[] = {"", "x", "-1 5", "3", "999 1", "2 99999999999999999999", "1 -7"};
    service_fixture_t base;
    instance_t one;
    const unsigned partition = queue_partition(TEXT_LITERAL("anna"));
    open_fixture(&base);
    for (int i = 0; i < (int)(sizeof kept / sizeof *kept); i++) {
        redis_server_do(base.server, "XADD wx:in:{wx%u} 7-%d p p%d r %d", partition, i + 1, i, i);
        redis_server_do(base.server, "HSET wx:later:{wx%u} in:7-%d %s", partition, i + 1, kept[i]);
    }
    put(&base, "anna", "now");
    open_instance(&one, &base);
    for (size_t count = 0; count < sizeof kept / sizeof *kept; count++) { /* all but the one that waits */
        await(&base, &one, count + 1);
        cr_expect_eq(queue_item_tries(one.items[count]), 0);
        queue_done(&one.items[count]);
    }
    loop_spend(base.loop, 300);
    close_instance(&one);
    redis_server_do(base.server, "SET wx:later:{wx%u} none", partition);
    open_instance(&one, &base);
    await(&base, &one, 1);
    cr_expect(text_equal(queue_item_record(one.items[0]), TEXT_LITERAL("5")));
    queue_done(&one.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna"), 0);
    close_instance(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, the_seventh_failure_is_the_last)
{
    service_fixture_t base;
    instance_t one;
    random_t random = random_seeded();
    const unsigned partition = queue_partition(TEXT_LITERAL("anna"));
    open_fixture(&base);
    for (unsigned tries = 5; tries <= 6; tries++) {
        redis_server_do(base.server, "XADD wx:in:{wx%u} 7-%u p p%u r r", partition, tries, tries);
        const char *kept = tries == 5 ? "5 0" : "6 0";
        redis_server_do(base.server, "HSET wx:later:{wx%u} in:7-%u %s", partition, tries, kept);
    }
    open_instance(&one, &base);
    await(&base, &one, 2);
    cr_expect(pauses_fail(&random, &one.items[0]) && !one.items[0]);
    cr_expect(!pauses_fail(&random, &one.items[1]));
    queue_done(&one.items[1]);
    loop_spend(base.loop, 300);
    redis_reply_t *kept = redis_server_ask(base.server, "HGET wx:later:{wx%u} in:7-5", partition);
    long long tries = 0, due = 0;
    cr_assert_eq(sscanf(kept->str, "%lld %lld", &tries, &due), 2);
    due -= clock_now();
    cr_expect(tries == 6 && due > 1439 * 1000 && due < 2160 * 1000, "%s", kept->str);
    redis_reply_free(kept);
    close_instance(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, who_is_put_off_keeps_nobody_else_waiting)
{
    enum { PEOPLE = 230 /* more than are known at a time */ };
    service_fixture_t base;
    instance_t one = {.count = 0};
    open_fixture(&base);
    for (unsigned i = 0, found = 0; found < PEOPLE; i++) {
        char person[16];
        snprintf(person, sizeof person, "p%u", i);
        if (queue_partition(text_of(person)) == queue_partition(TEXT_LITERAL("anna"))) {
            put(&base, person, "later");
            found++;
        }
    }
    put(&base, "anna", "now");
    open_instance(&one, &base);
    for (bool done = false; !done;) {
        await(&base, &one, 1);
        queue_item_t *item = one.items[--one.count];
        done = text_equal(queue_item_record(item), TEXT_LITERAL("now"));
        if (done) {
            queue_done(&item);
        } else {
            cr_expect_eq(queue_item_tries(item), 0);
            queue_rest(&item, 3600 * 1000);
        }
    }
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna"), PEOPLE);
    close_instance(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, what_waits_behind_one_person_keeps_nobody_else_waiting)
{
    enum { ITEMS = 450 /* more than are known at a time */ };
    service_fixture_t base;
    instance_t one = {.count = 0};
    open_fixture(&base);
    for (unsigned i = 0; i < ITEMS; i++)
        put(&base, "anna", "slow");
    unsigned i = 0;
    char person[16] = "p0";
    while (queue_partition(text_of(person)) != queue_partition(TEXT_LITERAL("anna")))
        snprintf(person, sizeof person, "p%u", ++i);
    put(&base, person, "quick");
    open_instance(&one, &base);
    await(&base, &one, 2); /* hers is under way all the time */
    expect_item(&one, 0, "slow");
    expect_item(&one, 1, "quick");
    queue_done(&one.items[1]);
    one.count = 1;
    for (unsigned done = 0; done < 3; done++) { /* and her own follow one another */
        queue_done(&one.items[one.count - 1]);
        await(&base, &one, done + 2);
        one.count = done + 2;
    }
    queue_rest(&one.items[one.count - 1], 3600 * 1000);
    loop_spend(base.loop, 300);
    cr_expect_eq(one.count, 4);
    cr_expect_eq(left(&base, "anna"), ITEMS - 3);
    close_instance(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, is_not_stopped_by_an_entry_that_is_none)
{
    service_fixture_t base;
    instance_t one;
    open_fixture(&base);
    redis_server_do(base.server, "XADD wx:in:{wx%u} * x y", queue_partition(TEXT_LITERAL("anna")));
    put(&base, "anna", "1");
    open_instance(&one, &base);
    await(&base, &one, 2);
    expect_item(&one, 0, "");
    expect_item(&one, 1, "1");
    queue_done(&one.items[0]);
    queue_done(&one.items[1]);
    loop_spend(base.loop, 300);
    cr_expect_eq(left(&base, "anna"), 0);
    close_instance(&one);
    service_fixture_close(&base);
}
