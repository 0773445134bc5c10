/* SPDX-License-Identifier: Apache-2.0 */
/* The state machine of instances and calls under many random events, the same in every run of the test. */
#include <criterion/criterion.h>

#include "common/observe/log.h"
#include "tests/support/leak_check.h"
#include "tests/support/upstream_world.h"

enum { RUNS = 40, STEPS = 5000, INSTANCE_LIMIT = 3 };

static void set_up(void)
{
    log_set_level(LOG_ERROR); /* what instances do is not worth a line here */
}

TestSuite(rpc_dispatch_random, .init = set_up, .fini = leak_check);

static void count_up(pool_counts_t *sum, const pool_counts_t *counts)
{
    sum->calls += counts->calls;
    sum->failovers += counts->failovers;
    sum->late_replies += counts->late_replies;
    sum->timeouts += counts->timeouts;
    sum->unavailable += counts->unavailable;
    sum->overload += counts->overload;
}

static void run_any_events(uint64_t run, pool_counts_t *sum)
{
    world_t *world = world_new(INSTANCE_LIMIT);
    uint64_t state = run * UINT64_C(0x9e3779b97f4a7c15);
    for (size_t step = 0; step < STEPS; step++) {
        state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const uint8_t bytes[] = {(uint8_t)(state >> 40), (uint8_t)(state >> 48), (uint8_t)(state >> 56)};
        world_apply_bytes(world, bytes);
        cr_assert_null(world_broken(world), "run %llu, step %zu: does not hold: %s", (unsigned long long)run,
                       step, world_broken(world));
    }
    world_end(world);
    cr_assert_null(world_broken(world), "end of run %llu: does not hold: %s", (unsigned long long)run,
                   world_broken(world));
    count_up(sum, &world_dispatch(world)->pools[SERVICE_CHAT].counts);
    world_destroy(&world);
}

/* The world says what must hold after each event. */
Test(rpc_dispatch_random, events_leave_everything_in_order)
{
    pool_counts_t sum = {0};
    for (uint64_t run = 1; run <= RUNS; run++)
        run_any_events(run, &sum);
    cr_assert(sum.calls > 10000 && sum.failovers > 1000 && sum.late_replies > 1000 && sum.timeouts > 1000 &&
                  sum.unavailable > 500 && sum.overload > 100,
              "the events leave something out");
}
