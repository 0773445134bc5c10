/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/polls.h"

#include <criterion/criterion.h>
#include <string.h>

#include "proto/requests.h"
#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

TestSuite(gateway_polls, .fini = leak_check);

enum { MANY = 2000 /* of which some have a turn late in their spread */ };

/* One request that waits, and what the room says of it. */
typedef struct {
    exchange_t exchange;
    conversation_request_t record;
    unsigned asked, stopped;
} waiter_t;

static loop_t *loop;
static hub_t *hub;
static polls_t *polls;
static bool tracking; /* changes of credentials are told */

static void ask(void *context, exchange_t *exchange)
{
    (void)context;
    ((waiter_t *)exchange)->asked++;
}

static void stop(void *context, exchange_t *exchange)
{
    (void)context;
    ((waiter_t *)exchange)->stopped++;
}

static bool is_tracking(const void *context)
{
    (void)context;
    return tracking;
}

static void set_up(void)
{
    loop = loop_new();
    hub = hub_new();
    tracking = true;
    polls = polls_new(
        loop, hub,
        &(polls_options_t){.limit = 2 * MANY, .ask = ask, .stop = stop, .is_tracking = is_tracking});
}

static void tear_down(void)
{
    polls_destroy(&polls);
    hub_destroy(&hub);
    loop_destroy(&loop);
}

static const method_t *getmsg(void)
{
    return contract_method(METHOD_STAFF_GETMSG);
}

static void begin_with(waiter_t *self, int64_t customer_id, int64_t seconds, text_t cookie)
{
    memset(self, 0, sizeof *self);
    self->record.staff_id = 7;
    self->record.customer_id = customer_id;
    self->record.wait = seconds;
    self->record.record.present = UINT64_C(1) << field_index(&getmsg()->request, TEXT_LITERAL("wait"));
    self->exchange.method = getmsg();
    self->exchange.record = &self->record.record;
    self->exchange.caller = (principal_t){PRINCIPAL_STAFF, 7};
    self->exchange.set_cookie = cookie;
    polls_begin(polls, &self->exchange);
}

static void begin(waiter_t *self, int64_t customer_id, int64_t seconds)
{
    begin_with(self, customer_id, seconds, TEXT_NONE);
}

static bool hold(waiter_t *self)
{
    return polls_hold(polls, &self->exchange, STATUS_EMPTY, TEXT_LITERAL("{}"));
}

static void end(waiter_t *self)
{
    polls_end(polls, &self->exchange);
    arena_free(&self->exchange.arena);
}

static void tell(int64_t customer_id)
{
    hub_tell(hub, &(event_t){EVENT_MESSAGE, 7, customer_id, 1, PRINCIPAL_CUSTOMER, 0});
}

Test(gateway_polls, each_wake_asks_once)
{
    waiter_t one;
    set_up();
    begin(&one, 9, 55);
    cr_assert(hold(&one));
    tell(8);
    loop_spend(loop, 5);
    cr_assert_eq(one.asked, 0, "another conversation");
    tell(9);
    tell(9);
    hub_sync(hub, SYNC_GAP);
    loop_spend(loop, 5);
    cr_assert_eq(one.asked, 1);
    cr_assert(hold(&one));
    loop_spend(loop, 5);
    cr_assert_eq(one.asked, 1, "nothing has happened since");
    end(&one);
    tear_down();
}

Test(gateway_polls, what_happens_while_it_asks_is_not_missed)
{
    waiter_t one;
    set_up();
    begin(&one, 9, 55);
    tell(9);
    cr_assert(hold(&one));
    loop_spend(loop, 5);
    cr_assert_eq(one.asked, 1);
    end(&one);
    tear_down();
}

static unsigned asked_of(const waiter_t *waiters, size_t count)
{
    unsigned asked = 0;
    for (size_t i = 0; i < count; i++)
        asked += waiters[i].asked;
    return asked;
}

static waiter_t waiters[MANY];

