/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "tests/support/chat_store.h"

Test(chat_send, numbers_messages_without_gaps_in_the_order_of_both_sides)
{
    chat_store_t *chat_store = chat_store_new();
    for (int64_t id = 1; id <= 20; id++)
        cr_assert_eq(chat_store_say(chat_store, id % 3 ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER), id);
    chat_store_page(chat_store, PRINCIPAL_STAFF, 0, -1);
    cr_assert_eq(chat_store->view.count, 20);
    for (int64_t i = 0; i < 20; i++) {
        cr_assert_eq(chat_store->rows[i].id, i + 1);
        cr_assert_eq(chat_store->rows[i].from_staff, (i + 1) % 3 != 0);
    }
    chat_store_destroy(chat_store);
}

Test(chat_send, moves_the_times_of_its_side_alone_and_never_back)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    const int64_t time = chat_store->clock;
    cr_assert_eq(chat_store_ask(chat_store, "ZSCORE rels:{u:7}:activity 5ba4a0f9A9"), time);
    cr_assert_eq(chat_store_ask(chat_store, "ZCARD rels:{u:7}:activity:aged"), 1);
    cr_assert_eq(chat_store_ask(chat_store, "EXISTS rels:{u:7}:follow"), 0);
    chat_store->clock -= 5000;
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    cr_assert_eq(chat_store_ask(chat_store, "ZSCORE rels:{u:7}:activity 5ba4a0f9A9"), time);
    cr_assert_eq(chat_store_ask(chat_store, "ZSCORE chats:{u:7} 9"), time);
    chat_store_say(chat_store, PRINCIPAL_STAFF);
    cr_assert_eq(chat_store_ask(chat_store, "ZCARD rels:{u:7}:follow:aged"), 1);
    chat_store_destroy(chat_store);
}

/* docs/decisions/0023 */
Test(chat_send, after_a_jump_of_the_clock_no_time_stays_in_the_future)
{
    enum { THREE_DAYS = 3 * 86400000 };
    chat_store_t *chat_store = chat_store_new();
    chat_store->clock = clock_now() + THREE_DAYS;
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    chat_store->clock -= THREE_DAYS;
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    cr_assert_eq(chat_store_ask(chat_store, "ZSCORE rels:{u:7}:activity 5ba4a0f9A9"), chat_store->clock);
    cr_assert_eq(chat_store_ask(chat_store, "ZSCORE chats:{u:7} 9"), chat_store->clock);
    chat_store_destroy(chat_store);
}

Test(chat_send, without_a_relation_changes_nothing)
{
    chat_store_t *chat_store = chat_store_new();
    const int64_t keys = chat_store_ask(chat_store, "DBSIZE");
    for (int side = PRINCIPAL_STAFF; side <= PRINCIPAL_CUSTOMER; side++) {
        job_t actor = chat_store_actor(chat_store, (principal_kind_t)side);
        actor.customer_id = 10;
        actor.retries = side == PRINCIPAL_STAFF;
        const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "key");
        chat_store_send(chat_store, &actor, &sending);
        cr_assert_eq(chat_store->outcome.status, STATUS_NO_RELATION);
    }
    cr_assert_eq(chat_store_ask(chat_store, "DBSIZE"), keys);
    chat_store_destroy(chat_store);
}

Test(chat_send, keeps_64_kib_byte_for_byte)
{
    chat_store_t *chat_store = chat_store_new();
    buffer_t content = {0};
    buffer_append_literal(&content, "\"info_type\":1,\"msg\":\"");
    while (content.size < 64 * 1024 - 4)
        buffer_append_literal(&content, "\xe6\xb7\xbb");
    buffer_append_char(&content, '"');
    const job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    const sending_t sending = {.content = {buffer_text(&content), 1, true}, .time = ++chat_store->clock};
    chat_store_send(chat_store, &actor, &sending);
    chat_store_page(chat_store, PRINCIPAL_STAFF, 0, -1);
    cr_assert(text_equal(chat_store->rows[0].content.stored, buffer_text(&content)));
    cr_assert(chat_store->rows[0].content.collides);
    cr_assert_eq(chat_store->rows[0].time, sending.time);
    buffer_free(&content);
    chat_store_destroy(chat_store);
}

