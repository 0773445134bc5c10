/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts the rows of an action log anew, as its counters should have them (common/store/day_counts.h). It is
 * fed the rows from the first to the last and hands over each day and each month once it is past, so that it
 * holds the customers of one of either.
 */
#ifndef LEIDA_COMMON_STORE_RECOUNT_H
#define LEIDA_COMMON_STORE_RECOUNT_H

#include "common/store/day_counts.h"
#include "common/store/id_table.h"
#include "common/store/stored.h"

/* The counters of a day or a month: as many fields, by day_counts_write_field. */
typedef struct {
    period_t period;
    const int64_t *fields;
    const action_counts_t *counts; /* of each field */
    size_t count;
} recounted_t;

/* Gets one that is complete; it lasts until the return. */
typedef void(recount_fn)(void *context, const recounted_t *recounted);

typedef struct {
    arena_t arena;
    id_table_t fields;
    action_counts_t *counts;
    size_t room;
    period_t period;
} recount_part_t;

typedef struct {
    recount_part_t day, month;
    bool begun;
    recount_fn *done;
    void *context;
} recount_t;

/* Begins with a zeroed struct, which must not be moved until recount_close. */
void recount_open(recount_t *self, recount_fn *done, void *context);
/* Frees what it holds. */
void recount_close(recount_t *self);

/* Counts a row that is sound. False, and it does not count, when its day is before that of the row in front:
 * a log is in the order of time. */
bool recount_row(recount_t *self, const stored_action_t *row);
/* There are no more rows: hands over the last day and month. */
void recount_end(recount_t *self);

#endif
