/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <string.h>

#include "tests/support/chat_store.h"

Test(chat_retry, of_an_applied_send_finds_it_behind_many_others)
{
    chat_store_t *chat_store = chat_store_new();
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
    chat_store_send(chat_store, &actor, &sending);
    const int64_t time = chat_store->sent.made.time;
    for (int i = 0; i < 150; i++)
        chat_store_say(chat_store, PRINCIPAL_STAFF);
    actor.retries = 1;
    sending.time = ++chat_store->clock;
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DONE);
    cr_assert_eq(chat_store->sent.made.id, 1);
    cr_assert_eq(chat_store->sent.made.time, time);
    cr_assert_not(chat_store->sent.made.duplicate);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 151);
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_lost_send_applies_it_and_stops_the_late_first_try)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_STAFF);
    job_t second = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    const job_t first = second;
    second.retries = 1;
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
    chat_store_send(chat_store, &second, &sending);
    cr_assert_eq(chat_store->sent.made.id, 2);
    chat_store_send(chat_store, &first, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_PASSED_UNKNOWN);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 2);
    cr_assert_eq(chat_store_say(chat_store, PRINCIPAL_CUSTOMER), 3, "other calls are not fenced");
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_send_that_was_applied_by_a_retry_answers_as_that_did)
{
    chat_store_t *chat_store = chat_store_new();
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    actor.retries = 1;
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
    chat_store_send(chat_store, &actor, &sending);
    actor.retries = 2;
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DONE);
    cr_assert_eq(chat_store->sent.made.id, 1);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 1);
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_getmsg_gives_the_same_range_again)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    chat_store_take_range(chat_store, &actor, 0, 2);
    cr_assert_eq(chat_store->view.take, TAKE_DONE);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    actor.retries = 1;
    chat_store_look(chat_store, &actor);
    cr_assert_eq(chat_store->view.take, TAKE_GIVEN);
    cr_assert_eq(chat_store->view.given.from, 0);
    cr_assert_eq(chat_store->view.given.to, 2);
    cr_assert_eq(chat_store_ask(chat_store, "HGET rel:{u:7}:9 read_u"), 2);
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_an_empty_getmsg_keeps_the_late_first_try_from_taking_what_came_later)
{
    chat_store_t *chat_store = chat_store_new();
    job_t second = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    const job_t first = second;
    second.retries = 1;
    chat_store_take_range(chat_store, &second, 0, 0);
    cr_assert_eq(chat_store->view.take, TAKE_DONE);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    chat_store_take_range(chat_store, &first, 0, 1);
    cr_assert_eq(chat_store->outcome.status, STATUS_PASSED_UNKNOWN);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 1);
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_mark_stops_the_late_first_try)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    job_t second = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    const job_t first = second;
    second.retries = 1;
    cr_assert_eq(chat_store_mark_as(chat_store, &second, 1), STATUS_DONE);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    cr_assert_eq(chat_store_mark_as(chat_store, &first, 2), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 1);
    chat_store_destroy(chat_store);
}

/* ---- however late ---- */

Test(chat_retry, of_a_send_stops_a_first_try_that_comes_when_all_is_forgotten)
{
    chat_store_t *chat_store = chat_store_new();
    const char *const keys[] = {"", "key"};
    for (int64_t i = 0; i < 2; i++) {
        job_t second = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
        const job_t first = second;
        second.retries = 1;
        const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", keys[i]);
        chat_store_send(chat_store, &second, &sending);
        redis_server_forget(chat_store->server);
        chat_store_send(chat_store, &first, &sending);
        cr_assert_eq(chat_store->outcome.status, STATUS_PASSED_UNKNOWN, "with '%s'", keys[i]);
        cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), i + 1);
    }
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_getmsg_stops_a_first_try_that_comes_when_all_is_forgotten)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    job_t second = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    const job_t first = second;
    second.retries = 1;
    chat_store_take_range(chat_store, &second, 0, 1);
    redis_server_forget(chat_store->server);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    chat_store_take_range(chat_store, &first, 1, 2);
    cr_assert_eq(chat_store->outcome.status, STATUS_PASSED_UNKNOWN);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 1, "what was never shown stays unread");
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_mark_stops_a_first_try_that_comes_when_all_is_forgotten)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    job_t second = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    const job_t first = second;
    second.retries = 1;
    cr_assert_eq(chat_store_mark_as(chat_store, &second, 1), STATUS_DONE);
    redis_server_forget(chat_store->server);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    cr_assert_eq(chat_store_mark_as(chat_store, &first, 2), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 1);
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_mark_stops_a_later_try_with_a_lower_number)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    job_t third = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    job_t second = third;
    third.retries = 2;
    second.retries = 1;
    cr_assert_eq(chat_store_claim(chat_store, &second), STATUS_DONE);
    cr_assert_eq(chat_store_claim(chat_store, &third), STATUS_DONE);
    cr_assert_eq(chat_store_mark_as(chat_store, &third, 1), STATUS_DONE);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    cr_assert_eq(chat_store_mark_as(chat_store, &second, 2), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(chat_store_claim(chat_store, &second), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 1);
    chat_store_destroy(chat_store);
}

