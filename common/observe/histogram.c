/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/histogram.h"

const int64_t histogram_limits[HISTOGRAM_LIMITS] = {100,     250,     500,     1000,    2500,   5000,
                                                    10000,   25000,   50000,   100000,  250000, 500000,
                                                    1000000, 2500000, 5000000, 10000000};

void histogram_merge(histogram_t *self, const histogram_t *more)
{
    for (size_t i = 0; i <= HISTOGRAM_LIMITS; i++)
        self->buckets[i] += more->buckets[i];
    self->sum += more->sum;
}

uint64_t histogram_count(const histogram_t *self)
{
    uint64_t count = 0;
    for (size_t i = 0; i <= HISTOGRAM_LIMITS; i++)
        count += self->buckets[i];
    return count;
}
