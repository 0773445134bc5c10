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

#include "common/store/job.h"
#include "common/store/stored.h"

extern const redis_script_t *const actionlog_scripts[]; /* to be loaded by the connection */

typedef struct {
    stored_action_t row; /* its call is the one that records it */
    text_t key;          /* the client's idempotency key; empty: none */
    made_t made;         /* set by the store */
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

#endif
