/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/chat_store.h"

Test(chat_take, marks_only_while_the_cursor_stands_where_it_was_seen)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    const job_t slow = bench_actor(bench, PRINCIPAL_STAFF);
    bench_look(bench, &slow);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    cr_assert_eq(bench_take(bench, PRINCIPAL_STAFF), 2);
    bench_take_range(bench, &slow, 0, 1);
    cr_assert_eq(bench->view.take, TAKE_MOVED);
    cr_assert_eq(bench_ask(bench, "HGET rel:{u:7}:9 read_u"), 2);
    bench_destroy(bench);
}

Test(chat_take, leaves_what_came_after_the_look)
{
    bench_t *bench = bench_new();
    bench_say(bench, PRINCIPAL_CUSTOMER);
    const job_t actor = bench_actor(bench, PRINCIPAL_STAFF);
    bench_look(bench, &actor);
    bench_say(bench, PRINCIPAL_CUSTOMER);
    bench_take_range(bench, &actor, 0, 1);
    cr_assert_eq(bench->view.take, TAKE_DONE);
    cr_assert_eq(bench->view.count, 1);
    cr_assert_eq(bench->rows[0].id, 1);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 1);
    bench_destroy(bench);
}

Test(chat_page, has_its_rows_whatever_the_end_it_is_counted_from)
{
    bench_t *bench = bench_new();
    for (int i = 0; i < 45; i++)
        bench_say(bench, PRINCIPAL_CUSTOMER);
    static const struct {
        int64_t first, last, count, begin;
    } cases[] = {{-20, -1, 20, 26}, {-40, -21, 20, 6}, {-60, -41, 5, 1}, {-80, -61, 0, 0},
                 {10, 19, 10, 11},  {40, 59, 5, 41},   {45, 64, 0, 0},   {1, 0, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bench_page(bench, PRINCIPAL_CUSTOMER, cases[i].first, cases[i].last);
        cr_assert_eq(bench->view.total, 45);
        cr_assert_eq(bench->view.count, (size_t)cases[i].count, "case %zu", i);
        for (int64_t row = 0; row < cases[i].count; row++)
            cr_assert_eq(bench->rows[row].id, cases[i].begin + row);
    }
    cr_assert_eq(bench_unread(bench, PRINCIPAL_STAFF), 45, "a page alone marks nothing");
    bench_destroy(bench);
}

Test(chat_mark, never_goes_back_nor_beyond_the_end)
{
    bench_t *bench = bench_new();
    for (int i = 0; i < 5; i++)
        bench_say(bench, PRINCIPAL_STAFF);
    cr_assert_eq(bench_mark(bench, PRINCIPAL_CUSTOMER, 3), STATUS_DONE);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_CUSTOMER), 2);
    cr_assert_eq(bench_mark(bench, PRINCIPAL_CUSTOMER, 1), STATUS_DONE);
    cr_assert_eq(bench_mark(bench, PRINCIPAL_CUSTOMER, 6), STATUS_NO_SUCH_ID);
    cr_assert_eq(bench_unread(bench, PRINCIPAL_CUSTOMER), 2);
    bench_destroy(bench);
}

Test(chat_unread, equals_a_recount_after_random_operations_of_both_sides)
{
    bench_t *bench = bench_new();
    bool from_staff[512];
    int64_t total = 0, read[2] = {0, 0};
    srand(4711);
    for (int step = 0; step < 400; step++) {
        const bool staff = rand() % 2;
        const principal_kind_t side = staff ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER;
        const int kind = rand() % 8;
        if (kind < 4) {
            from_staff[total++] = staff;
            bench_say(bench, side);
        } else if (kind == 4)
            read[staff] += bench_take(bench, side);
        else if (kind == 5 && total > 0) {
            const int64_t id = 1 + rand() % total;
            bench_mark(bench, side, id);
            read[staff] = id > read[staff] ? id : read[staff];
        }
        int64_t expected = 0;
        for (int64_t i = read[staff]; i < total; i++)
            expected += from_staff[i] != staff;
        cr_assert_eq(bench_unread(bench, side), expected, "step %d", step);
    }
    bench_destroy(bench);
}

Test(chat_relation, missing_refuses_every_way_to_read)
{
    bench_t *bench = bench_new();
    job_t actor = bench_actor(bench, PRINCIPAL_STAFF);
    actor.customer_id = 10;
    bench_look(bench, &actor);
    cr_assert_eq(bench->outcome.status, STATUS_NO_RELATION);
    bench_page_as(bench, &actor, 0, -1);
    cr_assert_eq(bench->outcome.status, STATUS_NO_RELATION);
    cr_assert_eq(bench_mark_as(bench, &actor, 1), STATUS_NO_RELATION);
    for (int side = PRINCIPAL_STAFF; side <= PRINCIPAL_CUSTOMER; side++) {
        int64_t unread;
        actor.caller.kind = (principal_kind_t)side;
        store_read_unread(bench_begin(bench, &actor), &unread);
        bench_end(bench);
        cr_assert_eq(bench->outcome.status, STATUS_NO_RELATION);
    }
    bench_destroy(bench);
}

/* ---- what is none of ours ---- */

Test(chat_foreign, keys_of_another_type_are_unavailable)
{
    bench_t *bench = bench_new();
    redis_server_do(bench->server, "SET msgs:{u:7}:9 x");
    const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
    const job_t actor = bench_actor(bench, PRINCIPAL_STAFF);
    bench_send(bench, &actor, &sending);
    cr_assert_eq(bench->outcome.redis, REDIS_FOREIGN);
    bench_page(bench, PRINCIPAL_STAFF, 0, -1);
    cr_assert_eq(bench->outcome.redis, REDIS_FOREIGN);
    bench_unread(bench, PRINCIPAL_STAFF);
    cr_assert_eq(bench->outcome.redis, REDIS_FOREIGN);
    bench_destroy(bench);
}

Test(chat_foreign, cursors_that_are_no_numbers_are_unavailable)
{
    bench_t *bench = bench_new();
    redis_server_do(bench->server, "HSET rel:{u:7}:9 read_u x");
    const job_t actor = bench_actor(bench, PRINCIPAL_STAFF);
    bench_look(bench, &actor);
    cr_assert_eq(bench->outcome.redis, REDIS_FOREIGN);
    bench_destroy(bench);
}

Test(chat_foreign, rows_that_are_too_short_are_told)
{
    bench_t *bench = bench_new();
    redis_server_do(bench->server, "RPUSH msgs:{u:7}:9 short");
    const job_t actor = bench_actor(bench, PRINCIPAL_STAFF);
    bench_page_as(bench, &actor, 0, -1);
    cr_assert_eq(bench->view.count, 1);
    cr_assert_eq(bench->outcome.redis, REDIS_FOREIGN);
    bench_destroy(bench);
}

Test(chat_lost, connection_is_told_to_every_function)
{
    bench_t *bench = bench_new();
    redis_server_kill(bench->server);
    for (int i = 0; i < 2; i++) { /* the first may still be sent: lost; later ones are refused */
        const job_t actor = bench_actor(bench, PRINCIPAL_STAFF);
        bench_look(bench, &actor);
        cr_assert_neq(bench->outcome.redis, REDIS_OK);
        const sending_t sending = bench_sending(bench, "\"info_type\":1,\"msg\":\"hi\"", "");
        bench_send(bench, &actor, &sending);
        cr_assert_neq(bench->outcome.redis, REDIS_OK);
    }
    bench_destroy(bench);
}
