/* SPDX-License-Identifier: Apache-2.0 */
/* Calendar days, without a zone: the numbers of days since 1970-01-01 (proleptic Gregorian). */
#ifndef LEIDA_BASE_DATE_H
#define LEIDA_BASE_DATE_H

#include "base/buffer.h"

typedef struct {
    int year, month, day; /* month and day from 1 */
} date_t;

/* The number of a date, which must be one: 1970-01-01 is 0, the day before it -1. */
int64_t date_to_day(date_t date);
/* The date with this number; the inverse of date_to_day. */
date_t date_of_day(int64_t day);

/* Reads "2018-06-01" or "2018-6-1" (api.md 1), a day that exists, years 1900..9999. */
bool date_read(text_t text, int64_t *day);
/* Appends "2018-06-01". */
void date_write(buffer_t *out, int64_t day);

#endif
