/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Durations, counted by size. Plain numbers of one thread: what others are to read of them they get as a
 * copy. Adding one costs a few instructions and no allocation.
 */
#ifndef LEIDA_COMMON_OBSERVE_HISTOGRAM_H
#define LEIDA_COMMON_OBSERVE_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

enum { HISTOGRAM_LIMITS = 16 };
/* µs, ascending; a duration counts for the first limit that is not below it. */
extern const int64_t histogram_limits[HISTOGRAM_LIMITS];

/* A zeroed one is empty. */
typedef struct {
    uint64_t buckets[HISTOGRAM_LIMITS + 1]; /* the last: above all limits */
    uint64_t sum;                           /* µs */
} histogram_t;

/* Counts a duration; a negative one (a clock that was set) adds nothing to the sum. */
static inline void histogram_add(histogram_t *self, int64_t microseconds)
{
    size_t i = 0;
    while (i < HISTOGRAM_LIMITS && microseconds > histogram_limits[i])
        i++;
    self->buckets[i]++;
    self->sum += (uint64_t)(microseconds > 0 ? microseconds : 0);
}

/* Adds what `more` has counted. */
void histogram_merge(histogram_t *self, const histogram_t *more);
/* How many durations were added. */
uint64_t histogram_count(const histogram_t *self);

#endif
