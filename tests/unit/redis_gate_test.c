/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/gate.h"

#include <criterion/criterion.h>

enum { MANY = 100000 };

typedef struct {
    redis_gate_t gate;
    redis_pass_t passes[MANY];
    size_t inside, most, gone;
    bool leave_at_once;
} fixture_t;

static fixture_t fixture;

static void go(void *context)
{
    (void)context;
    fixture.gone++;
    fixture.inside++;
    fixture.most = fixture.inside > fixture.most ? fixture.inside : fixture.most;
    if (fixture.leave_at_once) {
        fixture.inside--;
        redis_gate_leave(&fixture.gate);
    }
}

static void enter(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fixture.passes[i] = (redis_pass_t){.go = go};
        redis_gate_enter(&fixture.gate, &fixture.passes[i]);
    }
}

Test(redis_gate, lets_in_as_many_as_its_limit_and_the_next_when_one_leaves)
{
    fixture = (fixture_t){.gate = {.limit = 3}};
    enter(5);
    cr_assert_eq(fixture.gone, 3);
    fixture.inside--;
    redis_gate_leave(&fixture.gate);
    cr_assert_eq(fixture.gone, 4);
    for (int i = 0; i < 4; i++) {
        fixture.inside--;
        redis_gate_leave(&fixture.gate);
    }
    cr_assert_eq(fixture.gone, 5);
    cr_assert_eq(fixture.gate.inside, 0);
    cr_assert_eq(fixture.most, 3);
}

/* What waits while there is no connection ends at once, all of it, on a stack of the usual size. */
Test(redis_gate, ends_a_long_queue_without_growing_the_stack)
{
    fixture = (fixture_t){.gate = {.limit = 1}};
    enter(MANY);
    cr_assert_eq(fixture.gone, 1);
    fixture.leave_at_once = true;
    fixture.inside--;
    redis_gate_leave(&fixture.gate);
    cr_assert_eq(fixture.gone, MANY);
    cr_assert_eq(fixture.gate.inside, 0);
}
