/* SPDX-License-Identifier: Apache-2.0 */
/* The limits of common/store/once.h, each from both sides, and the order of its rules. */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "common/store/once.h"
#include "tests/support/chat_store.h"

#define HI "\"info_type\":1,\"msg\":\"hi\""

/* A message of the customer's, by a call that is not known yet. */
typedef struct {
    job_t actor;
    sending_t sending;
} message_t;

static message_t message_new(bench_t *bench, const char *key)
{
    return (message_t){bench_actor(bench, PRINCIPAL_CUSTOMER), bench_sending(bench, HI, key)};
}

static status_t send_try(bench_t *bench, message_t *message, unsigned tries)
{
    message->actor.tries = tries;
    bench_send(bench, &message->actor, &message->sending);
    return bench->outcome.status;
}

typedef struct {
    int count, size; /* size of each, bytes; 0: as large as the last one */
} others_t;

/* Puts rows of another call behind the last one, with its time. */
static void add_rows(bench_t *bench, others_t others)
{
    redis_server_do(bench->server, "EVAL %s 1 msgs:{u:7}:9 %d %d",
                    "local row = redis.call('LINDEX', KEYS[1], -1)\n"
                    "local other = string.sub(row, 1, 14) .. 'another1' .. string.sub(row, 23)\n"
                    "other = other .. string.rep('x', ARGV[2] - #other)\n"
                    "for i = 1, ARGV[1] do redis.call('RPUSH', KEYS[1], other) end",
                    others.count, others.size);
}

static void expect_ttl(bench_t *bench, const char *command, int64_t seconds)
{
    const int64_t left = bench_ask(bench, command);
    cr_expect(left > seconds - 10 && left <= seconds, "%s: %lld", command, (long long)left);
}

/* ---- what was done is answered before a try is judged ---- */

Test(chat_once, a_client_key_that_is_known_answers_a_fenced_first_try)
{
    bench_t *bench = bench_new();
    message_t message = message_new(bench, "key");
    cr_assert_eq(send_try(bench, &message, 1), STATUS_DONE);
    cr_assert_eq(send_try(bench, &message, 0), STATUS_DONE);
    cr_expect_eq(bench->sent.made.id, 1);
    cr_expect_not(bench->sent.made.duplicate);
    cr_expect_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 1);
    bench_destroy(bench);
}

Test(chat_once, a_client_key_that_is_known_answers_a_later_try_however_late)
{
    bench_t *bench = bench_new();
    bench->issued -= 100000;
    message_t message = message_new(bench, "key");
    cr_assert_eq(send_try(bench, &message, 0), STATUS_DONE);
    cr_assert_eq(send_try(bench, &message, 1), STATUS_DONE);
    cr_expect_eq(bench->sent.made.id, 1);
    bench_destroy(bench);
}

/* ---- how long what is kept ---- */

Test(chat_once, a_client_key_and_its_claim_last_for_24_hours)
{
    bench_t *bench = bench_new();
    message_t message = message_new(bench, "key");
    cr_assert_eq(send_try(bench, &message, 0), STATUS_DONE);
    expect_ttl(bench, "TTL once:{u:7}:c9:key", 24 * 3600);
    expect_ttl(bench, "TTL once:{c:9}:key", 24 * 3600);
    bench_destroy(bench);
}

/* With more digits than Lua writes of a number by itself. */
Test(chat_once, a_client_key_keeps_a_time_of_15_digits)
{
    bench_t *bench = bench_new();
    bench->clock = INT64_C(123456789012344);
    message_t message = message_new(bench, "key");
    cr_assert_eq(send_try(bench, &message, 0), STATUS_DONE);
    cr_assert_eq(send_try(bench, &message, 0), STATUS_DONE);
    cr_expect_eq(bench->sent.made.time, INT64_C(123456789012345));
    bench_destroy(bench);
}

Test(chat_once, records_of_calls_last_for_three_minutes)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    const job_t taking = bench_actor(bench, PRINCIPAL_STAFF);
    job_t marking = bench_actor(bench, PRINCIPAL_STAFF);
    bench_take_range(bench, &taking, 0, 1);
    marking.tries = 1;
    cr_assert_eq(bench_mark_as(bench, &marking, 1), STATUS_DONE);
    expect_ttl(bench, "TTL once:{u:7}:1122334455660001", 180);
    expect_ttl(bench, "TTL once:{u:7}:1122334455660002", 180);
    bench_destroy(bench);
}

/* ---- how late a later try may come ---- */

