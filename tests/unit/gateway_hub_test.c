/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/hub/hub.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/leak_check.h"

TestSuite(gateway_hub, .fini = leak_check);

typedef struct {
    listener_t listener; /* first: one is the other */
    unsigned events, syncs;
    int64_t id; /* of the last event */
} ear_t;

static void hear(listener_t *listener, const event_t *event)
{
    ear_t *self = (ear_t *)listener;
    self->events += event != NULL;
    self->syncs += event == NULL;
    self->id = event ? event->id : self->id;
}

static void hear_too(listener_t *listener, const event_t *event)
{
    hear(listener, event);
}

static principal_t staff(int64_t id)
{
    return (principal_t){PRINCIPAL_STAFF, id};
}

static principal_t customer(int64_t id)
{
    return (principal_t){PRINCIPAL_CUSTOMER, id};
}

Test(gateway_hub, events_reach_those_whom_they_concern)
{
    hub_t *hub = hub_new();
    ear_t a = {0}, same = {0}, b = {0}, other = {0}, namesake = {0};
    hub_join(hub, &a.listener, staff(7), hear);
    hub_join(hub, &same.listener, staff(7), hear);
    hub_join(hub, &b.listener, customer(9), hear);
    hub_join(hub, &other.listener, staff(8), hear);
    hub_join(hub, &namesake.listener, customer(7), hear);
    hub_tell(hub, &(event_t){EVENT_MESSAGE, 7, 9, 14, PRINCIPAL_CUSTOMER, 0});
    cr_assert(a.events == 1 && same.events == 1 && b.events == 1 && a.id == 14);
    cr_assert(other.events == 0 && namesake.events == 0);
    hub_tell(hub, &(event_t){EVENT_TYPING, 7, 9, 0, PRINCIPAL_STAFF, 0});
    cr_assert(a.events == 1 && b.events == 2);
    hub_tell(hub, &(event_t){(event_kind_t)77, 7, 9, 1, PRINCIPAL_STAFF, 0});
    cr_assert(a.events == 1 && b.events == 2);
    hub_sync(hub, SYNC_GAP);
    cr_assert(a.syncs == 1 && other.syncs == 1 && namesake.syncs == 1);
    cr_assert(hub_counts(hub)->events[EVENT_MESSAGE] == 1 && hub_counts(hub)->syncs[SYNC_GAP] == 1);
    ear_t *all[] = {&a, &same, &b, &other, &namesake};
    for (size_t i = 0; i < 5; i++)
        hub_leave(hub, &all[i]->listener);
    hub_tell(hub, &(event_t){EVENT_MESSAGE, 7, 9, 15, PRINCIPAL_CUSTOMER, 0});
    cr_assert_eq(a.id, 14);
    hub_destroy(&hub);
}

Test(gateway_hub, those_of_a_principal_are_found_from_the_newest_on)
{
    hub_t *hub = hub_new();
    ear_t ears[200];
    memset(ears, 0, sizeof ears);
    for (size_t i = 0; i < 200; i++) /* of 100 principals: slots are shared */
        hub_join(hub, &ears[i].listener, staff(1 + (int64_t)(i % 100)), i < 100 ? hear : hear_too);
    for (size_t i = 0; i < 100; i++) {
        listener_t *newest = hub_next_of(hub, staff(1 + (int64_t)i), NULL);
        cr_assert_eq(newest, &ears[100 + i].listener);
        listener_t *older = hub_next_of(hub, staff(1 + (int64_t)i), newest);
        cr_assert_eq(older, &ears[i].listener);
        cr_assert_null(hub_next_of(hub, staff(1 + (int64_t)i), older));
    }
    cr_assert_null(hub_next_of(hub, customer(1), NULL));
    for (size_t i = 0; i < 200; i++)
        hub_leave(hub, &ears[i].listener);
    hub_destroy(&hub);
}

Test(gateway_hub, thousands_come_and_go_in_any_order_and_keep_theirs)
{
    enum { EARS = 5000, PRINCIPALS = 700 };
    hub_t *hub = hub_new();
    ear_t *ears = calloc(EARS, sizeof *ears);
    for (size_t i = 0; i < EARS; i++)
        hub_join(hub, &ears[i].listener, staff(1 + (int64_t)(i % PRINCIPALS)), hear);
    for (size_t i = 0; i < PRINCIPALS; i++) {
        const listener_t *oldest = NULL;
        for (listener_t *at = NULL; (at = hub_next_of(hub, staff(1 + (int64_t)i), at));)
            oldest = at;
        cr_assert_eq(oldest, &ears[i].listener, "their order has survived the growing");
    }
    for (size_t i = 0; i < EARS; i += 3)
        hub_leave(hub, &ears[i].listener);
    for (size_t i = 0; i < PRINCIPALS; i++)
        hub_tell(hub, &(event_t){EVENT_ACTION, 1 + (int64_t)i, 1, 1, PRINCIPAL_CUSTOMER, 1});
    for (size_t i = 0; i < EARS; i++)
        cr_assert_eq(ears[i].events, i % 3 != 0, "%zu", i);
    for (size_t i = EARS; i-- > 0;)
        hub_leave(hub, &ears[i].listener);
    cr_assert_eq(hub_count(hub), 0);
    hub_destroy(&hub);
    free(ears);
}
