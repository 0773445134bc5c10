/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/chat_store.h"

Test(chat_take, marks_only_while_the_cursor_stands_where_it_was_seen)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    const job_t slow = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    chat_store_look(chat_store, &slow);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    cr_assert_eq(chat_store_take(chat_store, PRINCIPAL_STAFF), 2);
    chat_store_take_range(chat_store, &slow, 0, 1);
    cr_assert_eq(chat_store->view.take, TAKE_MOVED);
    cr_assert_eq(chat_store_ask(chat_store, "HGET rel:{u:7}:9 read_u"), 2);
    chat_store_destroy(chat_store);
}

Test(chat_take, leaves_what_came_after_the_look)
{
    chat_store_t *chat_store = chat_store_new();
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    const job_t actor = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    chat_store_look(chat_store, &actor);
    chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    chat_store_take_range(chat_store, &actor, 0, 1);
    cr_assert_eq(chat_store->view.take, TAKE_DONE);
    cr_assert_eq(chat_store->view.count, 1);
    cr_assert_eq(chat_store->rows[0].id, 1);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 1);
    chat_store_destroy(chat_store);
}

Test(chat_page, has_its_rows_whatever_the_end_it_is_counted_from)
{
    chat_store_t *chat_store = chat_store_new();
    for (int i = 0; i < 45; i++)
        chat_store_say(chat_store, PRINCIPAL_CUSTOMER);
    static const struct {
        int64_t first, last, count, begin;
    } cases[] = {{-20, -1, 20, 26}, {-40, -21, 20, 6}, {-60, -41, 5, 1}, {-80, -61, 0, 0},
                 {10, 19, 10, 11},  {40, 59, 5, 41},   {45, 64, 0, 0},   {1, 0, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chat_store_page(chat_store, PRINCIPAL_CUSTOMER, cases[i].first, cases[i].last);
        cr_assert_eq(chat_store->view.total, 45);
        cr_assert_eq(chat_store->view.count, (size_t)cases[i].count, "case %zu", i);
        for (int64_t row = 0; row < cases[i].count; row++)
            cr_assert_eq(chat_store->rows[row].id, cases[i].begin + row);
    }
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_STAFF), 45, "a page alone marks nothing");
    chat_store_destroy(chat_store);
}

Test(chat_mark, never_goes_back_nor_beyond_the_end)
{
    chat_store_t *chat_store = chat_store_new();
    for (int i = 0; i < 5; i++)
        chat_store_say(chat_store, PRINCIPAL_STAFF);
    cr_assert_eq(chat_store_mark(chat_store, PRINCIPAL_CUSTOMER, 3), STATUS_DONE);
    cr_assert(chat_store->moved);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_CUSTOMER), 2);
    for (int64_t id = 1; id <= 3; id++) {
        cr_assert_eq(chat_store_mark(chat_store, PRINCIPAL_CUSTOMER, id), STATUS_DONE);
        cr_assert_not(chat_store->moved, "it was at 3");
    }
    cr_assert_eq(chat_store_mark(chat_store, PRINCIPAL_CUSTOMER, 6), STATUS_NO_SUCH_ID);
    cr_assert_eq(chat_store_unread(chat_store, PRINCIPAL_CUSTOMER), 2);
    chat_store_destroy(chat_store);
}

Test(chat_unread, equals_a_recount_after_random_operations_of_both_sides)
{
    chat_store_t *chat_store = chat_store_new();
    bool from_staff[512];
    int64_t total = 0, read[2] = {0, 0};
    srand(4711);
    for (int step = 0; step < 400; step++) {
        const bool staff = rand() % 2;
        const principal_kind_t side = staff ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER;
        const int kind = rand() % 8;
        if (kind < 4) {
            from_staff[total++] = staff;
            chat_store_say(chat_store, side);
        } else if (kind == 4)
            read[staff] += chat_store_take(chat_store, side);
        else if (kind == 5 && total > 0) {
            const int64_t id = 1 + rand() % total;
            chat_store_mark(chat_store, side, id);
            read[staff] = id > read[staff] ? id : read[staff];
        }
        int64_t expected = 0;
        for (int64_t i = read[staff]; i < total; i++)
            expected += from_staff[i] != staff;
        cr_assert_eq(chat_store_unread(chat_store, side), expected, "step %d", step);
    }
    chat_store_destroy(chat_store);
}

