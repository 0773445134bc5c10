/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conversations in Redis: the one place that knows how messages, cursors and read counts are kept
 * (common/keys.h, common/stored.h). Each function is one round trip, but for a send with a client's key;
 * verbs string them together. Every `done` is called exactly once, maybe before the function returns.
 */
#ifndef LEIDA_CHAT_STORE_H
#define LEIDA_CHAT_STORE_H

#include "common/redis.h"
#include "common/stored.h"
#include "proto/envelope.h"
#include "proto/status.h"

typedef struct store store_t;

extern const redis_script_t *const chat_scripts[]; /* to be loaded by the connection */

store_t *store_new(redis_t *redis);
void store_destroy(store_t **self_p);

/* Who acts on which conversation, by which call. */
typedef struct {
    int64_t staff_id, customer_id;
    principal_kind_t side; /* which of the two acts */
    uint64_t call;
    int64_t issued; /* call_issued */
    unsigned tries; /* call_tries */
    arena_t *arena; /* for what the store keeps until `done` */
} actor_t;

/* How a round trip ended; the rest of an answer counts only when it is REDIS_OK and STATUS_DONE. Else the
 * status is STATUS_NO_RELATION, STATUS_UNAVAILABLE (stored bytes that are none of ours: reported), what the
 * function says, or of a write STATUS_PASSED_UNKNOWN and STATUS_DEADLINE: this try was not applied
 * (once_status). */
typedef struct {
    redis_status_t redis;
    status_t status;
} outcome_t;

typedef struct {
    content_t content;
    int64_t article_id; /* 0: none */
    int64_t time;       /* ms */
    text_t key;         /* the client's idempotency key; empty: none */
} sending_t;

typedef struct {
    outcome_t outcome; /* also STATUS_KEY_REUSED */
    int64_t id, time;
    bool duplicate;
} sent_t;
typedef void(sent_fn)(void *context, const sent_t *sent);

/* Appends a message exactly once (common/store/once.h) and moves the last activity or follow time. One round
 * trip; three for a customer's key (common/store/once.h). The actor and the texts of the sending must last
 * until `done`. */
void store_send(store_t *self, const actor_t *actor, const sending_t *sending, sent_fn *done, void *context);

/* Messages of the other side that the actor has not been given. */
typedef void(unread_fn)(void *context, outcome_t outcome, int64_t count);
void store_unread(store_t *self, const actor_t *actor, unread_fn *done, void *context);

typedef struct {
    int64_t from, to; /* messages with from < id <= to */
    size_t row_cost;  /* bytes that an answer adds to each row */
} range_t;

/* What the rows of one answer may take (docs/decisions/0025): a page with more ends early, but has a row at
 * least. */
enum {
    PAGE_BYTES_MAX = 1024 * 1024,
    PAGE_PLAIN_ROWS = 20 /* so many cost least to read: a page of the usual length */
};

/* How a mark was set or taken back. */
typedef void(mark_fn)(void *context, outcome_t outcome);

typedef enum { TAKE_NONE, TAKE_DONE, TAKE_MOVED, TAKE_GIVEN } take_t;

/* What a conversation looks like; lasts until `done` returns. */
typedef struct {
    const actor_t *actor;
    outcome_t outcome;
    int64_t total;                  /* messages in it */
    int64_t read, read_by_customer; /* cursors: the actor's, the customer's */
    take_t take;
    range_t given; /* with TAKE_GIVEN: what this call was given, now or at an earlier try */
    size_t count;  /* rows */
    redis_reply_t *const *rows;
    int64_t first_id; /* of the first row, where the request says it; else 0 */
    bool cut;         /* there were more rows, but they are too large for one answer */
} view_t;
typedef void(view_fn)(void *context, const view_t *view);

/* Reads a row of the view; its content borrows. False (and reported) when the stored bytes are none of ours,
 * or the row is not the one that follows the row before. */
bool view_message(const view_t *view, size_t index, stored_message_t *message);

/* Total and cursors, no rows; TAKE_GIVEN when an earlier try of this call was given messages. */
void store_look(store_t *self, const actor_t *actor, view_fn *done, void *context);

/* Positions from 0; negative ones count from the end, as with LRANGE. */
typedef struct {
    int64_t first, last;
    bool from_last;  /* the rows at its end are those to keep when not all fit */
    size_t row_cost; /* bytes that an answer adds to each row */
} stretch_t;

/* The same and the rows of the stretch. */
void store_page(store_t *self, const actor_t *actor, stretch_t stretch, view_fn *done, void *context);
/* Marks the range, or as much of it as fits an answer, as given if the actor's cursor still stands at its
 * beginning. A short range, which always fits: rows and TAKE_DONE. A longer one: TAKE_GIVEN and what was
 * marked, whose rows are still to be read. Else TAKE_MOVED, or TAKE_GIVEN and what an earlier try was given;
 * the rows are then of no use. */
void store_take(store_t *self, const actor_t *actor, range_t range, view_fn *done, void *context);
/* Takes such a mark back: rows of it are none of ours, so none is answered. Where the actor has been given
 * more meanwhile nothing changes. */
void store_give_back(store_t *self, const actor_t *actor, range_t range, mark_fn *done, void *context);

/* Marks read up to `id`; a smaller one than the cursor changes nothing. Also STATUS_NO_SUCH_ID. */
void store_mark(store_t *self, const actor_t *actor, int64_t id, mark_fn *done, void *context);

#endif
