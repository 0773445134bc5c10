/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "base/clock.h"
#include "tests/support/chat_store.h"

Test(chat_send, numbers_messages_without_gaps_in_the_order_of_both_sides)
{
    bench_t *bench = bench_new();
    for (int64_t id = 1; id <= 20; id++)
        cr_assert_eq(bench_say(bench, id % 3 ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER), id);
    bench_page(bench, PRINCIPAL_STAFF, 0, -1);
    cr_assert_eq(bench->view.count, 20);
    for (int64_t i = 0; i < 20; i++) {
        cr_assert_eq(bench->rows[i].id, i + 1);
        cr_assert_eq(bench->rows[i].from_staff, (i + 1) % 3 != 0);
    }
    bench_destroy(bench);
}

Test(chat_send, moves_the_times_of_its_side_alone_and_never_back)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    const int64_t time = bench->clock;
    cr_assert_eq(bench_ask(bench, "ZSCORE rels:{u:7}:activity 5ba4a0f9A9"), time);
    cr_assert_eq(bench_ask(bench, "ZCARD rels:{u:7}:activity:aged"), 1);
    cr_assert_eq(bench_ask(bench, "EXISTS rels:{u:7}:follow"), 0);
    bench->clock -= 5000;
    bench_say(bench, PRINCIPAL_CUSTOMER);
    cr_assert_eq(bench_ask(bench, "ZSCORE rels:{u:7}:activity 5ba4a0f9A9"), time);
    cr_assert_eq(bench_ask(bench, "ZSCORE chats:{u:7} 9"), time);
    bench_say(bench, PRINCIPAL_STAFF);
    cr_assert_eq(bench_ask(bench, "ZCARD rels:{u:7}:follow:aged"), 1);
    bench_destroy(bench);
}

/* docs/decisions/0023 */
Test(chat_send, after_a_jump_of_the_clock_no_time_stays_in_the_future)
{
    enum { THREE_DAYS = 3 * 86400000 };
    bench_t *bench = bench_new();
    bench->clock = clock_now() + THREE_DAYS;
    bench_say(bench, PRINCIPAL_CUSTOMER);
    bench->clock -= THREE_DAYS;
    bench_say(bench, PRINCIPAL_CUSTOMER);
    cr_assert_eq(bench_ask(bench, "ZSCORE rels:{u:7}:activity 5ba4a0f9A9"), bench->clock);
    cr_assert_eq(bench_ask(bench, "ZSCORE chats:{u:7} 9"), bench->clock);
    bench_destroy(bench);
}

Test(chat_send, without_a_relation_changes_nothing)
{
    bench_t *bench = bench_new();
    const int64_t keys = bench_ask(bench, "DBSIZE");
    for (int side = PRINCIPAL_STAFF; side <= PRINCIPAL_CUSTOMER; side++) {
        job_t actor = bench_actor(bench, (principal_kind_t)side);
        actor.customer_id = 10;
        actor.tries = side == PRINCIPAL_STAFF;
        const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "key");
        bench_send(bench, &actor, &sending);
        cr_assert_eq(bench->outcome.status, STATUS_NO_RELATION);
    }
    cr_assert_eq(bench_ask(bench, "DBSIZE"), keys);
    bench_destroy(bench);
}

Test(chat_send, keeps_64_kib_byte_for_byte)
{
    bench_t *bench = bench_new();
    buffer_t content = {0};
    buffer_append_literal(&content, "\"info_type\":1,\"msg\":\"");
    while (content.size < 64 * 1024 - 4)
        buffer_append_literal(&content, "\xe6\xb7\xbb");
    buffer_append_char(&content, '"');
    const job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    const sending_t sending = {.content = {buffer_text(&content), 1, true}, .time = ++bench->clock};
    bench_send(bench, &actor, &sending);
    bench_page(bench, PRINCIPAL_STAFF, 0, -1);
    cr_assert(text_equal(bench->rows[0].content.stored, buffer_text(&content)));
    cr_assert(bench->rows[0].content.collides);
    cr_assert_eq(bench->rows[0].time, sending.time);
    buffer_free(&content);
    bench_destroy(bench);
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
    bench_t *bench = bench_new();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
        sending_t sending = bench_sending(bench, cases[i].content, "");
        sending.article_id = 5;
        bench_send(bench, &actor, &sending);
        bench_page(bench, PRINCIPAL_STAFF, -1, -1);
        cr_assert(text_equal(bench->rows[0].content.stored, text_of(cases[i].stored)), "case %zu: %.*s", i,
                  TEXT_ARG(bench->rows[0].content.stored));
    }
    bench_destroy(bench);
}

/* ---- the client's idempotency key ---- */

Test(chat_key, repeated_answers_as_the_first_time)
{
    bench_t *bench = bench_new();
    job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "key");
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->sent.made.id, 1);
    cr_assert_not(bench->sent.made.duplicate);
    const int64_t time = bench->sent.made.time;
    bench_say(bench, PRINCIPAL_CUSTOMER);
    actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    sending.time += 1000;
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_DONE);
    cr_assert_eq(bench->sent.made.id, 1);
    cr_assert_eq(bench->sent.made.time, time);
    cr_assert(bench->sent.made.duplicate);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 2);
    bench_destroy(bench);
}