Test(chat_relation, missing_refuses_every_way_to_read)
{
    chat_store_t *chat_store = chat_store_new();
    job_t actor = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    actor.customer_id = 10;
    chat_store_look(chat_store, &actor);
    cr_assert_eq(chat_store->outcome.status, STATUS_NO_RELATION);
    chat_store_page_as(chat_store, &actor, 0, -1);
    cr_assert_eq(chat_store->outcome.status, STATUS_NO_RELATION);
    cr_assert_eq(chat_store_mark_as(chat_store, &actor, 1), STATUS_NO_RELATION);
    for (int side = PRINCIPAL_STAFF; side <= PRINCIPAL_CUSTOMER; side++) {
        int64_t unread;
        actor.caller.kind = (principal_kind_t)side;
        store_read_unread(chat_store_begin(chat_store, &actor), &unread);
        chat_store_end(chat_store);
        cr_assert_eq(chat_store->outcome.status, STATUS_NO_RELATION);
    }
    chat_store_destroy(chat_store);
}

/* ---- corrupt ---- */

Test(chat_foreign, keys_of_another_type_are_unavailable)
{
    chat_store_t *chat_store = chat_store_new();
    redis_server_do(chat_store->server, "SET msgs:{u:7}:9 x");
    const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
    const job_t actor = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    chat_store_send(chat_store, &actor, &sending);
    cr_assert_eq(chat_store->outcome.redis, REDIS_FOREIGN);
    chat_store_page(chat_store, PRINCIPAL_STAFF, 0, -1);
    cr_assert_eq(chat_store->outcome.redis, REDIS_FOREIGN);
    chat_store_unread(chat_store, PRINCIPAL_STAFF);
    cr_assert_eq(chat_store->outcome.redis, REDIS_FOREIGN);
    chat_store_destroy(chat_store);
}

Test(chat_foreign, cursors_that_are_no_numbers_are_unavailable)
{
    chat_store_t *chat_store = chat_store_new();
    redis_server_do(chat_store->server, "HSET rel:{u:7}:9 read_u x");
    const job_t actor = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    chat_store_look(chat_store, &actor);
    cr_assert_eq(chat_store->outcome.redis, REDIS_FOREIGN);
    chat_store_destroy(chat_store);
}

Test(chat_foreign, rows_that_are_too_short_are_told)
{
    chat_store_t *chat_store = chat_store_new();
    redis_server_do(chat_store->server, "RPUSH msgs:{u:7}:9 short");
    const job_t actor = chat_store_actor(chat_store, PRINCIPAL_STAFF);
    chat_store_page_as(chat_store, &actor, 0, -1);
    cr_assert_eq(chat_store->view.count, 1);
    cr_assert_eq(chat_store->outcome.redis, REDIS_FOREIGN);
    chat_store_destroy(chat_store);
}

Test(chat_lost, connection_is_told_to_every_function)
{
    chat_store_t *chat_store = chat_store_new();
    redis_server_kill(chat_store->server);
    for (int i = 0; i < 2; i++) { /* the first may still be sent: lost; later ones are refused */
        const job_t actor = chat_store_actor(chat_store, PRINCIPAL_STAFF);
        chat_store_look(chat_store, &actor);
        cr_assert_neq(chat_store->outcome.redis, REDIS_OK);
        const sending_t sending = chat_store_sending(chat_store, "\"info_type\":1,\"msg\":\"hi\"", "");
        chat_store_send(chat_store, &actor, &sending);
        cr_assert_neq(chat_store->outcome.redis, REDIS_OK);
    }
    chat_store_destroy(chat_store);
}
