/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/support/chat_store.h"

Test(chat_takeover, of_an_applied_send_finds_it_behind_many_others)
{
    bench_t *bench = bench_new();
    job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &actor, &sending);
    const int64_t time = bench->sent.made.time;
    for (int i = 0; i < 150; i++)
        bench_say(bench, PRINCIPAL_STAFF);
    actor.tries = 1;
    sending.time = ++bench->clock;
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DONE);
    cr_assert_eq(bench->sent.made.id, 1);
    cr_assert_eq(bench->sent.made.time, time);
    cr_assert_not(bench->sent.made.duplicate);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 151);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_lost_send_applies_it_and_stops_the_late_first_try)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_STAFF);
    job_t second = bench_actor(bench, PRINCIPAL_CUSTOMER);
    const job_t first = second;
    second.tries = 1;
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &second, &sending);
    cr_assert_eq(bench->sent.made.id, 2);
    bench_send(bench, &first, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_PASSED_UNKNOWN);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 2);
    cr_assert_eq(bench_say(bench, PRINCIPAL_CUSTOMER), 3, "other calls are not fenced");
    bench_destroy(bench);
}

Test(chat_takeover, of_a_send_that_was_applied_by_a_retry_answers_as_that_did)
{
    bench_t *bench = bench_new();
    job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    actor.tries = 1;
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &actor, &sending);
    actor.tries = 2;
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DONE);
    cr_assert_eq(bench->sent.made.id, 1);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 1);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_getmsg_gives_the_same_range_again)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    job_t actor = bench_actor(bench, PRINCIPAL_STAFF);
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
    job_t second = bench_actor(bench, PRINCIPAL_STAFF);
    const job_t first = second;
    second.tries = 1;
    bench_take_range(bench, &second, 0, 0);
    cr_assert_eq(bench->view.take, TAKE_DONE);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    bench_take_range(bench, &first, 0, 1);
    cr_assert_eq(bench->outcome.status, STATUS_PASSED_UNKNOWN);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_mark_stops_the_late_first_try)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    job_t second = bench_actor(bench, PRINCIPAL_STAFF);
    const job_t first = second;
    second.tries = 1;
    cr_assert_eq(bench_mark_as(bench, &second, 1), STATUS_DONE);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    cr_assert_eq(bench_mark_as(bench, &first, 2), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1);
    bench_destroy(bench);
}

/* ---- however late ---- */

Test(chat_takeover, of_a_send_stops_a_first_try_that_comes_when_all_is_forgotten)
{
    bench_t *bench = bench_new();
    const char *const keys[] = {"", "key"};
    for (int64_t i = 0; i < 2; i++) {
        job_t second = bench_actor(bench, PRINCIPAL_CUSTOMER);
        const job_t first = second;
        second.tries = 1;
        const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", keys[i]);
        bench_send(bench, &second, &sending);
        redis_server_forget(bench->server);
        bench_send(bench, &first, &sending);
        cr_assert_eq(bench->outcome.status, STATUS_PASSED_UNKNOWN, "with '%s'", keys[i]);
        cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), i + 1);
    }
    bench_destroy(bench);
}

Test(chat_takeover, of_a_getmsg_stops_a_first_try_that_comes_when_all_is_forgotten)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    job_t second = bench_actor(bench, PRINCIPAL_STAFF);
    const job_t first = second;
    second.tries = 1;
    bench_take_range(bench, &second, 0, 1);
    redis_server_forget(bench->server);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    bench_take_range(bench, &first, 1, 2);
    cr_assert_eq(bench->outcome.status, STATUS_PASSED_UNKNOWN);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1, "what was never shown stays unread");
    bench_destroy(bench);
}

Test(chat_takeover, of_a_mark_stops_a_first_try_that_comes_when_all_is_forgotten)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    job_t second = bench_actor(bench, PRINCIPAL_STAFF);
    const job_t first = second;
    second.tries = 1;
    cr_assert_eq(bench_mark_as(bench, &second, 1), STATUS_DONE);
    redis_server_forget(bench->server);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    cr_assert_eq(bench_mark_as(bench, &first, 2), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_mark_stops_a_later_try_with_a_lower_number)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    job_t third = bench_actor(bench, PRINCIPAL_STAFF);
    job_t second = third;
    third.tries = 2;
    second.tries = 1;
    cr_assert_eq(bench_mark_as(bench, &third, 1), STATUS_DONE);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    cr_assert_eq(bench_mark_as(bench, &second, 2), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1);
    bench_destroy(bench);
}

