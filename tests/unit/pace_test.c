/* SPDX-License-Identifier: Apache-2.0 */
#include "common/loop/pace.h"

#include <criterion/criterion.h>

TestSuite(pace, .timeout = 20);

enum { BYTES = 1000, WAITING = 5 };

typedef struct fixture fixture_t;

typedef struct {
    pace_turn_t turn;
    fixture_t *all;
    int64_t at; /* loop_now of its turn; 0: it had none */
    int number; /* in the order of the turns; 0: it had none */
} waiting_t;

struct fixture {
    loop_t *loop;
    pace_t *pace;
    loop_timer_t *timer;
    waiting_t waiting[WAITING];
    int turns, turns_wanted, iterations;
    size_t costs; /* bytes of each turn */
    bool hurries;
    bool hurrying; /* a turn that comes now comes in a hurry, not by the clock */
    bool only_hurried_cost;
};

static void go_on(void *context)
{
    waiting_t *self = context;
    fixture_t *all = self->all;
    self->number = ++all->turns;
    self->at = loop_now(all->loop);
    pace_spend(all->pace, all->hurrying || !all->only_hurried_cost ? all->costs : 0);
    if (all->turns == all->turns_wanted)
        loop_stop(all->loop);
}

static void end_iteration(void *context)
{
    fixture_t *self = context;
    self->iterations++;
    self->hurrying = self->hurries;
    if (self->hurries)
        pace_hurry(self->pace);
    self->hurrying = false;
}

static void stop(void *context)
{
    loop_stop(((fixture_t *)context)->loop);
}

static void fixture_open(fixture_t *self)
{
    *self = (fixture_t){.loop = loop_new(), .turns_wanted = WAITING, .costs = BYTES};
    self->pace = pace_new(self->loop, BYTES);
    self->timer = loop_timer_new(self->loop, stop, self);
    for (int i = 0; i < WAITING; i++) {
        self->waiting[i] = (waiting_t){.all = self};
        self->waiting[i].turn = (pace_turn_t){.go_on = go_on, .context = &self->waiting[i]};
    }
    loop_before_sleep(self->loop, end_iteration, self);
}

static void fixture_close(fixture_t *self)
{
    loop_forget_before_sleep(self->loop, end_iteration, self);
    loop_timer_destroy(&self->timer);
    pace_destroy(&self->pace);
    cr_assert_null(self->pace);
    loop_destroy(&self->loop);
}

/* The time of this millisecond is used up: all wait. */
static void fixture_fill(fixture_t *self)
{
    pace_spend(self->pace, BYTES);
    for (int i = 0; i < WAITING; i++)
        cr_assert_not(pace_ask(self->pace, &self->waiting[i].turn));
}

/* Runs it for so many ms. */
static void fixture_run(fixture_t *self, int64_t ms)
{
    loop_timer_set(self->timer, ms);
    loop_run(self->loop);
}

Test(pace, lets_go_on_at_once_while_there_is_time)
{
    fixture_t fixture;
    fixture_open(&fixture);
    cr_assert(pace_ask(fixture.pace, &fixture.waiting[0].turn));
    pace_spend(fixture.pace, BYTES - 1);
    cr_assert(pace_ask(fixture.pace, &fixture.waiting[0].turn));
    pace_spend(fixture.pace, 1);
    cr_assert_not(pace_ask(fixture.pace, &fixture.waiting[0].turn));
    fixture_close(&fixture);
}

Test(pace, gives_turns_in_their_order_one_a_millisecond)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture_fill(&fixture);
    cr_assert_not(pace_ask(fixture.pace, &fixture.waiting[0].turn), "asked twice, it has one place");
    loop_run(fixture.loop);
    for (int i = 0; i < WAITING; i++) {
        cr_assert_eq(fixture.waiting[i].number, i + 1);
        cr_assert(i == 0 || fixture.waiting[i].at > fixture.waiting[i - 1].at);
    }
    fixture_close(&fixture);
}

Test(pace, lets_nobody_pass_who_comes_later)
{
    fixture_t fixture;
    fixture_open(&fixture);
    pace_spend(fixture.pace, BYTES);
    cr_assert_not(pace_ask(fixture.pace, &fixture.waiting[0].turn));
    fixture.turns_wanted = 1;
    fixture.costs = 0;
    loop_run(fixture.loop);
    cr_assert(pace_ask(fixture.pace, &fixture.waiting[1].turn), "nobody waits any more");
    fixture_close(&fixture);
}

Test(pace, makes_wait_the_longer_the_more_was_moved)
{
    enum { MS = 20 };
    fixture_t fixture;
    fixture_open(&fixture);
    int64_t began = loop_now(fixture.loop);
    pace_spend(fixture.pace, MS * BYTES);
    cr_assert_not(pace_ask(fixture.pace, &fixture.waiting[0].turn));
    fixture.turns_wanted = 1;
    loop_run(fixture.loop);
    cr_assert_geq(fixture.waiting[0].at - began, MS - 1);
    fixture_close(&fixture);
}

Test(pace, gives_no_turn_to_who_has_left)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture_fill(&fixture);
    pace_leave(fixture.pace, &fixture.waiting[0].turn);
    pace_leave(fixture.pace, &fixture.waiting[2].turn);
    pace_leave(fixture.pace, &fixture.waiting[2].turn);
    pace_leave(fixture.pace, &fixture.waiting[WAITING - 1].turn);
    cr_assert_not(pace_ask(fixture.pace, &fixture.waiting[0].turn), "others wait");
    fixture.turns_wanted = 3;
    loop_run(fixture.loop);
    const int numbers[WAITING] = {3, 1, 0, 2, 0};
    for (int i = 0; i < WAITING; i++)
        cr_assert_eq(fixture.waiting[i].number, numbers[i], "turn %d of %d", fixture.waiting[i].number, i);
    fixture_close(&fixture);
}

Test(pace, hurries_through_all_that_wait_one_an_iteration)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture_fill(&fixture);
    pace_spend(fixture.pace, 1000000 * BYTES); /* by the clock nobody has a turn for 1,000 s */
    fixture.hurries = true;
    loop_run(fixture.loop);
    cr_assert_eq(fixture.turns, WAITING);
    cr_assert_eq(fixture.iterations, WAITING);
    for (int i = 0; i < WAITING; i++)
        cr_assert_eq(fixture.waiting[i].number, i + 1);
    fixture_close(&fixture);
}

Test(pace, counts_nothing_of_what_went_in_a_hurry)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture_fill(&fixture);
    fixture.hurries = true;
    fixture.costs = 1000000 * BYTES;
    fixture.only_hurried_cost = true; /* those whose turn comes by the clock have to be counted */
    loop_run(fixture.loop);
    fixture.hurries = false;
    fixture_run(&fixture, 3);
    cr_assert(pace_ask(fixture.pace, &fixture.waiting[0].turn));
    fixture_close(&fixture);
}

Test(pace, hurries_nobody_when_nobody_waits)
{
    fixture_t fixture;
    fixture_open(&fixture);
    fixture.hurries = true;
    fixture_run(&fixture, 2);
    cr_assert_eq(fixture.turns, 0);
    cr_assert_leq(fixture.iterations, 4, "it spins: %d iterations in 2 ms", fixture.iterations);
    fixture_close(&fixture);
}
