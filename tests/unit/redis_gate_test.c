/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/gate.h"

#include <criterion/criterion.h>

enum { MANY = 100000 };

typedef struct {
    redis_gate_t gate;
    redis_pass_t passes[MANY];
    size_t inside, most, gone;
    bool leave_at_once;
} bench_t;

static bench_t bench;

static void go(void *context)
{
    (void)context;
    bench.gone++;
    bench.inside++;
    bench.most = bench.inside > bench.most ? bench.inside : bench.most;
    if (bench.leave_at_once) {
        bench.inside--;
        redis_gate_leave(&bench.gate);
    }
}

static void enter(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        bench.passes[i] = (redis_pass_t){.go = go};
        redis_gate_enter(&bench.gate, &bench.passes[i]);
    }
}

Test(redis_gate, lets_in_as_many_as_its_limit_and_the_next_when_one_leaves)
{
    bench = (bench_t){.gate = {.limit = 3}};
    enter(5);
    cr_assert_eq(bench.gone, 3);
    bench.inside--;
    redis_gate_leave(&bench.gate);
    cr_assert_eq(bench.gone, 4);
    for (int i = 0; i < 4; i++) {
        bench.inside--;
        redis_gate_leave(&bench.gate);
    }
    cr_assert_eq(bench.gone, 5);
    cr_assert_eq(bench.gate.inside, 0);
    cr_assert_eq(bench.most, 3);
}

/* What waits while there is no connection ends at once, all of it, on a stack of the usual size. */
Test(redis_gate, ends_a_long_queue_without_growing_the_stack)
{
    bench = (bench_t){.gate = {.limit = 1}};
    enter(MANY);
    cr_assert_eq(bench.gone, 1);
    bench.leave_at_once = true;
    bench.inside--;
    redis_gate_leave(&bench.gate);
    cr_assert_eq(bench.gone, MANY);
    cr_assert_eq(bench.gate.inside, 0);
}
