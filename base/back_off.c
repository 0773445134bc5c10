/* SPDX-License-Identifier: Apache-2.0 */
#include "base/back_off.h"

#include <time.h>

static uint64_t random_next(back_off_t *self)
{
    self->random ^= self->random << 13;
    self->random ^= self->random >> 7;
    self->random ^= self->random << 17;
    return self->random;
}

void back_off_init(back_off_t *self, int64_t first, int64_t limit)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    *self = (back_off_t){.first = first, .limit = limit};
    self->random = ((uint64_t)now.tv_nsec ^ (uint64_t)(uintptr_t)self) * 0x9e3779b97f4a7c15u | 1;
}

int64_t back_off_next(back_off_t *self)
{
    int64_t delay = self->delay;
    if (delay == 0) {
        self->delay = self->first;
        return 0;
    }
    self->delay = delay * 2 < self->limit ? delay * 2 : self->limit;
    int64_t half = delay / 2;
    return delay - half + (int64_t)(random_next(self) % (uint64_t)(half + 1));
}

void back_off_reset(back_off_t *self)
{
    self->delay = 0;
}
