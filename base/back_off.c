/* SPDX-License-Identifier: Apache-2.0 */
#include "base/back_off.h"

void back_off_init(back_off_t *self, int64_t first, int64_t limit)
{
    *self = (back_off_t){.first = first, .limit = limit, .random = random_seeded()};
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
    return delay - half + random_below(&self->random, half + 1);
}

void back_off_reset(back_off_t *self)
{
    self->delay = 0;
}
