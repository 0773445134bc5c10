/* SPDX-License-Identifier: Apache-2.0 */
/* What an iteration has gathered is sent at its end, if somebody asks for it. */
#include <criterion/criterion.h>

#include "common/loop/loop.h"
#include "tests/support/leak_check.h"

typedef struct {
    loop_t *loop;
    loop_timer_t *end;
    loop_flush_t *flushes[3];
    int flushed, hooked;
} fixture_t;

static void flush_first(void *context)
{
    fixture_t *self = context;
    cr_assert_eq(self->hooked, 1, "flushes come behind hooks");
    self->flushed++;
    loop_flush_ask(self->flushes[1]);
}

static void flush_second(void *context)
{
    fixture_t *self = context;
    cr_assert_eq(self->flushed, 1, "asked for by the first, in the same iteration");
    self->flushed++;
    loop_stop(self->loop);
}

static void hook(void *context)
{
    fixture_t *self = context;
    cr_assert_eq(self->flushed, 0);
    self->hooked++;
}

static void end(void *context)
{
    fixture_t *self = context;
    loop_stop(self->loop);
}

static void open_all(fixture_t *self)
{
    *self = (fixture_t){.loop = loop_new()};
    self->end = loop_timer_new(self->loop, end, self);
    self->flushes[0] = loop_flush_new(self->loop, flush_first, self);
    self->flushes[1] = loop_flush_new(self->loop, flush_second, self);
    self->flushes[2] = loop_flush_new(self->loop, end, self);
}

static void close_all(fixture_t *self)
{
    for (size_t i = 0; i < 3; i++)
        loop_flush_destroy(&self->flushes[i]);
    loop_timer_destroy(&self->end);
    loop_destroy(&self->loop);
    leak_check();
}

Test(loop_flush, each_comes_once_behind_all_hooks)
{
    fixture_t self;
    open_all(&self);
    loop_flush_ask(self.flushes[0]);
    loop_flush_ask(self.flushes[0]);
    loop_before_sleep(self.loop, hook, &self);
    loop_run(self.loop);
    cr_assert_eq(self.hooked, 1);
    cr_assert_eq(self.flushed, 2);
    close_all(&self);
}

Test(loop_flush, what_nobody_asks_for_is_not_called)
{
    fixture_t self;
    open_all(&self);
    loop_timer_set(self.end, 2);
    loop_run(self.loop);
    cr_assert_eq(self.flushed, 0);
    close_all(&self);
}

Test(loop_flush, what_is_destroyed_meanwhile_is_not_called)
{
    fixture_t self;
    open_all(&self);
    for (size_t i = 0; i < 3; i++)
        loop_flush_ask(self.flushes[i]);
    loop_flush_destroy(&self.flushes[0]);
    loop_flush_destroy(&self.flushes[1]);
    loop_run(self.loop);
    cr_assert_eq(self.flushed, 0);
    close_all(&self);
}
