/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The zone of this process: what its clocks show at a time, and back. The zone data is the system's (tzdata),
 * read through the C library. Used by clock.c alone.
 */
#ifndef LEIDA_BASE_ZONE_H
#define LEIDA_BASE_ZONE_H

#include <stdbool.h>
#include <stdint.h>

#define ZONE_DAY_MS INT64_C(86400000)

/* See clock_has_zone. */
bool zone_exists(const char *name);
/* See clock_set_zone. */
bool zone_set(const char *name);

/* Local time, counted in ms as if the zone were UTC. Never before the year 1 or after 9999. */
int64_t zone_local_of(int64_t time);
/* The first time at which the clocks of the zone show `local`; where they jump over it, the jump's length
 * later. */
int64_t zone_time_of(int64_t local);

/* The number of the day (since 1970-01-01) of a local time. */
int64_t zone_day_of(int64_t local);

#endif
