/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/clock_watch.h"

#include <criterion/criterion.h>

#include "base/clock.h"
#include "tests/support/leak_check.h"

TestSuite(clock_watch, .fini = leak_check, .timeout = 20);

enum { DAY_MS = 86400000, SECOND_MS = 1000 };

typedef struct {
    loop_t *loop;
    clock_watch_t *watch;
    int64_t wall, steady;
} case_t;

static case_t case_new(void)
{
    case_t self = {.loop = loop_new(), .wall = clock_now()};
    self.watch = clock_watch_new(self.loop);
    /* The first look may find any distance between these clocks: from here on only what is passed counts. */
    clock_watch_look(self.watch, self.wall, self.steady);
    return self;
}

static void case_destroy(case_t *self)
{
    clock_watch_destroy(&self->watch);
    cr_assert_null(self->watch);
    loop_destroy(&self->loop);
}

/* Both clocks move, and are looked at; returns how many jumps that were seen. */
static uint64_t pass(case_t *self, int64_t wall, int64_t steady, clock_direction_t direction)
{
    uint64_t before = clock_jumps(direction);
    self->wall += wall;
    self->steady += steady;
    clock_watch_look(self->watch, self->wall, self->steady);
    return clock_jumps(direction) - before;
}

Test(clock_watch, jumps_are_counted_once_by_direction)
{
    case_t self = case_new();
    cr_assert_eq(pass(&self, 3 * (int64_t)DAY_MS, SECOND_MS, CLOCK_FORWARD), 1);
    cr_assert_eq(pass(&self, SECOND_MS, SECOND_MS, CLOCK_FORWARD), 0);
    cr_assert_eq(pass(&self, -3 * (int64_t)DAY_MS, SECOND_MS, CLOCK_BACK), 1);
    cr_assert_eq(pass(&self, SECOND_MS, SECOND_MS, CLOCK_BACK), 0);
    case_destroy(&self);
}

Test(clock_watch, sleep_of_the_machine_is_no_jump)
{
    case_t self = case_new();
    cr_assert_eq(pass(&self, DAY_MS, DAY_MS, CLOCK_FORWARD), 0);
    case_destroy(&self);
}

Test(clock_watch, clock_that_is_kept_right_does_not_jump)
{
    case_t self = case_new();
    for (int i = 0; i < 100; i++) {
        cr_assert_eq(pass(&self, 2 * SECOND_MS, SECOND_MS, CLOCK_FORWARD), 0);
        cr_assert_eq(pass(&self, 0, SECOND_MS, CLOCK_BACK), 0);
    }
    cr_assert_eq(pass(&self, 2 * SECOND_MS + 1, SECOND_MS, CLOCK_FORWARD), 1);
    case_destroy(&self);
}

static void stop(void *context)
{
    loop_stop(context);
}

Test(clock_watch, looks_by_itself)
{
    case_t self =
        case_new(); /* its clocks are not those of the machine: the first look of its own sees that */
    uint64_t before = clock_jumps(CLOCK_BACK);
    loop_timer_t *timer = loop_timer_new(self.loop, stop, self.loop);
    loop_timer_set(timer, SECOND_MS + 200);
    loop_run(self.loop);
    cr_assert_eq(clock_jumps(CLOCK_BACK), before + 1);
    loop_timer_destroy(&timer);
    case_destroy(&self);
}
