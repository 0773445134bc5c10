/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Wall-clock times and the one zone they are shown in. Times inside are milliseconds since 1970 (UTC); the
 * API shows local time without a zone (api.md 1).
 */
#ifndef LEIDA_BASE_CLOCK_H
#define LEIDA_BASE_CLOCK_H

#include "base/buffer.h"

enum { CLOCK_TIME_SIZE = 32 };

/* Whether the system knows the zone; changes nothing. */
bool clock_has_zone(const char *zone);
/* Sets the zone by its IANA name ("Asia/Shanghai") for the whole process; once, before threads. False when
 * the system does not know it. */
bool clock_set_zone(const char *zone);

/* Now, in ms since 1970. */
int64_t clock_now(void);

/* Appends "2018-09-21T15:18:01.548", milliseconds left out when zero. Cheap: it caches the offset of the
 * current hour (per thread). */
void clock_write_time(buffer_t *out, int64_t time);
/* Appends "2018-09-21". */
void clock_write_date(buffer_t *out, int64_t time);
/* Appends "15:18". */
void clock_write_minute(buffer_t *out, int64_t time);
/* Appends "09-21". */
void clock_write_month_day(buffer_t *out, int64_t time);

/* The number of the calendar day (days since 1970-01-01, local): differences count calendar days. */
int64_t clock_day(int64_t time);
/* The calendar year, local. */
int clock_year(int64_t time);
/* The time at which a calendar day begins. */
int64_t clock_day_start(int64_t day);

/* Reads "2018-09-21T15:18:01.548", also without a fraction or with one of up to nine digits (cut to
 * milliseconds), with ' ' for 'T' as databases write it, or a date alone (its midnight). */
bool clock_read_time(text_t text, int64_t *time);

#endif
