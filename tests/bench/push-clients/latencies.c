/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/push-clients/latencies.h"

#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/push-clients/wire.h"

void latencies_add(latencies_t *self, int64_t ns)
{
    if (self->count == self->room) {
        self->room = 2 * self->room + 4096;
        self->values = realloc(self->values, self->room * sizeof *self->values);
        if (!self->values)
            wire_fail("memory");
    }
    self->values[self->count++] = ns;
}

static int by_size(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static double percentile_us(const latencies_t *self, size_t percent)
{
    if (self->count == 0)
        return 0;
    size_t place = (self->count - 1) * percent / 100;
    return (double)self->values[place] / 1000;
}

void latencies_report(latencies_t *self, const char *name)
{
    if (self->count > 0)
        qsort(self->values, self->count, sizeof *self->values, by_size);
    printf("\"%s\":{\"count\":%zu,\"p50\":%.1f,\"p99\":%.1f}", name, self->count, percentile_us(self, 50),
           percentile_us(self, 99));
    self->count = 0;
}
