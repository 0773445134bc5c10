/* SPDX-License-Identifier: Apache-2.0 */
#include "base/random.h"

#include <time.h>

random_t random_seeded(void)
{
    static _Thread_local uint64_t places;
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t mixed = ((uint64_t)now.tv_nsec ^ (uint64_t)(uintptr_t)&places) + ++places;
    return (random_t){mixed * UINT64_C(0x9e3779b97f4a7c15) | 1};
}

int64_t random_below(random_t *self, int64_t limit)
{
    self->state ^= self->state << 13;
    self->state ^= self->state >> 7;
    self->state ^= self->state << 17;
    return limit > 1 ? (int64_t)(self->state % (uint64_t)limit) : 0;
}
