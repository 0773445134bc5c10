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

static message_t message_new(chat_store_t *chat_store, const char *key)
{
    return (message_t){chat_store_actor(chat_store, PRINCIPAL_CUSTOMER),
                       chat_store_sending(chat_store, HI, key)};
}

static status_t send_try(chat_store_t *chat_store, message_t *message, unsigned retries)
{
    message->actor.retries = retries;
    chat_store_send(chat_store, &message->actor, &message->sending);
    return chat_store->outcome.status;
}

typedef struct {
    int count, size; /* size of each, bytes; 0: as large as the last one */
} others_t;

/* Puts rows of another call behind the last one, with its time. */
static void add_rows(chat_store_t *chat_store, others_t others)
{
    redis_server_do(chat_store->server, "EVAL %s 1 msgs:{u:7}:9 %d %d",
                    "local row = redis.call('LINDEX', KEYS[1], -1)\n"
                    "local other = string.sub(row, 1, 14) .. 'another1' .. string.sub(row, 23)\n"
                    "other = other .. string.rep('x', ARGV[2] - #other)\n"
                    "for i = 1, ARGV[1] do redis.call('RPUSH', KEYS[1], other) end",
                    others.count, others.size);
}

static void expect_ttl(chat_store_t *chat_store, const char *command, int64_t seconds)
{
    const int64_t left = chat_store_ask(chat_store, command);
    cr_expect(left > seconds - 10 && left <= seconds, "%s: %lld", command, (long long)left);
}

/* ---- what was done is answered before a try is judged ---- */

Test(chat_once, a_client_key_that_is_known_answers_a_fenced_first_try)
{
    chat_store_t *chat_store = chat_store_new();
    message_t message = message_new(chat_store, "key");
    cr_assert_eq(send_try(chat_store, &message, 1), STATUS_DONE);
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    cr_expect_eq(chat_store->sent.made.id, 1);
    cr_expect_not(chat_store->sent.made.duplicate);
    cr_expect_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 1);
    chat_store_destroy(chat_store);
}

Test(chat_once, a_client_key_that_is_known_answers_a_later_try_however_late)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store->issued -= 100000;
    message_t message = message_new(chat_store, "key");
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    cr_assert_eq(send_try(chat_store, &message, 1), STATUS_DONE);
    cr_expect_eq(chat_store->sent.made.id, 1);
    chat_store_destroy(chat_store);
}

/* A key that a build of before remembered: its digest is made as ever, of the bytes as they are stored. */
Test(chat_once, a_client_key_of_an_older_build_is_known_however_the_content_is_spelt)
{
    static const char spelt_otherwise[] = "\"msg\":\"\\u0068i\",\"info_type\":1";
    chat_store_t *chat_store = chat_store_new();
    message_t message = message_new(chat_store, NULL);
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    redis_server_do(chat_store->server, "SET once:{u:7}:c9:key %s", "1 1537514281503 4bded438638339ea");
    message = message_new(chat_store, "key");
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    cr_expect(chat_store->sent.made.duplicate);
    message = (message_t){chat_store_actor(chat_store, PRINCIPAL_CUSTOMER),
                          chat_store_sending(chat_store, spelt_otherwise, "key")};
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    cr_expect(chat_store->sent.made.duplicate);
    cr_expect_eq(chat_store->sent.made.id, 1);
    cr_expect_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 1);
    chat_store_destroy(chat_store);
}

/* ---- how long what is kept ---- */

Test(chat_once, a_client_key_and_its_claim_last_for_24_hours)
{
    chat_store_t *chat_store = chat_store_new();
    message_t message = message_new(chat_store, "key");
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    expect_ttl(chat_store, "TTL once:{u:7}:c9:key", 24 * 3600);
    expect_ttl(chat_store, "TTL once:{c:9}:key", 24 * 3600);
    chat_store_destroy(chat_store);
}

/* With more digits than Lua writes of a number by itself. */
Test(chat_once, a_client_key_keeps_a_time_of_15_digits)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store->clock = INT64_C(123456789012344);
    message_t message = message_new(chat_store, "key");
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    cr_expect_eq(chat_store->sent.made.time, INT64_C(123456789012345));
    chat_store_destroy(chat_store);
}