static void hold_many(int64_t seconds)
{
    for (size_t i = 0; i < MANY; i++) {
        begin(&waiters[i], 1 + (int64_t)i, seconds);
        cr_assert(hold(&waiters[i]));
    }
}

static void end_many(void)
{
    for (size_t i = 0; i < MANY; i++)
        end(&waiters[i]);
}

Test(gateway_polls, an_event_does_not_wait_for_the_turn_that_a_sync_has_given)
{
    set_up();
    hold_many(55);
    hub_sync(hub, SYNC_GONE);
    for (size_t i = 0; i < MANY; i++)
        tell(1 + (int64_t)i);
    loop_spend(loop, 5);
    cr_assert_eq(asked_of(waiters, MANY), MANY);
    end_many();
    tear_down();
}

Test(gateway_polls, a_sync_spreads_within_the_time_that_each_has)
{
    set_up();
    hold_many(1);
    hub_sync(hub, SYNC_GONE);
    loop_spend(loop, 5);
    cr_assert_lt(asked_of(waiters, MANY), MANY / 2);
    loop_spend(loop, 1001);
    cr_assert_eq(asked_of(waiters, MANY), MANY, "none waits for more than its second");
    end_many();
    tear_down();
}

Test(gateway_polls, a_drain_has_all_ask_at_once_and_holds_none)
{
    set_up();
    hold_many(55);
    hub_sync(hub, SYNC_GONE);
    polls_drain(polls);
    loop_spend(loop, 5);
    cr_assert_eq(asked_of(waiters, MANY), MANY);
    cr_assert_not(hold(&waiters[0]));
    end_many();
    tear_down();
}

Test(gateway_polls, who_has_left_is_not_held)
{
    waiter_t one;
    set_up();
    begin(&one, 9, 55);
    one.exchange.left = true;
    polls_left(polls, &one.exchange);
    cr_assert(one.stopped == 0 && !hold(&one), "its service is being asked");
    one.exchange.left = false;
    cr_assert(hold(&one));
    one.exchange.left = true;
    polls_left(polls, &one.exchange);
    cr_assert_eq(one.stopped, 1);
    cr_assert(text_equal(poll_nothing(&one.exchange), TEXT_LITERAL("{}")));
    end(&one);
    tear_down();
}

Test(gateway_polls, whose_credential_has_changed_asks_at_once)
{
    waiter_t one;
    set_up();
    begin(&one, 9, 55);
    cr_assert(hold(&one));
    polls_credential_changed(polls, &(principal_t){PRINCIPAL_CUSTOMER, 7});
    polls_credential_changed(polls, &(principal_t){PRINCIPAL_STAFF, 8});
    loop_spend(loop, 5);
    cr_assert_eq(one.asked, 0, "it is another's");
    polls_credential_changed(polls, &(principal_t){PRINCIPAL_STAFF, 7});
    loop_spend(loop, 5);
    cr_assert_eq(one.asked, 1);
    end(&one);
    tear_down();
}

Test(gateway_polls, after_missed_changes_all_ask_once_changes_are_told_again)
{
    waiter_t one;
    set_up();
    tracking = false;
    begin(&one, 9, 55);
    cr_assert(hold(&one));
    polls_credential_changed(polls, NULL);
    loop_spend(loop, 1100);
    cr_assert_eq(one.asked, 0, "nobody can say whether it may wait");
    tracking = true;
    loop_spend(loop, 1100);
    cr_assert_eq(one.asked, 1);
    cr_assert(hold(&one));
    loop_spend(loop, 1100);
    cr_assert_eq(one.asked, 1);
    end(&one);
    tear_down();
}

Test(gateway_polls, whose_session_the_answer_prolongs_is_not_held)
{
    waiter_t one;
    set_up();
    begin(&one, 9, 55);
    cr_assert(hold(&one));
    end(&one);
    begin_with(&one, 9, 55, TEXT_LITERAL("leida-s=x"));
    cr_assert_not(hold(&one));
    end(&one);
    tear_down();
}
