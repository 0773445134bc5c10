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
    int calls, hooks, turns_wanted;
    uint32_t events;
} bench_t;

static void stop(void *context)
{
    loop_stop(((bench_t *)context)->loop);
}

static void bench_open(bench_t *bench)
{
    *bench = (bench_t){.loop = loop_new()};
    for (int i = 0; i < 2; i++)
        bench->fds[i] = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
}

static void bench_close(bench_t *bench)
{
    for (int i = 0; i < 2; i++) {
        loop_watch_destroy(&bench->watches[i]);
        close(bench->fds[i]);
    }
    for (int i = 0; i < TIMERS; i++)
        loop_timer_destroy(&bench->timers[i]);
    loop_destroy(&bench->loop);
    cr_assert_null(bench->loop);
}

static void ready_stops(void *context, uint32_t events)
{
    bench_t *bench = context;
    bench->calls++;
    bench->events = events;
    loop_stop(bench->loop);
}

Test(loop, watch_calls_its_handler_with_the_events)
{
    bench_t bench;
    bench_open(&bench);
    bench.watches[0] = loop_watch_new(bench.loop, bench.fds[0], EPOLLIN, ready_stops, &bench);
    eventfd_write(bench.fds[0], 1);
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, 1);
    cr_assert_eq(bench.events, EPOLLIN);
    bench_close(&bench);
}

Test(loop, watch_change_takes_effect)
{
    bench_t bench;
    bench_open(&bench);
    bench.watches[0] = loop_watch_new(bench.loop, bench.fds[0], EPOLLIN, ready_stops, &bench);
    loop_watch_change(bench.watches[0], EPOLLOUT);
    loop_run(bench.loop);
    cr_assert_eq(bench.events, EPOLLOUT);
    bench_close(&bench);
}

Test(loop, watch_of_a_bad_descriptor_is_refused)
{
    bench_t bench;
    bench_open(&bench);
    cr_assert_null(loop_watch_new(bench.loop, -1, EPOLLIN, ready_stops, &bench));
    cr_assert_eq(errno, EBADF);
    bench_close(&bench);
}

static void ready_destroys_all(void *context, uint32_t events)
{
    bench_t *bench = context;
    (void)events;
    bench->calls++;
    loop_watch_destroy(&bench->watches[0]);
    loop_watch_destroy(&bench->watches[1]);
    loop_stop(bench->loop);
}

Test(loop, handler_may_destroy_watches_whose_events_are_pending)
{
    bench_t bench;
    bench_open(&bench);
    for (int i = 0; i < 2; i++) {
        bench.watches[i] = loop_watch_new(bench.loop, bench.fds[i], EPOLLIN, ready_destroys_all, &bench);
        eventfd_write(bench.fds[i], 1);
    }
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, 1, "the second handler was called for a watch that was gone");
    bench_close(&bench);
}

static void ready_silences_all(void *context, uint32_t events)
{
    bench_t *bench = context;
    (void)events;
    bench->calls++;
    loop_watch_change(bench->watches[0], 0);
    loop_watch_change(bench->watches[1], 0);
    loop_stop(bench->loop);
}

Test(loop, pending_event_that_is_no_longer_wanted_is_dropped)
{
    bench_t bench;
    bench_open(&bench);
    for (int i = 0; i < 2; i++) {
        bench.watches[i] = loop_watch_new(bench.loop, bench.fds[i], EPOLLIN, ready_silences_all, &bench);
        eventfd_write(bench.fds[i], 1);
    }
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, 1);
    bench_close(&bench);
}

typedef struct {
    bench_t *bench;
    int64_t due;
} alarm_t;

static void alarm_in_order(void *context)
{
    alarm_t *alarm = context;
    cr_assert_geq(loop_now(alarm->bench->loop), alarm->due, "a timer came early");
    cr_assert_geq(alarm->due, alarm->bench->last_due, "timers came out of order");
    alarm->bench->last_due = alarm->due;
    alarm->bench->calls++;
}

Test(loop, timers_come_in_order_and_never_early)
{
    bench_t bench;
    alarm_t alarms[TIMERS];
    bench_open(&bench);
    unsigned seed = 7;
    for (int i = 0; i < TIMERS; i++) {
        seed = seed * 1103515245U + 12345U;
        int64_t delay = (seed >> 16) % 40;
        alarms[i] = (alarm_t){&bench, loop_now(bench.loop) + delay};
        bench.timers[i] = loop_timer_new(bench.loop, alarm_in_order, &alarms[i]);
        loop_timer_set(bench.timers[i], 100000);
        loop_timer_set(bench.timers[i], delay);
    }
    for (int i = 0; i < TIMERS; i += 3)
        loop_timer_unset(bench.timers[i]);
    loop_timer_t *end = loop_timer_new(bench.loop, stop, &bench);
    loop_timer_set(end, 41);
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, TIMERS - (TIMERS + 2) / 3);
    loop_timer_destroy(&end);
    bench_close(&bench);
}

