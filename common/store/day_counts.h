/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The counters of the action log, from which its statistics are read (api.md 5, decision 0030): how often
 * each customer did what, by calendar day of the configured zone and by month. `log:{u:7}:d:20261127` is a
 * hash with a field for each customer; `log:{u:7}:m:202611` has one for each customer of the month, and "d27"
 * for everybody's actions of that day. A value is a list of numbers of 4 bytes, big-endian: 16 times how
 * often, plus the action less one; one for each action that happened. The scripts' part is in
 * common/store/actions/count.lua; whoever writes or moves a row counts it in the same script.
 */
#ifndef LEIDA_COMMON_STORE_DAY_COUNTS_H
#define LEIDA_COMMON_STORE_DAY_COUNTS_H

#include "common/store/keys.h"
#include "proto/answers_actionlog.h"

/* How scripts pack one number, and its parts. A count ends at 2^28 - 1, more than a list of Redis can be of
 * use with. */
#define DAY_COUNT_FORMAT ">I4"
#define DAY_COUNT_SIZE 4
#define DAY_COUNT_KINDS 16

/* Adds what a value says; false, and the counts are then of no use, when it is none. */
bool day_counts_add(action_counts_t *counts, text_t stored);
/* Appends the value of these counts; nothing when all are 0. */
void day_counts_write(buffer_t *out, const action_counts_t *counts);
/* All of them. */
int64_t day_counts_sum(const action_counts_t *counts);

/* A field of a month that stands for a day of it is known here by the day of the month below 0, so that it is
 * no customer. */
void day_counts_write_field(buffer_t *out, int64_t customer_or_day);
/* The customer or day (below 0) that a field stands for; 0 when it is none. */
int64_t day_counts_read_field(text_t field);

/* A part of a range of days that has a key of its own: a whole month, or a day. */
typedef struct {
    int64_t day; /* the first */
    int64_t end; /* the day behind the last */
    bool month;
} period_t;

/* The first part of the days from `day` to `to`, included. */
period_t period_at(int64_t day, int64_t to);
/* Appends the key of its counters. */
void period_key(buffer_t *out, int64_t user_id, const period_t *period);
/* The day behind the month that the day is of. */
int64_t period_month_end(int64_t day);

#endif
