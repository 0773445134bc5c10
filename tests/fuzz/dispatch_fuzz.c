/* SPDX-License-Identifier: Apache-2.0 */
/* The gateway's instances and calls: an input is a list of events, of three bytes each. */
#include "tests/fuzz/fuzz.h"
#include "tests/support/upstream_world.h"

enum { INSTANCE_LIMIT = 8, EVENTS_MAX = 1024 };

static void check(const world_t *world)
{
    if (world_broken(world))
        fuzz_promise_broken(world_broken(world), __FILE__, __LINE__);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_be_quiet();
    world_t *world = world_new(INSTANCE_LIMIT);
    for (size_t i = 0; i + 3 <= size && i < 3 * EVENTS_MAX; i += 3) {
        world_apply_bytes(world, data + i);
        check(world);
    }
    world_end(world);
    check(world);
    world_destroy(&world);
    return 0;
}