static void due_destroys_both(void *context)
{
    bench_t *bench = context;
    bench->calls++;
    loop_timer_destroy(&bench->timers[0]);
    loop_timer_destroy(&bench->timers[1]);
    loop_stop(bench->loop);
}

Test(loop, due_timer_may_destroy_itself_and_another_that_is_due)
{
    bench_t bench;
    bench_open(&bench);
    for (int i = 0; i < 2; i++) {
        bench.timers[i] = loop_timer_new(bench.loop, due_destroys_both, &bench);
        loop_timer_set(bench.timers[i], 0);
    }
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, 1);
    bench_close(&bench);
}

static void due_sets_itself(void *context)
{
    bench_t *bench = context;
    cr_assert_not(loop_timer_is_set(bench->timers[0]));
    loop_timer_set(bench->timers[0], 0);
    cr_assert(loop_timer_is_set(bench->timers[0]));
    bench->calls++;
    cr_assert_leq(bench->calls, bench->hooks + 1, "called twice in one turn");
    if (bench->calls == 3)
        loop_stop(bench->loop);
}

static void count_hook(void *context)
{
    ((bench_t *)context)->hooks++;
}

Test(loop, timer_without_delay_does_not_hold_up_the_turn)
{
    bench_t bench;
    bench_open(&bench);
    loop_at_turn_end(bench.loop, count_hook, &bench);
    bench.timers[0] = loop_timer_new(bench.loop, due_sets_itself, &bench);
    loop_timer_set(bench.timers[0], 0);
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, 3);
    bench_close(&bench);
}

static void hook_wants_more(void *context)
{
    bench_t *bench = context;
    bench->hooks++;
    if (bench->hooks < bench->turns_wanted)
        loop_turn_again(bench->loop);
    else
        loop_stop(bench->loop);
}

Test(loop, turn_again_turns_without_an_event)
{
    bench_t bench;
    bench_open(&bench);
    bench.turns_wanted = 5;
    loop_at_turn_end(bench.loop, hook_wants_more, &bench);
    loop_run(bench.loop);
    cr_assert_eq(bench.hooks, 5);
    bench_close(&bench);
}

static void hook_first(void *context)
{
    bench_t *bench = context;
    bench->calls = 1;
}

static void hook_second(void *context)
{
    bench_t *bench = context;
    cr_assert_eq(bench->calls, 1);
    bench->calls = 2;
}

Test(loop, turn_in_which_it_stops_still_calls_the_hooks_in_order)
{
    bench_t bench;
    bench_open(&bench);
    loop_at_turn_end(bench.loop, hook_first, &bench);
    loop_at_turn_end(bench.loop, hook_second, &bench);
    bench.timers[0] = loop_timer_new(bench.loop, stop, &bench);
    loop_timer_set(bench.timers[0], 0);
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, 2);
    bench_close(&bench);
}

Test(loop, turn_flushes_after_hooks_that_were_registered_later)
{
    bench_t bench;
    bench_open(&bench);
    loop_at_turn_flush(bench.loop, hook_second, &bench);
    loop_at_turn_end(bench.loop, hook_first, &bench);
    bench.timers[0] = loop_timer_new(bench.loop, stop, &bench);
    loop_timer_set(bench.timers[0], 0);
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, 2);
    bench_close(&bench);
}

Test(loop, stop_before_run_is_not_lost)
{
    bench_t bench;
    bench_open(&bench);
    loop_stop(bench.loop);
    loop_run(bench.loop);
    bench_close(&bench);
}

Test(loop, idle_loop_does_not_turn)
{
    bench_t bench;
    bench_open(&bench);
    loop_at_turn_end(bench.loop, count_hook, &bench);
    bench.timers[0] = loop_timer_new(bench.loop, stop, &bench);
    loop_timer_set(bench.timers[0], 200);
    loop_run(bench.loop);
    cr_assert_leq(bench.hooks, 2, "%d turns while nothing happened", bench.hooks);
    bench_close(&bench);
}

static void hook_forgets_itself(void *context)
{
    bench_t *bench = context;
    bench->calls++;
    loop_forget_turn_end(bench->loop, hook_forgets_itself, bench);
    loop_turn_again(bench->loop);
}

Test(loop, hook_taken_back_by_itself_is_called_once_and_the_next_is_not_skipped)
{
    bench_t bench;
    bench_open(&bench);
    bench.turns_wanted = 3;
    loop_at_turn_end(bench.loop, hook_forgets_itself, &bench);
    loop_at_turn_end(bench.loop, hook_wants_more, &bench);
    loop_run(bench.loop);
    cr_assert_eq(bench.calls, 1);
    cr_assert_eq(bench.hooks, 3);
    bench_close(&bench);
}
