/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The action log in Redis: the one place that knows how its rows and their indexes by customer and by action
 * are kept (common/store/keys.h, common/store/stored.h). Each function asks at once, adds to what the job
 * waits for, and is one round trip, but for a record with a client's key (common/store/once.h) and for what
 * has to be made good first. What it is given must last until the job's next step. Any of them may refuse
 * with STATUS_NO_RELATION.
 */
#ifndef LEIDA_SERVICES_ACTIONLOG_STORE_H
#define LEIDA_SERVICES_ACTIONLOG_STORE_H

#include "common/store/day_counts.h"
#include "common/store/job.h"
#include "common/store/stored.h"

extern const redis_script_t *const actionlog_scripts[]; /* to be loaded by the connection */

typedef struct {
    stored_action_t row; /* its call is the one that records it */
    text_t key;          /* the client's idempotency key; empty: none */
    made_t made;         /* set by the store */

    int64_t day;   /* the store's own: on which the row is counted */
    size_t future; /* … and how many rows were dated now by its last look */
} recording_t;

/* Appends a row exactly once (common/store/once.h) and moves the relation's last activity time. Refuses also
 * with STATUS_KEY_REUSED, and with what once_status says of a try not applied. Rows stay in the order of
 * time: one that is older than the last, by the clock of another instance, takes its time; but if the last is
 * of the future (common/store/row_time.h) all that are so are dated now before. */
void store_append(job_t *job, recording_t *recording);

#define TIME_NONE INT64_MIN

/* A page of the rows with the job's customer (0: with all): the caller sets the first group. */
typedef struct {
    int64_t action;       /* 0: all */
    int64_t from, to;     /* ms, from <= time < to; TIME_NONE: no limit */
    int64_t skip, length; /* rows, counted from the newest */

    int64_t total;         /* rows that are selected, not only this page's */
    stored_action_t *rows; /* newest first, in the job's arena */
    size_t count;

    size_t left; /* the store's own: how many of the first rows are still to come, the oldest first */
    text_t *ids; /* … and their ids, when they have to be asked for */
} selection_t;

/* Reads a page, O(log n + length). The first time that a customer and an action together are asked for, their
 * index may have to be made first, by many round trips (common/store/action_index.h). */
void store_read_page(job_t *job, selection_t *selection);

/* ---- get_new_log ---- */

enum { GIVEN_AT_ONCE = 200 };

/* Rows that a call is given. */
typedef struct {
    int64_t from; /* ids behind it are */
    size_t count;
    stored_action_t *rows; /* oldest first, in the job's arena */
} given_t;

/* Gives out up to GIVEN_AT_ONCE rows not yet given, and marks them; a later try of a call is given the same
 * again (common/store/once.h). Where one of them is corrupt none is given. */
void store_take_new(job_t *job, given_t *given);

/* ---- statistics (common/store/day_counts.h) ---- */

/* Days by their numbers (base/date.h), both included; none when `from` is behind `to`. */
typedef struct {
    int64_t from, to;
} days_t;

/* Narrows the days to those that the log is of. */
void store_clip_days(job_t *job, days_t *days);

typedef struct {
    days_t days;
    action_counts_t total;
    action_counts_t *by_day; /* of each of the days, zeroed by the caller; NULL: not asked for */
} counting_t;

/* Counts what all customers did: one command for each month. */
void store_count(job_t *job, counting_t *counting);
/* Counts what the job's customer did: one command for each whole month, or day where it is not whole. */
void store_count_customer(job_t *job, counting_t *counting);

typedef struct {
    int64_t customer_id, count;
    text_t name, memo_name; /* that the staff user gave the customer; empty: none */
} ranked_t;

/* Customers by how much they did; those of one count by their ids. */
typedef struct {
    days_t days;
    int64_t skip, length;

    int64_t total;    /* customers who did anything */
    ranked_t *ranked; /* of the page, in the job's arena */
    size_t count;

    struct ranking_sums *sums; /* the store's own */
} ranking_t;

/* Reads all counters of the days by steps that are short, so it costs as many as customers were active on
 * days or in whole months. */
void store_rank(job_t *job, ranking_t *ranking);
/* Reads the names of those of the page. */
void store_name_ranked(job_t *job, ranking_t *ranking);

#endif