Test(chat_once, records_of_calls_last_for_three_minutes)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    const job_t taking = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    job_t marking = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    chat_store_take_range(chat_store, &taking, 0, 1);
    marking.retries = 1;
    cr_assert_eq(chat_store_claim(chat_store, &marking), STATUS_DONE);
    expect_ttl(chat_store, "TTL once:{u:7}:1122334455660001", 180);
    expect_ttl(chat_store, "TTL once:{u:7}:1122334455660002", 180);
    chat_store_destroy(chat_store);
}

/* ---- how late a later try may come ---- */

/* Redis tells whole seconds: the test must not run over the end of one. */
static int64_t beginning_of_a_second(chat_store_t *chat_store)
{
    while (clock_now() % 1000 > 500)
        chat_store_ask(chat_store, "LLEN msgs:{u:7}:9");
    return clock_now() / 1000 * 1000;
}

Test(chat_once, a_later_try_is_taken_for_90_seconds)
{
    chat_store_t *chat_store = chat_store_new();
    message_t message = message_new(chat_store, "");
    message.actor.issued = beginning_of_a_second(chat_store) - 90000;
    cr_expect_eq(send_try(chat_store, &message, 1), STATUS_DONE);
    message = message_new(chat_store, "");
    message.actor.issued = beginning_of_a_second(chat_store) - 90001;
    cr_expect_eq(send_try(chat_store, &message, 1), STATUS_DEADLINE);
    chat_store_destroy(chat_store);
}

/* ---- the stamp ---- */

Test(chat_once, the_stamp_only_grows)
{
    chat_store_t *chat_store = chat_store_new();
    message_t oldest = message_new(chat_store, ""), between = message_new(chat_store, ""),
              newest = message_new(chat_store, "");
    cr_assert_eq(send_try(chat_store, &newest, 1), STATUS_DONE);
    cr_assert_eq(send_try(chat_store, &oldest, 1), STATUS_DONE);
    cr_expect_eq(send_try(chat_store, &between, 0), STATUS_PASSED_UNKNOWN);
    chat_store_destroy(chat_store);
}

Test(chat_once, a_first_try_leaves_no_stamp)
{
    chat_store_t *chat_store = chat_store_new();
    message_t earlier = message_new(chat_store, ""), later = message_new(chat_store, "");
    cr_assert_eq(send_try(chat_store, &later, 0), STATUS_DONE);
    cr_expect_eq(send_try(chat_store, &earlier, 0), STATUS_DONE);
    chat_store_destroy(chat_store);
}

/* ---- how far back a later try looks ---- */

/* A message with `others` behind it, looked for by a later try that comes `after` ms: its id, or 0 when the
 * answer is that it is not known. The call was issued `issued_after` ms behind the rows. */
static int64_t find(others_t others, int64_t after, int64_t issued_after)
{
    chat_store_t *chat_store = chat_store_new();
    message_t message = message_new(chat_store, "");
    message.sending.time = message.actor.issued - issued_after;
    cr_assert_eq(send_try(chat_store, &message, 0), STATUS_DONE);
    add_rows(chat_store, others);
    message.sending.time += after;
    const status_t status = send_try(chat_store, &message, 1);
    cr_assert(status == STATUS_DONE || status == STATUS_DEADLINE);
    const int64_t id = status == STATUS_DONE ? chat_store->sent.made.id : 0;
    chat_store_destroy(chat_store);
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
    chat_store_t *chat_store = chat_store_new();
    chat_store->clock = chat_store->issued;
    chat_store_say(chat_store, PRINCIPAL_STAFF);
    add_rows(chat_store, (others_t){4095, 0});
    message_t message = message_new(chat_store, "");
    cr_assert_eq(send_try(chat_store, &message, 1), STATUS_DONE);
    cr_expect_eq(chat_store->sent.made.id, 4097);
    chat_store_destroy(chat_store);
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