/* What a later try looks for is known for some minutes. */
Test(chat_takeover, of_a_call_that_was_issued_long_ago_changes_nothing)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    job_t late = bench_actor(bench, PRINCIPAL_STAFF);
    late.issued -= 91000;
    late.tries = 1;
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &late, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DEADLINE);
    bench_take_range(bench, &late, 0, 1);
    cr_assert_eq(bench->outcome.status, STATUS_DEADLINE);
    cr_assert_eq(bench_mark_as(bench, &late, 1), STATUS_DEADLINE);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 1);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1);
    bench_destroy(bench);
}

/* Puts rows of another call behind the first one, with its time. */
static void add_rows(bench_t *bench, int count)
{
    redis_server_do(bench->server, "EVAL %s 1 msgs:{u:7}:9 %d",
                    "local row = redis.call('LINDEX', KEYS[1], 0)\n"
                    "local other = string.sub(row, 1, 14) .. 'another1' .. string.sub(row, 23)\n"
                    "for i = 1, ARGV[1] do redis.call('RPUSH', KEYS[1], other) end",
                    count);
}

Test(chat_takeover, of_a_send_behind_too_many_others_is_not_known)
{
    bench_t *bench = bench_new();
    bench->clock = bench->issued;
    job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &actor, &sending);
    add_rows(bench, 4096);
    actor.tries = 1;
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DEADLINE);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 4097);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_lost_send_behind_many_older_ones_applies_it)
{
    bench_t *bench = bench_new();
    bench->clock = bench->issued - 5000;
    bench_say(bench, PRINCIPAL_STAFF);
    add_rows(bench, 5000);
    job_t second = bench_actor(bench, PRINCIPAL_CUSTOMER);
    second.tries = 1;
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    bench_send(bench, &second, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DONE);
    cr_assert_eq(bench->sent.made.id, 5002);
    bench_destroy(bench);
}

/* Rows of 60,000 bytes: 1 MiB is read of them, long before there are 4,096. */
static sending_t large_sending(bench_t *bench)
{
    static char content[60000];
    memset(content, 'x', sizeof content - 1);
    memcpy(content, "\"info_type\":1,\"msg\":\"", sizeof "\"info_type\":1,\"msg\":\"" - 1);
    content[sizeof content - 2] = '"';
    return bench_sending(bench, content, "");
}

Test(chat_takeover, of_a_send_behind_too_many_bytes_is_not_known)
{
    bench_t *bench = bench_new();
    bench->clock = bench->issued;
    job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    const sending_t sending = large_sending(bench);
    bench_send(bench, &actor, &sending);
    add_rows(bench, 15);
    actor.tries = 1;
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->sent.made.id, 1, "it is among those that are read");
    add_rows(bench, 25);
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DEADLINE);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 41);
    bench_destroy(bench);
}

Test(chat_takeover, of_a_lost_send_behind_many_older_bytes_applies_it)
{
    bench_t *bench = bench_new();
    bench->clock = bench->issued - 5000;
    job_t first = bench_actor(bench, PRINCIPAL_STAFF), second = bench_actor(bench, PRINCIPAL_CUSTOMER);
    sending_t sending = large_sending(bench);
    bench_send(bench, &first, &sending);
    add_rows(bench, 50);
    second.tries = 1;
    sending.time = ++bench->clock;
    bench_send(bench, &second, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DONE);
    cr_assert_eq(bench->sent.made.id, 52);
    bench_destroy(bench);
}

/* Another call was taken over meanwhile: whoever waits for this one sends it again. */
Test(chat_takeover, passes_back_an_innocent_first_try_whose_later_one_is_applied)
{
    bench_t *bench = bench_new();
    job_t innocent = bench_actor(bench, PRINCIPAL_CUSTOMER), other = bench_actor(bench, PRINCIPAL_STAFF);
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    other.tries = 1;
    bench_send(bench, &other, &sending);
    bench_send(bench, &innocent, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_PASSED_UNKNOWN);
    innocent.tries = 1;
    bench_send(bench, &innocent, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DONE);
    cr_assert_eq(bench->sent.made.id, 2);
    cr_assert_eq(bench_say(bench, PRINCIPAL_CUSTOMER), 3, "what is issued later is not suspect");
    bench_destroy(bench);
}
