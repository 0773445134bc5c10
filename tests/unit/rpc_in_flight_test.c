/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/in_flight.h"

#include <stdlib.h>

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

static in_flight_t *table;

static void set_up(void)
{
    table = memory_new_zeroed(sizeof *table);
}

static void tear_down(void)
{
    free(table);
    leak_check();
}

TestSuite(rpc_in_flight, .init = set_up, .fini = tear_down);

static pending_t *add(int64_t deadline)
{
    return in_flight_add(table, &(request_t){.deadline = deadline});
}

static void check_deadlines(const int64_t *deadlines, size_t count)
{
    const pending_t *call = table->first, *last = NULL;
    for (size_t i = 0; i < count; i++, last = call, call = call->later) {
        cr_assert(call, "only %zu calls", i);
        cr_assert_eq(call->request.deadline, deadlines[i], "number %zu has %lld", i,
                     (long long)call->request.deadline);
        cr_assert_eq(call->earlier, last);
    }
    cr_assert_null(call);
    cr_assert_eq(table->last, last);
}
#define DEADLINES(...)                                                                                       \
    check_deadlines((const int64_t[]){__VA_ARGS__}, sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

Test(rpc_in_flight, calls_are_listed_by_deadline)
{
    add(30);
    pending_t *forty = add(40), *twenty = add(20), *other = add(30);
    DEADLINES(20, 30, 30, 40);
    cr_assert_eq(forty->earlier, other, "of equals the first is not first");
    in_flight_remove(table, forty);
    DEADLINES(20, 30, 30);
    in_flight_remove(table, twenty);
    in_flight_remove(table, other);
    DEADLINES(30);
    add(10);
    DEADLINES(10, 30);
}

Test(rpc_in_flight, call_is_found_until_it_ends)
{
    table->next_id = UINT64_MAX; /* then 0 */
    pending_t *last = add(1), *next = add(1);
    cr_assert_eq(in_flight_find(table, UINT64_MAX), last);
    cr_assert_eq(in_flight_find(table, 0), next);
    cr_assert_null(in_flight_find(table, IN_FLIGHT_MAX), "the slot's call was taken for another");
    in_flight_remove(table, next);
    cr_assert_null(in_flight_find(table, 0));
}

Test(rpc_in_flight, id_whose_slot_is_taken_is_left_out)
{
    cr_assert_eq(add(1)->id, 0);
    table->next_id = IN_FLIGHT_MAX;
    cr_assert_eq(add(1)->id, IN_FLIGHT_MAX + 1);
}

Test(rpc_in_flight, is_full_at_seven_eighths)
{
    for (size_t i = 0; i < IN_FLIGHT_MAX / 8 * 7; i++) {
        cr_assert_not(in_flight_is_full(table));
        add(1);
    }
    cr_assert(in_flight_is_full(table));
    in_flight_remove(table, table->first);
    cr_assert_not(in_flight_is_full(table));
}

Test(rpc_in_flight, call_stands_in_one_queue)
{
    pending_queue_t one = {0}, other = {0};
    pending_t *a = add(1), *b = add(1), *c = add(1);
    pending_move(a, &one);
    pending_move(b, &one);
    pending_move(c, &one);
    pending_move(b, &other);
    cr_assert(one.count == 2 && one.first == a && a->next == c && c->previous == a && one.last == c);
    cr_assert(other.count == 1 && other.first == b && other.last == b && !b->next && !b->previous);
    pending_move(a, &one);
    cr_assert(one.count == 2 && one.first == c && one.last == a);
    in_flight_remove(table, c);
    in_flight_remove(table, a);
    cr_assert(one.count == 0 && !one.first && !one.last);
}
