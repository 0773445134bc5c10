/* SPDX-License-Identifier: Apache-2.0 */
/* Queues of people: in order for each, at once for different ones, and one instance at a time. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "base/clock.h"
#include "services/wechat/queue/pauses.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"
#include "tests/support/queue_world.h"

TestSuite(wechat_queue, .fini = leak_check);

Test(wechat_queue, is_in_order_for_one_person_and_at_once_for_others)
{
    service_fixture_t base;
    queue_instance_t one;
    queue_fixture_open(&base);
    queue_put(&base, "anna", "1");
    queue_put(&base, "anna", "2");
    queue_put(&base, "bert", "3");
    queue_instance_open(&one, &base);
    queue_await(&base, &one, 2);
    loop_spend(base.loop, 500);
    cr_expect_eq(one.count, 2, "the second of a person waits for the first");
    const bool anna_first = text_equal(queue_item_person(one.items[0]), TEXT_LITERAL("anna"));
    queue_item_t *of_anna = one.items[anna_first ? 0 : 1], *of_bert = one.items[anna_first ? 1 : 0];
    cr_expect(text_equal(queue_item_record(of_anna), TEXT_LITERAL("1")));
    queue_done(&of_anna);
    queue_await(&base, &one, 3);
    queue_expect_item(&one, 2, "2");
    queue_done(&of_bert);
    queue_done(&one.items[2]);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna") + queue_left(&base, "bert"), 0);
    queue_instance_close(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, puts_off_what_cannot_be_done_and_what_is_behind_it)
{
    service_fixture_t base;
    queue_instance_t one;
    queue_fixture_open(&base);
    queue_put(&base, "anna", "1");
    queue_put(&base, "anna", "2");
    queue_instance_open(&one, &base);
    queue_await(&base, &one, 1);
    queue_later(&one.items[0], 400);
    queue_await(&base, &one, 2);
    queue_expect_item(&one, 1, "1");
    cr_expect_eq(queue_item_tries(one.items[1]), 1);
    queue_done(&one.items[1]);
    queue_await(&base, &one, 3);
    queue_expect_item(&one, 2, "2");
    queue_done(&one.items[2]);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna"), 0);
    queue_instance_close(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, is_one_instances_until_it_gives_it_back)
{
    service_fixture_t base;
    queue_instance_t one, other;
    queue_fixture_open(&base);
    queue_instance_open(&one, &base);
    cr_assert(loop_wait(base.loop, queue_holds_all, &one, QUEUE_SOON));
    queue_instance_open(&other, &base);
    queue_put(&base, "anna", "1");
    queue_await(&base, &one, 1);
    loop_spend(base.loop, 1000);
    cr_expect_eq(other.count, 0);
    cr_expect_eq(leases_count(other.leases), 0);
    queue_stop(one.queue);
    leases_stop(one.leases);
    queue_await(&base, &other, 1);
    queue_expect_item(&other, 0, "1");
    /* Work that ends under the lease of before changes nothing. */
    queue_done(&one.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna"), 1);
    queue_done(&other.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna"), 0);
    queue_instance_close(&other);
    queue_instance_close(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, is_taken_over_from_an_instance_that_has_died)
{
    service_fixture_t base;
    queue_instance_t one, other;
    queue_fixture_open(&base);
    queue_instance_open(&one, &base);
    queue_put(&base, "anna", "1");
    queue_await(&base, &one, 1);
    queue_rest(&one.items[0], INT64_C(3600000)); /* that was for its own eyes alone */
    queue_instance_close(&one);                  /* without giving anything back */
    queue_instance_open(&other, &base);
    queue_await(&base, &other, 1);
    queue_expect_item(&other, 0, "1");
    queue_done(&other.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna"), 0);
    queue_instance_close(&other);
    service_fixture_close(&base);
}

Test(wechat_queue, whoever_takes_over_goes_on_counting_and_waiting)
{
    enum { WAIT = LEASES_MS + 4000 /* longer than the lease of one who died lasts */ };
    service_fixture_t base;
    queue_instance_t one, other;
    queue_fixture_open(&base);
    queue_instance_open(&one, &base);
    queue_put(&base, "anna", "1");
    for (size_t i = 0; i < 3; i++) {
        queue_await(&base, &one, i + 1);
        cr_expect_eq(queue_item_tries(one.items[i]), i);
        queue_later(&one.items[i], i < 2 ? 100 : WAIT);
    }
    const int64_t since = loop_now(base.loop);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_for_later(&base, "anna"), 1);
    queue_instance_close(&one); /* without giving anything back */
    queue_instance_open(&other, &base);
    queue_await(&base, &other, 1);
    cr_expect_eq(queue_item_tries(other.items[0]), 3);
    cr_expect_geq(loop_now(base.loop) - since, WAIT);
    queue_done(&other.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna") + queue_for_later(&base, "anna"), 0);
    queue_instance_close(&other);
    service_fixture_close(&base);
}

Test(wechat_queue, who_has_lost_the_lease_counts_nothing_and_the_dead_leave_nothing)
{
    service_fixture_t base;
    queue_instance_t one, other;
    queue_fixture_open(&base);
    queue_instance_open(&one, &base);
    queue_put(&base, "anna", "1");
    queue_await(&base, &one, 1);
    queue_stop(one.queue);
    leases_stop(one.leases);
    queue_instance_open(&other, &base);
    queue_await(&base, &other, 1);
    queue_later(&one.items[0], 100);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_for_later(&base, "anna"), 0);
    queue_later(&other.items[0], 100);
    queue_await(&base, &other, 2);
    cr_expect_eq(queue_item_tries(other.items[1]), 1);
    cr_expect_eq(queue_for_later(&base, "anna"), 1);
    queue_die(&other.items[1], "for the test", "inbound");
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_for_later(&base, "anna"), 0);
    queue_instance_close(&other);
    queue_instance_close(&one);
    service_fixture_close(&base);
}

/* Two streams may have the same ids: what is known of an item of one is not the other's. */
Test(wechat_queue, what_ends_in_one_queue_leaves_alone_what_is_known_of_another)
{
    service_fixture_t base;
    queue_instance_t in;
    queue_fixture_open(&base);
    const unsigned partition = queue_partition(TEXT_LITERAL("anna"));
    redis_server_do(base.server, "HSET wx:mark:{wx%u} out:7-1 1", partition);
    redis_server_do(base.server, "HSET wx:later:{wx%u} out:7-1 1", partition);
    for (int i = 1; i <= 2; i++)
        redis_server_do(base.server, "XADD wx:in:{wx%u} 7-%d p anna r %d", partition, i, i);
    redis_server_do(base.server, "HSET wx:mark:{wx%u} in:7-1 1", partition);
    queue_instance_open(&in, &base);
    queue_await(&base, &in, 1);
    cr_expect_eq(queue_item_tries(in.items[0]), 0);
    queue_done(&in.items[0]);
    queue_await(&base, &in, 2);
    queue_die(&in.items[1], "for the test", "inbound");
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna"), 0);
    cr_expect_eq(queue_count(&base, "HLEN wx:mark:{wx%u}", "anna") + queue_for_later(&base, "anna"), 2);
    queue_instance_close(&in);
    service_fixture_close(&base);
}

Test(wechat_queue, is_not_stopped_by_tries_that_are_none)
{
    static const char *const kept[] = {"", "x", "-1 5", "3", "999 1", "2 99999999999999999999", "1 -7"};
    service_fixture_t base;
    queue_instance_t one;
    const unsigned partition = queue_partition(TEXT_LITERAL("anna"));
    queue_fixture_open(&base);
    for (int i = 0; i < (int)(sizeof kept / sizeof *kept); i++) {
        redis_server_do(base.server, "XADD wx:in:{wx%u} 7-%d p p%d r %d", partition, i + 1, i, i);
        redis_server_do(base.server, "HSET wx:later:{wx%u} in:7-%d %s", partition, i + 1, kept[i]);
    }
    queue_put(&base, "anna", "now");
    queue_instance_open(&one, &base);
    for (size_t count = 0; count < sizeof kept / sizeof *kept; count++) { /* all but the one that waits */
        queue_await(&base, &one, count + 1);
        cr_expect_eq(queue_item_tries(one.items[count]), 0);
        queue_done(&one.items[count]);
    }
    loop_spend(base.loop, 300);
    queue_instance_close(&one);
    redis_server_do(base.server, "SET wx:later:{wx%u} none", partition);
    queue_instance_open(&one, &base);
    queue_await(&base, &one, 1);
    cr_expect(text_equal(queue_item_record(one.items[0]), TEXT_LITERAL("5")));
    queue_done(&one.items[0]);
    loop_spend(base.loop, 300);
    cr_expect_eq(queue_left(&base, "anna"), 0);
    queue_instance_close(&one);
    service_fixture_close(&base);
}

Test(wechat_queue, the_seventh_failure_is_the_last)
{
    service_fixture_t base;
    queue_instance_t one;
    random_t random = random_seeded();
    const unsigned partition = queue_partition(TEXT_LITERAL("anna"));
    queue_fixture_open(&base);
    for (unsigned tries = 5; tries <= 6; tries++) {
        redis_server_do(base.server, "XADD wx:in:{wx%u} 7-%u p p%u r r", partition, tries, tries);
        const char *kept = tries == 5 ? "5 0" : "6 0";
        redis_server_do(base.server, "HSET wx:later:{wx%u} in:7-%u %s", partition, tries, kept);
    }
    queue_instance_open(&one, &base);
    queue_await(&base, &one, 2);
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
    queue_instance_close(&one);
    service_fixture_close(&base);
}
