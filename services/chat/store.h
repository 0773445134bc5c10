/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conversations in Redis: the one place that knows how messages, cursors and read counts are kept
 * (common/store/keys.h, common/store/stored.h). The job says which conversation it is, and which of the two
 * acts on it. Each function asks at once, adds to what the job waits for, and is one round trip, but for a
 * send with a client's key. What it is given must last until the job's next step. Any of them may refuse with
 * STATUS_NO_RELATION, a write also with STATUS_PASSED_UNKNOWN and STATUS_DEADLINE: this try was not applied
 * (once_status).
 */
#ifndef LEIDA_SERVICES_CHAT_STORE_H
#define LEIDA_SERVICES_CHAT_STORE_H

#include "common/store/job.h"
#include "common/store/stored.h"

extern const redis_script_t *const chat_scripts[]; /* to be loaded by the connection */

typedef struct {
    content_t content;
    int64_t article_id; /* 0: none */
    int64_t time;       /* ms */
    text_t key;         /* the client's idempotency key; empty: none */
    made_t made;        /* set by the store */
} sending_t;

/* Appends a message exactly once (common/store/once.h) and moves the last activity or follow time. Refuses
 * also with STATUS_KEY_REUSED. One round trip; three for a customer's key (common/store/once.h). */
void store_append(job_t *job, sending_t *sending);

/* Messages of the other side that the actor has not been given. */
void store_read_unread(job_t *job, int64_t *unread);

typedef struct {
    int64_t from, to; /* messages with from < id <= to */
    size_t row_cost;  /* bytes that an answer adds to each row */
} range_t;

/* Positions from 0; negative ones count from the end, as with LRANGE. */
typedef struct {
    int64_t first, last;
    bool from_last;  /* the rows at its end are those to keep when not all fit */
    size_t row_cost; /* bytes that an answer adds to each row */
} rows_range_t;

/* What the rows of one answer may take (docs/decisions/0025): a page with more ends early, but has a row at
 * least. */
enum {
    PAGE_BYTES_MAX = 1024 * 1024,
    PAGE_PLAIN_ROWS = 20 /* so many cost least to read: a page of the usual length */
};

typedef enum { TAKE_NONE, TAKE_DONE, TAKE_MOVED, TAKE_GIVEN } take_t;

/* What a conversation looks like. Its rows last until the step that reads them returns. */
typedef struct {
    int64_t total;                  /* messages in it */
    int64_t read, read_by_customer; /* cursors: the actor's, the customer's */
    take_t take;
    range_t given;           /* with TAKE_GIVEN: what this call was given, now or at an earlier try */
    rows_range_t rows_range; /* that was asked for */
    size_t count;            /* rows */
    redis_reply_t *const *rows;
    int64_t first_id; /* of the first row, where the request says it; else 0 */
    bool cut;         /* there were more rows, but they are too large for one answer */
} view_t;

/* Reads a row of the view; its content borrows. False, and the job's outcome is REDIS_FOREIGN, when the
 * stored bytes are corrupt, or the row is not the one that follows the row before. */
bool view_message(job_t *job, const view_t *view, size_t index, stored_message_t *message);

/* Total and cursors, no rows; TAKE_GIVEN when an earlier try of this call was given messages. */
void store_read_cursors(job_t *job, view_t *view);
/* Total and cursors, and the rows of the range. */
void store_read_page(job_t *job, rows_range_t rows_range, view_t *view);
/* Marks the range, or as much of it as fits an answer, as given if the actor's cursor still stands at its
 * beginning. A short range, which always fits: rows and TAKE_DONE. A longer one: TAKE_GIVEN and what was
 * marked, whose rows are still to be read. Else TAKE_MOVED, or TAKE_GIVEN and what an earlier try was given;
 * the rows are then of no use. Total and cursors stay as they are in the view. */
void store_take(job_t *job, range_t range, view_t *view);
/* Takes such a mark back: rows of it are corrupt, so none is answered. Where the actor has been given
 * more meanwhile nothing changes. */
void store_give_back(job_t *job, range_t range);

/* What the list of conversations shows of one of them. */
typedef struct {
    int64_t customer_id;
    stored_message_t newest; /* but for its content */
    bool large;              /* the newest is to be read by store_read_larges */
    text_t preview;          /* content_write_preview of the newest */
    int64_t unread;          /* messages of the customer that the staff user has not been given */
} conversation_t;

/* A page of the conversations of the staff user, latest message first. */
typedef struct {
    int64_t skip, length; /* what is asked for */
    int64_t total;        /* conversations in all */
    size_t count;         /* on the page */
    conversation_t *list; /* in the job's arena, as the texts are */
} conversations_t;

/* Reads the page that a zeroed struct asks for, in three steps: whose conversations it has; what is shown of
 * them; the newest messages that are large, as many in a round trip as fit PAGE_BYTES_MAX, none if there are
 * none. The page stays the one that was found first, whatever arrives meanwhile. */
void store_read_conversations(job_t *job, conversations_t *page);
void store_read_shown(job_t *job, conversations_t *page);
void store_read_larges(job_t *job, const conversations_t *page);

/* A page of those conversations of the staff user that have a message since a time, latest message first. */
typedef struct {
    int64_t since;               /* ms */
    conversations_t page;        /* as above; of `newest` what its head holds */
    int64_t *read_by_customer;   /* of each: the id up to which the customer has been given it, … */
    int64_t *unread_by_customer; /* … and how many of the staff user's messages they have not */
} moved_t;

/* Reads a struct that is zeroed but for what is asked for, in two steps: which conversations these are, of
 * all or whether the one with a customer is among them; then what is unread in them. */
void store_read_moved(job_t *job, moved_t *moved);
void store_read_moved_one(job_t *job, int64_t customer_id, moved_t *moved);
void store_read_untold(job_t *job, moved_t *moved);

/* Marks read up to `id`; a smaller one than the cursor changes nothing. `moved`: whether the cursor was moved
 * to it, by this try or maybe by one before. Refuses also with STATUS_NO_SUCH_ID. */
void store_mark(job_t *job, int64_t id, bool *moved);
/* For a later try that is to read what it marks, before it reads: from now on no try before it marks
 * anything. Refuses also with STATUS_PASSED_UNKNOWN when another one with its number, or a higher one, has
 * claimed. */
void store_claim(job_t *job);

#endif