Test(chat_send, keeps_the_article_unless_the_content_names_one)
{
    static const struct {
        const char *content, *stored;
    } cases[] = {
        {"\"info_type\":1,\"msg\":\"a\"", "\"info_type\":1,\"msg\":\"a\",\"article_id\":5"},
        {"\"info_type\":1,\"article_id\":3,\"msg\":\"a\"", "\"info_type\":1,\"article_id\":3,\"msg\":\"a\""},
        {"\"info_type\":1,\"msg\":\"article_id\"", "\"info_type\":1,\"msg\":\"article_id\",\"article_id\":5"},
        {"\"info_type\":1,\"msg\":\"a\",\"x\":{\"article_id\":1}",
         "\"info_type\":1,\"msg\":\"a\",\"x\":{\"article_id\":1},\"article_id\":5"},
    };
    chat_store_t *chat_store = chat_store_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
        sending_t sending = chat_store_sending(chat_store, cases[i].content, "");
        sending.article_id = 5;
        chat_store_send(chat_store, &actor, &sending);
        chat_store_page(chat_store, PRINCIPAL_STAFF, -1, -1);
        cr_assert(text_equal(chat_store->rows[0].content.stored, text_of(cases[i].stored)), "case %zu: %.*s",
                  i, TEXT_ARG(chat_store->rows[0].content.stored));
    }
    chat_store_destroy(chat_store);
}

/* ---- the client's idempotency key ---- */

Test(chat_key, repeated_answers_as_the_first_time)
{
    chat_store_t *chat_store = chat_store_new();
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "key");
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->sent.made.id, 1);
    cr_assert_not(chat_store->sent.made.duplicate);
    const int64_t time = chat_store->sent.made.time;
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    sending.time += 1000;
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_DONE);
    cr_assert_eq(chat_store->sent.made.id, 1);
    cr_assert_eq(chat_store->sent.made.time, time);
    cr_assert(chat_store->sent.made.duplicate);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 2);
    chat_store_destroy(chat_store);
}

Test(chat_key, reused_with_another_content_or_article_is_refused)
{
    chat_store_t *chat_store = chat_store_new();
    sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "key");
    const job_t first = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    chat_store_send(chat_store, &first, &sending);
    sending.article_id = 3;
    const job_t second = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    chat_store_send(chat_store, &second, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_KEY_REUSED);
    sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"ho\"", "key");
    chat_store_send(chat_store, &second, &sending);
    cr_assert_eq(chat_store->outcome.status, STATUS_KEY_REUSED);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 1);
    chat_store_destroy(chat_store);
}

Test(chat_key, counts_for_its_sender_alone)
{
    chat_store_t *chat_store = chat_store_new();
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "key");
    const job_t customer = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    chat_store_send(chat_store, &customer, &sending);
    const job_t staff = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    chat_store_send(chat_store, &staff, &sending);
    cr_assert_eq(chat_store->sent.made.id, 2);
    cr_assert_not(chat_store->sent.made.duplicate);
    chat_store_destroy(chat_store);
}

Test(chat_key, found_by_a_later_try_of_the_same_call_is_no_duplicate)
{
    chat_store_t *chat_store = chat_store_new();
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "key");
    chat_store_send(chat_store, &actor, &sending);
    actor.retries = 1;
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->sent.made.id, 1);
    cr_assert_not(chat_store->sent.made.duplicate);
    cr_assert_eq(chat_store_ask(chat_store, "LLEN msgs:{u:7}:9"), 1);
    chat_store_destroy(chat_store);
}

/* ---- a customer's key belongs to one staff user ---- */

