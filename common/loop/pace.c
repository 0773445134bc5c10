/* SPDX-License-Identifier: Apache-2.0 */
#include "common/loop/pace.h"

#include <stdlib.h>

#include "base/buffer.h"

struct pace {
    loop_t *loop;
    loop_timer_t *timer;
    int64_t bytes; /* a millisecond */
    int64_t left;  /* of this millisecond's; less than 0 where the last piece was larger */
    int64_t now;   /* the millisecond */
    pace_turn_t *first, **end;
};

static void refill(pace_t *self)
{
    int64_t now = loop_now(self->loop), passed = now - self->now;
    self->now = now;
    self->left += passed * self->bytes;
    if (self->left > self->bytes)
        self->left = self->bytes;
}

static void take_turn(pace_t *self)
{
    pace_turn_t *turn = self->first;
    pace_leave(self, turn);
    turn->go_on(turn->context);
}

static void next_turn(void *context)
{
    pace_t *self = context;
    refill(self);
    if (self->first && self->left > 0)
        take_turn(self);
    if (self->first)
        loop_timer_set(self->timer, 1);
}

pace_t *pace_new(loop_t *loop, size_t bytes)
{
    pace_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->timer = loop_timer_new(loop, next_turn, self);
    self->bytes = (int64_t)bytes;
    self->end = &self->first;
    return self;
}

void pace_destroy(pace_t **self_p)
{
    pace_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    loop_timer_destroy(&self->timer);
    free(self);
}

bool pace_ask(pace_t *self, pace_turn_t *turn)
{
    refill(self);
    if (self->left > 0 && !self->first)
        return true;
    if (!turn->place) {
        turn->next = NULL;
        turn->place = self->end;
        *self->end = turn;
        self->end = &turn->next;
    }
    if (!loop_timer_is_set(self->timer))
        loop_timer_set(self->timer, 1);
    return false;
}

void pace_spend(pace_t *self, size_t bytes)
{
    refill(self);
    self->left -= (int64_t)bytes;
}

void pace_leave(pace_t *self, pace_turn_t *turn)
{
    if (!turn->place)
        return;
    *turn->place = turn->next;
    if (turn->next)
        turn->next->place = turn->place;
    else
        self->end = turn->place;
    turn->place = NULL;
}

void pace_hurry(pace_t *self)
{
    if (!self->first)
        return;
    refill(self);
    int64_t left = self->left;
    take_turn(self);
    self->left = left;
    if (self->first)
        loop_iterate_again(self->loop);
}