/* One of an instance that lost Redis, and one of the gateway. */
Test(chat_retry, of_a_mark_has_a_number_of_its_own)
{
    chat_store_t *chat_store = chat_store_new();
    job_t second = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    second.retries = 1;
    cr_assert_eq(chat_store_claim(chat_store, &second), STATUS_DONE);
    cr_assert_eq(chat_store_claim(chat_store, &second), STATUS_PASSED_UNKNOWN);
    chat_store_destroy(chat_store);
}

/* Between what a later try has read and its mark, the first one would mark what that does not show. */
Test(chat_retry, of_a_page_stops_the_first_try_before_it_reads)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    job_t second = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    const job_t first = second;
    second.retries = 1;
    cr_assert_eq(chat_store_claim(chat_store, &second), STATUS_DONE);
    chat_store_page_as(chat_store, &second, -20, -1);
    cr_assert_eq(chat_store->view.count, 1);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    cr_assert_eq(chat_store_mark_as(chat_store, &first, 2), STATUS_PASSED_UNKNOWN);
    cr_assert_eq(chat_store_mark_as(chat_store, &second, 1), STATUS_DONE);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 1);
    chat_store_destroy(chat_store);
}

/* What a later try looks for is known for some minutes. */
Test(chat_retry, of_a_call_that_was_issued_long_ago_changes_nothing)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    job_t late = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    late.issued -= 91000;
    late.retries = 1;
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
    chat_store_send(chat_store, &late, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DEADLINE);
    chat_store_take_range(chat_store, &late, 0, 1);
    cr_assert_eq(chat_store->outcome.status, STATUS_DEADLINE);
    cr_assert_eq(chat_store_mark_as(chat_store, &late, 1), STATUS_DEADLINE);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 1);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 1);
    chat_store_destroy(chat_store);
}

/* Puts rows of another call behind the first one, with its time. */
static void add_rows(chat_store_t *chat_store, int count)
{
    redis_server_do(chat_store->server, "EVAL %s 1 msgs:{u:7}:9 %d",
                    "local row = redis.call('LINDEX', KEYS[1], 0)\n"
                    "local other = string.sub(row, 1, 14) .. 'another1' .. string.sub(row, 23)\n"
                    "for i = 1, ARGV[1] do redis.call('RPUSH', KEYS[1], other) end",
                    count);
}

Test(chat_retry, of_a_send_behind_too_many_others_is_not_known)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store->clock = chat_store->issued;
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
    chat_store_send(chat_store, &actor, &sending);
    add_rows(chat_store, 4096);
    actor.retries = 1;
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DEADLINE);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 4097);
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_lost_send_behind_many_older_ones_applies_it)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store->clock = chat_store->issued - 5000;
    chat_store_say(chat_store, PRINCIPAL_STAFF);
    add_rows(chat_store, 5000);
    job_t second = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    second.retries = 1;
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
    chat_store_send(chat_store, &second, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DONE);
    cr_assert_eq(chat_store->sent.made.id, 5002);
    chat_store_destroy(chat_store);
}

/* Rows of 60,000 bytes: 1 MiB is read of them, long before there are 4,096. */
static sending_t large_sending(chat_store_t *chat_store)
{
    static char content[60000];
    memset(content, 'x', sizeof content - 1);
    memcpy(content, "\"info_type\":1,\"msg\":\"", sizeof "\"info_type\":1,\"msg\":\"" - 1);
    content[sizeof content - 2] = '"';
    return chat_store_sending(chat_store, content, "");
}

Test(chat_retry, of_a_send_behind_too_many_bytes_is_not_known)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store->clock = chat_store->issued;
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    const sending_t sending = large_sending(chat_store);
    chat_store_send(chat_store, &actor, &sending);
    add_rows(chat_store, 15);
    actor.retries = 1;
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->sent.made.id, 1, "it is among those that are read");
    add_rows(chat_store, 25);
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DEADLINE);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 41);
    chat_store_destroy(chat_store);
}

Test(chat_retry, of_a_lost_send_behind_many_older_bytes_applies_it)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store->clock = chat_store->issued - 5000;
    job_t first = chat_store_actor(chat_store, PRINCIPAL_STAFF),
          second = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    sending_t sending = large_sending(chat_store);
    chat_store_send(chat_store, &first, &sending);
    add_rows(chat_store, 50);
    second.retries = 1;
    sending.time = ++chat_store->clock;
    chat_store_send(chat_store, &second, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DONE);
    cr_assert_eq(chat_store->sent.made.id, 52);
    chat_store_destroy(chat_store);
}

/* Another call was retried meanwhile: whoever waits for this one sends it again. */
Test(chat_retry, passes_back_an_innocent_first_try_whose_later_one_is_applied)
{
    chat_store_t *chat_store = chat_store_new();
    job_t innocent = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER),
          other = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
    other.retries = 1;
    chat_store_send(chat_store, &other, &sending);
    chat_store_send(chat_store, &innocent, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_PASSED_UNKNOWN);
    innocent.retries = 1;
    chat_store_send(chat_store, &innocent, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DONE);
    cr_assert_eq(chat_store->sent.made.id, 2);
    cr_assert_eq(chat_store_say(chat_store, PRINCIPAL_CUSTOMER), 3, "what is issued later is not suspect");
    chat_store_destroy(chat_store);
}
