/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "gateway/push/pending.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_push_pending, .fini = leak_check, .timeout = 20);

static const event_t MESSAGE = {EVENT_MESSAGE, 7, 9, 14, PRINCIPAL_CUSTOMER, 0};

static event_t with(event_t event, int64_t customer, int64_t id)
{
    event.customer_id = customer;
    event.id = id;
    return event;
}

Test(gateway_push_pending, keeps_the_highest_id_of_a_conversation)
{
    pending_hints_t *pending = NULL;
    size_t count;
    event_t event = with(MESSAGE, 9, 15), older = with(MESSAGE, 9, 13), other = with(MESSAGE, 10, 1);
    cr_expect_eq(pending_add(&pending, &MESSAGE, 5), PENDING_ADDED);
    cr_expect_eq(pending_add(&pending, &event, 6), PENDING_COLLAPSED);
    cr_expect_eq(pending_add(&pending, &older, 7), PENDING_COLLAPSED);
    cr_expect_eq(pending_add(&pending, &other, 8), PENDING_ADDED);
    const event_t *events = pending_events(pending, &count);
    cr_assert_eq(count, 2);
    cr_expect(events[0].id == 15 && events[1].customer_id == 10);
    cr_expect(pending_since(pending) == 5 && !pending_has_sync(pending));
    pending_destroy(&pending);
}

Test(gateway_push_pending, tells_apart_what_is_read_by_whom_and_what_has_changed)
{
    pending_hints_t *pending = NULL;
    size_t count;
    const event_t events[] = {{EVENT_READ, 7, 9, 14, PRINCIPAL_CUSTOMER, 0},
                              {EVENT_READ, 7, 9, 13, PRINCIPAL_STAFF, 0},
                              {EVENT_CUSTOMER, 7, 9, 0, PRINCIPAL_STAFF, EVENT_TAGS},
                              {EVENT_CUSTOMER, 7, 9, 0, PRINCIPAL_STAFF, EVENT_PROFILE},
                              {EVENT_TYPING, 7, 9, 0, PRINCIPAL_CUSTOMER, 0}};
    for (unsigned round = 0; round < 2; round++)
        for (size_t i = 0; i < sizeof events / sizeof *events; i++)
            cr_expect_eq(pending_add(&pending, &events[i], 1), round ? PENDING_COLLAPSED : PENDING_ADDED);
    pending_events(pending, &count);
    cr_expect_eq(count, sizeof events / sizeof *events);
    pending_destroy(&pending);
}

Test(gateway_push_pending, gives_way_to_a_sync)
{
    pending_hints_t *pending = NULL;
    size_t count;
    for (int64_t customer = 1; customer <= PENDING_MAX; customer++) {
        event_t event = with(MESSAGE, customer, 1);
        cr_expect_eq(pending_add(&pending, &event, 1), PENDING_ADDED);
    }
    event_t one_more = with(MESSAGE, PENDING_MAX + 1, 1);
    size_t size = pending_size(pending);
    cr_expect_eq(pending_add(&pending, &one_more, 1), PENDING_OVERFLOWN);
    cr_expect_eq(pending_add(&pending, &MESSAGE, 1), PENDING_COVERED);
    pending_events(pending, &count);
    cr_expect(count == 0 && pending_has_sync(pending) && pending_size(pending) == size);
    pending_destroy(&pending);
    cr_expect_eq(pending_size(pending), 0);
}

Test(gateway_push_pending, adds_a_sync_to_the_hints)
{
    pending_hints_t *pending = NULL;
    size_t count;
    pending_add_sync(&pending, 3);
    cr_expect_eq(pending_add(&pending, &MESSAGE, 4), PENDING_ADDED);
    pending_add_sync(&pending, 5);
    pending_events(pending, &count);
    cr_expect(count == 1 && pending_has_sync(pending) && pending_since(pending) == 3);
    pending_destroy(&pending);
}
