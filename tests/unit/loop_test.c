/* SPDX-License-Identifier: Apache-2.0 */
#include "common/loop/loop.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

TestSuite(loop, .timeout = 20);

enum { TIMERS = 500 };

typedef struct {
    loop_t *loop;
    int fds[2];
    loop_watch_t *watches[2];
    loop_timer_t *timers[TIMERS];
    int64_t last_due;
    int calls, hooks, iterations_wanted;
    uint32_t events;
} fixture_t;

static void stop(void *context)
{
    loop_stop(((fixture_t *)context)->loop);
}

static void fixture_open(fixture_t *fixture)
{
    *fixture = (fixture_t){.loop = loop_new()};
    for (int i = 0; i < 2; i++)
        fixture->fds[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

static void fixture_close(fixture_t *fixture)
{
    for (int i = 0; i < 2; i++) {
        loop_watch_destroy(&fixture->watches[i]);
        close(fixture->fds[i]);
    }
    for (int i = 0; i < TIMERS; i++)
        loop_timer_destroy(&fixture->timers[i]);
    loop_destroy(&fixture->loop);
    cr_assert_null(fixture->loop);
}

static void ready_stops(void *context, uint32_t events)
{
    fixture_t *fixture = context;
    fixture->calls++;
    fixture->events = events;
    loop_stop(fixture->loop);
}

Test(loop, watch_calls_its_handler_with_the_events)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture.watches[0] = loop_watch_new(fixture.loop, fixture.fds[0], EPOLLIN, ready_stops, &fixture);
    eventfd_write(fixture.fds[0], 1);
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 1);
    cr_assert_eq(fixture.events, EPOLLIN);
    fixture_close(&fixture);
}

Test(loop, watch_change_takes_effect)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture.watches[0] = loop_watch_new(fixture.loop, fixture.fds[0], EPOLLIN, ready_stops, &fixture);
    loop_watch_change(fixture.watches[0], EPOLLOUT);
    loop_run(fixture.loop);
    cr_assert_eq(fixture.events, EPOLLOUT);
    fixture_close(&fixture);
}

static void ready_never(void *context, uint32_t events)
{
    (void)context;
    (void)events;
    cr_assert_fail("the handler of the owner before was called");
}

Test(loop, watch_given_away_calls_the_handler_of_its_new_owner)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture.watches[0] = loop_watch_new(fixture.loop, fixture.fds[0], 0, ready_never, NULL);
    loop_watch_give(fixture.watches[0], EPOLLIN, ready_stops, &fixture);
    eventfd_write(fixture.fds[0], 1);
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 1);
    cr_assert_eq(fixture.events, EPOLLIN);
    fixture_close(&fixture);
}

Test(loop, watch_of_a_bad_descriptor_is_refused)
{
    fixture_t fixture;
    fixture_open(&fixture);
    cr_assert_null(loop_watch_new(fixture.loop, -1, EPOLLIN, ready_stops, &fixture));
    cr_assert_eq(errno, EBADF);
    fixture_close(&fixture);
}

static void ready_destroys_all(void *context, uint32_t events)
{
    fixture_t *fixture = context;
    (void)events;
    fixture->calls++;
    loop_watch_destroy(&fixture->watches[0]);
    loop_watch_destroy(&fixture->watches[1]);
    loop_stop(fixture->loop);
}

Test(loop, handler_may_destroy_watches_whose_events_are_pending)
{
    fixture_t fixture;
    fixture_open(&fixture);
    for (int i = 0; i < 2; i++) {
        fixture.watches[i] = loop_watch_new(fixture.loop, fixture.fds[i], EPOLLIN, ready_destroys_all,
                                            &fixture);
        eventfd_write(fixture.fds[i], 1);
    }
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 1, "the second handler was called for a watch that was gone");
    fixture_close(&fixture);
}

