/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The stored form of what is kept in lists: fixed big-endian heads and a text behind them. Scripts put ids in
 * and compare call ids as bytes, by the constants below; everything else is written and read here only.
 *
 *   message  id 4 | sent 4 | time 6 | call 8 | flags 1 | content
 *            sent: messages of the staff user up to this one
 *   action   time 6 | call 8 | action 1 | customer 7 | article 7 | remark
 *   note     time 6 | call 8 | text
 */
#ifndef LEIDA_COMMON_STORE_STORED_H
#define LEIDA_COMMON_STORE_STORED_H

#include "proto/content.h"
#include "proto/field.h"

/* Places (bytes from 0) and sizes in a row, and how scripts pack and unpack what stands there. */
#define STORED_TIME_SIZE 6
#define STORED_TIME_FORMAT ">I6"
#define STORED_CALL_SIZE 8 /* everywhere behind the time */

#define STORED_PLACE_FORMAT ">I4I4" /* id and sent: the script's part */
#define STORED_MESSAGE_SENT 4
#define STORED_SENT_FORMAT ">I4"
#define STORED_MESSAGE_PLACE 8 /* bytes of the two */
#define STORED_MESSAGE_TIME 8
#define STORED_MESSAGE_CALL 14
#define STORED_MESSAGE_FLAGS 22
#define STORED_FROM_STAFF 1 /* among the flags */
#define STORED_MESSAGE_HEAD 23
#define STORED_MESSAGE_MAX (STORED_MESSAGE_HEAD + CONTENT_STORED_MAX)

/* What the list of conversations keeps of messages and cursors (latest and cursors in keys.h): a message of
 * more bytes as its head alone; how many messages a staff user has been given and how many of these are their
 * own. Scripts write both by common/store/conversation. */
#define LATEST_MAX 512
#define CURSOR_FORMAT ">I4I4"

#define STORED_ACTION_TIME 0
#define STORED_ACTION_CALL 6
#define STORED_ACTION_OF 14 /* action and customer */
#define STORED_ACTION_OF_FORMAT ">I1I7"
#define STORED_ACTION_HEAD 29

#define STORED_NOTE_TIME 0
#define STORED_NOTE_HEAD 14

typedef struct {
    int64_t id, sent; /* up to 2^32 - 1 */
    int64_t time;     /* ms */
    uint64_t call;    /* 0: none */
    bool from_staff;
    content_t content;
} stored_message_t;

/* Appends all but the place (id and sent), which the script that appends the message puts in front. */
void stored_write_message(buffer_t *out, const stored_message_t *message);
/* Appends the place. */
void stored_write_place(buffer_t *out, int64_t id, int64_t sent);
/* False when the bytes are too short to be one. What it then holds may still be out of all ranges. */
bool stored_read_message(text_t bytes, stored_message_t *message);

/* Whether a message that was read may be shown: numbers in their ranges, content that
 * content_stored_is_sound. */
bool stored_message_is_sound(const stored_message_t *message);

/* Reads a staff user's copied cursor. False when the bytes are none. */
bool stored_read_cursor(text_t bytes, int64_t *read, int64_t *seen);

typedef struct {
    int64_t time;
    uint64_t call;
    int64_t action, customer_id, article_id; /* article 0: none */
    text_t remark;
} stored_action_t;

/* Appends the bytes of a row of the action log. */
void stored_write_action(buffer_t *out, const stored_action_t *row);
/* Reads such a row, whose texts borrow from the bytes. False when they are none. */
bool stored_read_action(text_t bytes, stored_action_t *row);
/* The same for a row of the action log. */
bool stored_action_is_sound(const stored_action_t *row);

typedef struct {
    int64_t time;
    uint64_t call; /* 0: none */
    text_t text;
} stored_note_t;

/* Appends the bytes of a follow-up note. */
void stored_write_note(buffer_t *out, const stored_note_t *note);
/* Reads such a note, whose text borrows from the bytes. False when they are none. */
bool stored_read_note(text_t bytes, stored_note_t *note);
/* The same for a note. */
bool stored_note_is_sound(const stored_note_t *note);

/* Whether it may be shown as a name or another short text of a relation: UTF-8, of 256 characters at most. */
bool stored_text_is_sound(text_t text);

/* Reads a number 0..most as stores and scripts write it: digits without a sign or a zero in front. False, and
 * the value is then of no use, for anything else. */
bool stored_read_number(text_t text, int64_t most, int64_t *value);

#endif