/* Redis tells whole seconds: the test must not run over the end of one. */
static int64_t beginning_of_a_second(bench_t *bench)
{
    while (clock_now() % 1000 > 500)
        bench_ask(bench, "LLEN msgs:{u:7}:9");
    return clock_now() / 1000 * 1000;
}

Test(chat_once, a_later_try_is_taken_for_90_seconds)
{
    bench_t *bench = bench_new();
    message_t message = message_new(bench, "");
    message.actor.issued = beginning_of_a_second(bench) - 90000;
    cr_expect_eq(send_try(bench, &message, 1), STATUS_DONE);
    message = message_new(bench, "");
    message.actor.issued = beginning_of_a_second(bench) - 90001;
    cr_expect_eq(send_try(bench, &message, 1), STATUS_DEADLINE);
    bench_destroy(bench);
}

/* ---- the stamp ---- */

Test(chat_once, the_stamp_only_grows)
{
    bench_t *bench = bench_new();
    message_t oldest = message_new(bench, ""), between = message_new(bench, ""),
              newest = message_new(bench, "");
    cr_assert_eq(send_try(bench, &newest, 1), STATUS_DONE);
    cr_assert_eq(send_try(bench, &oldest, 1), STATUS_DONE);
    cr_expect_eq(send_try(bench, &between, 0), STATUS_PASSED_UNKNOWN);
    bench_destroy(bench);
}

Test(chat_once, a_first_try_leaves_no_stamp)
{
    bench_t *bench = bench_new();
    message_t earlier = message_new(bench, ""), later = message_new(bench, "");
    cr_assert_eq(send_try(bench, &later, 0), STATUS_DONE);
    cr_expect_eq(send_try(bench, &earlier, 0), STATUS_DONE);
    bench_destroy(bench);
}

/* ---- how far back a later try looks ---- */

/* A message with `others` behind it, looked for by a later try that comes `after` ms: its id, or 0 when the
 * answer is that it is not known. The call was issued `issued_after` ms behind the rows. */
static int64_t find(others_t others, int64_t after, int64_t issued_after)
{
    bench_t *bench = bench_new();
    message_t message = message_new(bench, "");
    message.sending.time = message.actor.issued - issued_after;
    cr_assert_eq(send_try(bench, &message, 0), STATUS_DONE);
    add_rows(bench, others);
    message.sending.time += after;
    const status_t status = send_try(bench, &message, 1);
    cr_assert(status == STATUS_DONE || status == STATUS_DEADLINE);
    const int64_t id = status == STATUS_DONE ? bench->sent.made.id : 0;
    bench_destroy(bench);
    return id;
}

Test(chat_once, rows_are_looked_through_until_they_are_two_minutes_old)
{
    cr_expect_eq(find((others_t){64, 0}, 120000, 0), 1);
    cr_expect_eq(find((others_t){64, 0}, 120001, 0), 66, "it is not there");
}

Test(chat_once, the_newest_64_are_looked_at_however_old_they_are)
{
    cr_expect_eq(find((others_t){63, 0}, 120001, 0), 1);
}

Test(chat_once, so_many_rows_are_looked_through)
{
    cr_expect_eq(find((others_t){4095, 0}, 0, 0), 1);
    cr_expect_eq(find((others_t){4096, 0}, 0, 0), 0);
}

Test(chat_once, where_all_rows_are_looked_through_what_is_not_there_was_not_done)
{
    bench_t *bench = bench_new();
    bench->clock = bench->issued;
    bench_say(bench, PRINCIPAL_STAFF);
    add_rows(bench, (others_t){4095, 0});
    message_t message = message_new(bench, "");
    cr_assert_eq(send_try(bench, &message, 1), STATUS_DONE);
    cr_expect_eq(bench->sent.made.id, 4097);
    bench_destroy(bench);
}

Test(chat_once, behind_so_many_rows_one_that_is_a_second_older_than_the_call_ends_the_search)
{
    cr_expect_eq(find((others_t){4096, 0}, 0, 1000), 0);
    cr_expect_eq(find((others_t){4096, 0}, 0, 1001), 4098, "it is not there");
}

Test(chat_once, a_mebibyte_is_looked_through)
{
    enum { BLOCK = 16 /* rows that are read at once */, FULL = 1048576 / BLOCK };
    cr_expect_eq(find((others_t){BLOCK, FULL - 1}, 0, 0), 1);
    cr_expect_eq(find((others_t){BLOCK, FULL}, 0, 0), 0);
}