static void ready_silences_all(void *context, uint32_t events)
{
    fixture_t *fixture = context;
    (void)events;
    fixture->calls++;
    loop_watch_change(fixture->watches[0], 0);
    loop_watch_change(fixture->watches[1], 0);
    loop_stop(fixture->loop);
}

Test(loop, pending_event_that_is_no_longer_wanted_is_dropped)
{
    fixture_t fixture;
    fixture_open(&fixture);
    for (int i = 0; i < 2; i++) {
        fixture.watches[i] = loop_watch_new(fixture.loop, fixture.fds[i], EPOLLIN, ready_silences_all,
                                            &fixture);
        eventfd_write(fixture.fds[i], 1);
    }
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 1);
    fixture_close(&fixture);
}

/* The descriptor gets its number again within the same iteration, as that of an accepted connection may. */
static void ready_closes_all(void *context, uint32_t events)
{
    fixture_t *fixture = context;
    (void)events;
    fixture->calls++;
    for (int i = 0; i < 2; i++) {
        loop_watch_destroy_closing(&fixture->watches[i]);
        close(fixture->fds[i]);
    }
    for (int i = 0; i < 2; i++) {
        fixture->fds[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
        fixture->watches[i] = loop_watch_new(fixture->loop, fixture->fds[i], EPOLLIN, ready_stops, fixture);
    }
    eventfd_write(fixture->fds[0], 1);
}

Test(loop, watch_of_a_descriptor_that_is_closed_at_once_ends_with_it)
{
    fixture_t fixture;
    fixture_open(&fixture);
    for (int i = 0; i < 2; i++) {
        fixture.watches[i] = loop_watch_new(fixture.loop, fixture.fds[i], EPOLLIN, ready_closes_all,
                                            &fixture);
        eventfd_write(fixture.fds[i], 1);
    }
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 2, "one closes both, the other was never called, the new one stops");
    fixture_close(&fixture);
}

typedef struct {
    fixture_t *fixture;
    int64_t due;
} alarm_t;

static void alarm_in_order(void *context)
{
    alarm_t *alarm = context;
    cr_assert_geq(loop_now(alarm->fixture->loop), alarm->due, "a timer came early");
    cr_assert_geq(alarm->due, alarm->fixture->last_due, "timers came out of order");
    alarm->fixture->last_due = alarm->due;
    alarm->fixture->calls++;
}

Test(loop, timers_come_in_order_and_never_early)
{
    fixture_t fixture;
    alarm_t alarms[TIMERS];
    fixture_open(&fixture);
    unsigned seed = 7;
    for (int i = 0; i < TIMERS; i++) {
        seed = seed * 1103515245U + 12345U;
        int64_t delay = (seed >> 16) % 40;
        alarms[i] = (alarm_t){&fixture, loop_now(fixture.loop) + delay};
        fixture.timers[i] = loop_timer_new(fixture.loop, alarm_in_order, &alarms[i]);
        loop_timer_set(fixture.timers[i], 100000);
        loop_timer_set(fixture.timers[i], delay);
    }
    for (int i = 0; i < TIMERS; i += 3)
        loop_timer_unset(fixture.timers[i]);
    loop_timer_t *end = loop_timer_new(fixture.loop, stop, &fixture);
    loop_timer_set(end, 41);
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, TIMERS - (TIMERS + 2) / 3);
    loop_timer_destroy(&end);
    fixture_close(&fixture);
}

static void due_destroys_both(void *context)
{
    fixture_t *fixture = context;
    fixture->calls++;
    loop_timer_destroy(&fixture->timers[0]);
    loop_timer_destroy(&fixture->timers[1]);
    loop_stop(fixture->loop);
}

Test(loop, due_timer_may_destroy_itself_and_another_that_is_due)
{
    fixture_t fixture;
    fixture_open(&fixture);
    for (int i = 0; i < 2; i++) {
        fixture.timers[i] = loop_timer_new(fixture.loop, due_destroys_both, &fixture);
        loop_timer_set(fixture.timers[i], 0);
    }
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 1);
    fixture_close(&fixture);
}