static status_t send_to(chat_store_t *chat_store, int64_t staff_id, const char *key)
{
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_CUSTOMER);
    actor.staff_id = staff_id;
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", key);
    chat_store_send(chat_store, &actor, &sending);
    return chat_store->outcome.status;
}

static chat_store_t *chat_store_with_two_staff_users(void)
{
    chat_store_t *chat_store = chat_store_new();
    redis_server_do(chat_store->server, "HSET rel:{u:8}:9 member 5ba4a0f9A9");
    return chat_store;
}

Test(chat_claim, refuses_the_key_towards_another_staff_user)
{
    chat_store_t *chat_store = chat_store_with_two_staff_users();
    cr_assert_eq(send_to(chat_store, 7, "key"), STATUS_DONE);
    cr_assert_eq(send_to(chat_store, 8, "key"), STATUS_KEY_REUSED);
    cr_assert_eq(chat_store_ask(chat_store, "EXISTS msgs:{u:8}:9"), 0);
    cr_assert_eq(send_to(chat_store, 8, "other"), STATUS_DONE);
    cr_assert_eq(send_to(chat_store, 7, "key"), STATUS_DONE);
    cr_assert(chat_store->sent.made.duplicate);
    chat_store_destroy(chat_store);
}

/* The process ended between the claim and the message. */
Test(chat_claim, without_a_message_lets_the_same_staff_user_have_it)
{
    chat_store_t *chat_store = chat_store_with_two_staff_users();
    redis_server_do(chat_store->server, "SET once:{c:9}:key 7 EX 100");
    cr_assert_eq(send_to(chat_store, 8, "key"), STATUS_KEY_REUSED);
    cr_assert_eq(send_to(chat_store, 7, "key"), STATUS_DONE);
    cr_assert_eq(chat_store->sent.made.id, 1);
    cr_assert_not(chat_store->sent.made.duplicate);
    chat_store_destroy(chat_store);
}

Test(chat_claim, lasts_as_long_as_what_the_world_remembers)
{
    chat_store_t *chat_store = chat_store_with_two_staff_users();
    redis_server_do(chat_store->server, "SET once:{c:9}:key 7 EX 100");
    cr_assert_eq(send_to(chat_store, 7, "key"), STATUS_DONE);
    cr_assert_geq(chat_store_ask(chat_store, "TTL once:{c:9}:key") + 1,
                  chat_store_ask(chat_store, "TTL once:{u:7}:c9:key"));
    chat_store_destroy(chat_store);
}

Test(chat_claim, is_not_made_where_there_is_no_relation)
{
    chat_store_t *chat_store = chat_store_with_two_staff_users();
    cr_assert_eq(send_to(chat_store, 6, "key"), STATUS_NO_RELATION);
    cr_assert_eq(send_to(chat_store, 8, "key"), STATUS_DONE, "the key was not used up");
    chat_store_destroy(chat_store);
}

Test(chat_claim, is_made_by_customers_with_a_key_alone)
{
    chat_store_t *chat_store = chat_store_with_two_staff_users();
    const job_t staff = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "key");
    chat_store_send(chat_store, &staff, &sending);
    cr_assert_eq(send_to(chat_store, 8, ""), STATUS_DONE);
    redis_reply_t *claims = redis_server_ask(chat_store->server, "KEYS once:{c:*");
    cr_assert_eq(claims->elements, 0);
    redis_reply_free(claims);
    chat_store_destroy(chat_store);
}

Test(chat_claim, of_a_wrong_type_is_answered_at_once)
{
    chat_store_t *chat_store = chat_store_with_two_staff_users();
    redis_server_do(chat_store->server, "RPUSH once:{c:9}:key x");
    send_to(chat_store, 7, "key");
    cr_assert_eq(chat_store->outcome.redis, REDIS_FOREIGN);
    cr_assert_eq(chat_store_ask(chat_store, "EXISTS msgs:{u:7}:9"), 0);
    chat_store_destroy(chat_store);
}
