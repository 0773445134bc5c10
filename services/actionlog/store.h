/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The action log in Redis: the one place that knows how its rows and their indexes by customer and by action
 * are kept (common/keys.h, common/stored.h). Each function is one round trip, but for a record with a
 * client's key (common/store/once.h) and for what has to be made good first. Every `done` is called exactly
 * once, maybe before the function returns; what it is given lives in the arena.
 */
#ifndef LEIDA_ACTIONLOG_STORE_H
#define LEIDA_ACTIONLOG_STORE_H

#include "common/redis.h"
#include "common/stored.h"
#include "proto/arena.h"
#include "proto/status.h"

typedef struct store store_t;

extern const redis_script_t *const actionlog_scripts[]; /* to be loaded by the connection */

/* The connection stays the caller's. */
store_t *store_new(redis_t *redis);
void store_destroy(store_t **self_p);

/* How a round trip ended; the rest of an answer counts only when it is REDIS_OK and STATUS_DONE. Else the
 * status is STATUS_NO_RELATION, STATUS_UNAVAILABLE (stored bytes that are none of ours: logged) or what the
 * function says. */
typedef struct {
    redis_status_t redis;
    status_t status;
} outcome_t;

typedef struct {
    int64_t staff_id;
    stored_action_t row; /* its call is the one that records it */
    text_t key;          /* the client's idempotency key; empty: none */
    int64_t issued;      /* call_issued */
    unsigned tries;      /* call_tries */
} recording_t;

typedef struct {
    outcome_t outcome; /* also STATUS_KEY_REUSED, and what once_status says of a try not applied */
    int64_t id, time;  /* of the row; ms */
    bool duplicate;    /* another call with the same key had recorded it before */
} recorded_t;
typedef void(recorded_fn)(void *context, const recorded_t *recorded);

/* Appends a row exactly once (common/store/once.h) and moves the relation's last activity time. The texts
 * must last until `done`. Rows stay in the order of time: one that is older than the last, by the clock of
 * another instance, takes its time; but if the last is of the future (common/row_time.h) all that are so are
 * dated now before. */
void store_record(store_t *self, const recording_t *recording, arena_t *arena, recorded_fn *done,
                  void *context);

#define TIME_NONE INT64_MIN

typedef struct {
    int64_t staff_id;
    int64_t customer_id, action; /* 0: all */
    int64_t from, to;            /* ms, from <= time < to; TIME_NONE: no limit */
    int64_t skip, length;        /* rows, counted from the newest */
} selection_t;

typedef struct {
    outcome_t outcome;
    int64_t total;               /* rows that are selected, not only this page's */
    const stored_action_t *rows; /* newest first */
    size_t count;
} selected_t;
typedef void(selected_fn)(void *context, const selected_t *selected);

/* Reads a page, O(log n + length). The first time that a customer and an action together are asked for, their
 * index may have to be made first, by many round trips (common/action_index.h). */
void store_select(store_t *self, const selection_t *selection, arena_t *arena, selected_fn *done,
                  void *context);

#endif