static void due_sets_itself(void *context)
{
    fixture_t *fixture = context;
    cr_assert_not(loop_timer_is_set(fixture->timers[0]));
    loop_timer_set(fixture->timers[0], 0);
    cr_assert(loop_timer_is_set(fixture->timers[0]));
    fixture->calls++;
    cr_assert_leq(fixture->calls, fixture->hooks + 1, "called twice in one iteration");
    if (fixture->calls == 3)
        loop_stop(fixture->loop);
}

static void count_hook(void *context)
{
    ((fixture_t *)context)->hooks++;
}

Test(loop, timer_without_delay_does_not_hold_up_the_iteration)
{
    fixture_t fixture;
    fixture_open(&fixture);
    loop_before_sleep(fixture.loop, count_hook, &fixture);
    fixture.timers[0] = loop_timer_new(fixture.loop, due_sets_itself, &fixture);
    loop_timer_set(fixture.timers[0], 0);
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 3);
    fixture_close(&fixture);
}

static void hook_wants_more(void *context)
{
    fixture_t *fixture = context;
    fixture->hooks++;
    if (fixture->hooks < fixture->iterations_wanted)
        loop_iterate_again(fixture->loop);
    else
        loop_stop(fixture->loop);
}

Test(loop, iterating_again_needs_no_event)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture.iterations_wanted = 5;
    loop_before_sleep(fixture.loop, hook_wants_more, &fixture);
    loop_run(fixture.loop);
    cr_assert_eq(fixture.hooks, 5);
    fixture_close(&fixture);
}

static void hook_first(void *context)
{
    fixture_t *fixture = context;
    fixture->calls = 1;
}

static void hook_second(void *context)
{
    fixture_t *fixture = context;
    cr_assert_eq(fixture->calls, 1);
    fixture->calls = 2;
}

Test(loop, iteration_in_which_it_stops_still_calls_the_hooks_in_order)
{
    fixture_t fixture;
    fixture_open(&fixture);
    loop_before_sleep(fixture.loop, hook_first, &fixture);
    loop_before_sleep(fixture.loop, hook_second, &fixture);
    fixture.timers[0] = loop_timer_new(fixture.loop, stop, &fixture);
    loop_timer_set(fixture.timers[0], 0);
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 2);
    fixture_close(&fixture);
}

Test(loop, stop_before_run_is_not_lost)
{
    fixture_t fixture;
    fixture_open(&fixture);
    loop_stop(fixture.loop);
    loop_run(fixture.loop);
    fixture_close(&fixture);
}

Test(loop, idle_loop_does_not_iterate)
{
    fixture_t fixture;
    fixture_open(&fixture);
    loop_before_sleep(fixture.loop, count_hook, &fixture);
    fixture.timers[0] = loop_timer_new(fixture.loop, stop, &fixture);
    loop_timer_set(fixture.timers[0], 200);
    loop_run(fixture.loop);
    cr_assert_leq(fixture.hooks, 2, "%d iterations while nothing happened", fixture.hooks);
    fixture_close(&fixture);
}

static void hook_forgets_itself(void *context)
{
    fixture_t *fixture = context;
    fixture->calls++;
    loop_forget_before_sleep(fixture->loop, hook_forgets_itself, fixture);
    loop_iterate_again(fixture->loop);
}

Test(loop, hook_taken_back_by_itself_is_called_once_and_the_next_is_not_skipped)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture.iterations_wanted = 3;
    loop_before_sleep(fixture.loop, hook_forgets_itself, &fixture);
    loop_before_sleep(fixture.loop, hook_wants_more, &fixture);
    loop_run(fixture.loop);
    cr_assert_eq(fixture.calls, 1);
    cr_assert_eq(fixture.hooks, 3);
    fixture_close(&fixture);
}