Test(chat_key, reused_with_another_content_or_article_is_refused)
{
    bench_t *bench = bench_new();
    sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "key");
    const job_t first = bench_actor(bench, PRINCIPAL_CUSTOMER);
    bench_send(bench, &first, &sending);
    sending.article_id = 3;
    const job_t second = bench_actor(bench, PRINCIPAL_CUSTOMER);
    bench_send(bench, &second, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_KEY_REUSED);
    sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"ho\"", "key");
    bench_send(bench, &second, &sending);
    cr_assert_eq(bench->outcome.status, STATUS_KEY_REUSED);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 1);
    bench_destroy(bench);
}

Test(chat_key, counts_for_its_sender_alone)
{
    bench_t *bench = bench_new();
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "key");
    const job_t customer = bench_actor(bench, PRINCIPAL_CUSTOMER);
    bench_send(bench, &customer, &sending);
    const job_t staff = bench_actor(bench, PRINCIPAL_STAFF);
    bench_send(bench, &staff, &sending);
    cr_assert_eq(bench->sent.made.id, 2);
    cr_assert_not(bench->sent.made.duplicate);
    bench_destroy(bench);
}

Test(chat_key, found_by_a_later_try_of_the_same_call_is_no_duplicate)
{
    bench_t *bench = bench_new();
    job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "key");
    bench_send(bench, &actor, &sending);
    actor.tries = 1;
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->sent.made.id, 1);
    cr_assert_not(bench->sent.made.duplicate);
    cr_assert_eq(bench_ask(bench, "LLEN msgs:{u:7}:9"), 1);
    bench_destroy(bench);
}

/* ---- a customer's key belongs to one staff user ---- */

static status_t send_to(bench_t *bench, int64_t staff_id, const char *key)
{
    job_t actor = bench_actor(bench, PRINCIPAL_CUSTOMER);
    actor.staff_id = staff_id;
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", key);
    bench_send(bench, &actor, &sending);
    return bench->outcome.status;
}

static bench_t *bench_with_two_staff_users(void)
{
    bench_t *bench = bench_new();
    redis_server_do(bench->server, "HSET rel:{u:8}:9 member 5ba4a0f9A9");
    return bench;
}

Test(chat_claim, refuses_the_key_towards_another_staff_user)
{
    bench_t *bench = bench_with_two_staff_users();
    cr_assert_eq(send_to(bench, 7, "key"), STATUS_DONE);
    cr_assert_eq(send_to(bench, 8, "key"), STATUS_KEY_REUSED);
    cr_assert_eq(bench_ask(bench, "EXISTS msgs:{u:8}:9"), 0);
    cr_assert_eq(send_to(bench, 8, "other"), STATUS_DONE);
    cr_assert_eq(send_to(bench, 7, "key"), STATUS_DONE);
    cr_assert(bench->sent.made.duplicate);
    bench_destroy(bench);
}

/* The process ended between the claim and the message. */
Test(chat_claim, without_a_message_lets_the_same_staff_user_have_it)
{
    bench_t *bench = bench_with_two_staff_users();
    redis_server_do(bench->server, "SET once:{c:9}:key 7 EX 100");
    cr_assert_eq(send_to(bench, 8, "key"), STATUS_KEY_REUSED);
    cr_assert_eq(send_to(bench, 7, "key"), STATUS_DONE);
    cr_assert_eq(bench->sent.made.id, 1);
    cr_assert_not(bench->sent.made.duplicate);
    bench_destroy(bench);
}

Test(chat_claim, lasts_as_long_as_what_the_world_remembers)
{
    bench_t *bench = bench_with_two_staff_users();
    redis_server_do(bench->server, "SET once:{c:9}:key 7 EX 100");
    cr_assert_eq(send_to(bench, 7, "key"), STATUS_DONE);
    cr_assert_geq(bench_ask(bench, "TTL once:{c:9}:key") + 1, bench_ask(bench, "TTL once:{u:7}:c9:key"));
    bench_destroy(bench);
}

Test(chat_claim, is_not_made_where_there_is_no_relation)
{
    bench_t *bench = bench_with_two_staff_users();
    cr_assert_eq(send_to(bench, 6, "key"), STATUS_NO_RELATION);
    cr_assert_eq(send_to(bench, 8, "key"), STATUS_DONE, "the key was not used up");
    bench_destroy(bench);
}

Test(chat_claim, is_made_by_customers_with_a_key_alone)
{
    bench_t *bench = bench_with_two_staff_users();
    const job_t staff = bench_actor(bench, PRINCIPAL_STAFF);
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "key");
    bench_send(bench, &staff, &sending);
    cr_assert_eq(send_to(bench, 8, ""), STATUS_DONE);
    redis_reply_t *claims = redis_server_ask(bench->server, "KEYS once:{c:*");
    cr_assert_eq(claims->elements, 0);
    redis_reply_free(claims);
    bench_destroy(bench);
}

Test(chat_claim, of_a_wrong_type_is_answered_at_once)
{
    bench_t *bench = bench_with_two_staff_users();
    redis_server_do(bench->server, "RPUSH once:{c:9}:key x");
    send_to(bench, 7, "key");
    cr_assert_eq(bench->outcome.redis, REDIS_FOREIGN);
    cr_assert_eq(bench_ask(bench, "EXISTS msgs:{u:7}:9"), 0);
    bench_destroy(bench);
}
