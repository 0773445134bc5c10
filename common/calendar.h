/* SPDX-License-Identifier: Apache-2.0 */
/* The Gregorian calendar as arithmetic, without a zone: day numbers and dates. Used by clock.c and zone.c. */
#ifndef LEIDA_COMMON_CALENDAR_H
#define LEIDA_COMMON_CALENDAR_H

#include <stdint.h>

#define HOUR_MS INT64_C(3600000)
#define DAY_MS INT64_C(86400000)

typedef struct {
    int64_t year;
    unsigned month, day;
} date_t;

/* Days since 1970-01-01 to a date and back (proleptic). A day of the month that does not exist counts on into
 * the next month. */
date_t date_of_day(int64_t day);
int64_t day_of_date(date_t date);

/* Division that rounds down, for times before 1970; the divisor is positive. */
static inline int64_t floor_divide(int64_t value, int64_t divisor)
{
    return value / divisor - (value % divisor < 0);
}

#endif
