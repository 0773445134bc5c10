/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "tests/support/chat_bench.h"

Test(chat_takeover, of_an_applied_send_finds_it_behind_many_others)
{
    bench_t *bench = bench_new();
    actor_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &actor, &sending);
    const int64_t time = bench->sent.time;
    for (int i = 0; i < 150; i++)
        bench_say(bench, PRINCIPAL_STAFF);
    actor.tries = 1;
    sending.time = ++bench->clock;
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->sent.outcome.status, STATUS_DONE);
    cr_assert_eq(bench->sent.id, 1);
    cr_assert_eq(bench->sent.time, time);
    cr_assert_not(bench->sent.duplicate);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 151);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_lost_send_applies_it_and_stops_the_late_first_try)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_STAFF);
    actor_t second = bench_actor(bench, PRINCIPAL_CUSTOMER);
    const actor_t first = second;
    second.tries = 1;
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &second, &sending);
    cr_assert_eq(bench->sent.id, 2);
    bench_send(bench, &first, &sending);
    cr_assert_eq(bench->sent.outcome.status, STATUS_DEADLINE);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 2);
    cr_assert_eq(bench_say(bench, PRINCIPAL_CUSTOMER), 3, "other calls are not fenced");
    bench_destroy(bench);
}

Test(chat_takeover, of_a_send_that_was_applied_by_a_retry_answers_as_that_did)
{
    bench_t *bench = bench_new();
    actor_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    actor.tries = 1;
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &actor, &sending);
    actor.tries = 2;
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->sent.outcome.status, STATUS_DONE);
    cr_assert_eq(bench->sent.id, 1);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 1);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_getmsg_gives_the_same_range_again)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    actor_t actor = bench_actor(bench, PRINCIPAL_STAFF);
    bench_take_range(bench, &actor, 0, 2);
    cr_assert_eq(bench->view.take, TAKE_DONE);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    actor.tries = 1;
    bench_look(bench, &actor);
    cr_assert_eq(bench->view.take, TAKE_GIVEN);
    cr_assert_eq(bench->view.given.from, 0);
    cr_assert_eq(bench->view.given.to, 2);
    cr_assert_eq(bench_ask(bench, "HGET rel:{u:7}:9 read_u"), 2);
    bench_destroy(bench);
}

Test(chat_takeover, of_an_empty_getmsg_keeps_the_late_first_try_from_taking_what_came_later)
{
    bench_t *bench = bench_new();
    actor_t second = bench_actor(bench, PRINCIPAL_STAFF);
    const actor_t first = second;
    second.tries = 1;
    bench_take_range(bench, &second, 0, 0);
    cr_assert_eq(bench->view.take, TAKE_DONE);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    bench_take_range(bench, &first, 0, 1);
    cr_assert_eq(bench->view.take, TAKE_GIVEN);
    cr_assert_eq(bench->view.given.to, 0);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_mark_stops_the_late_first_try)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    actor_t second = bench_actor(bench, PRINCIPAL_STAFF);
    const actor_t first = second;
    second.tries = 1;
    cr_assert_eq(bench_mark_as(bench, &second, 1), STATUS_DONE);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    cr_assert_eq(bench_mark_as(bench, &first, 2), STATUS_DEADLINE);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1);
    bench_destroy(bench);
}
