/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules of a chat message's content (api.md 2, seed 1.1). The gateway checks content once, on the way in,
 * and hands on its stored form; whoever answers with messages splices that form into the message object as it
 * is. The stored form is the content's members without white space and without the braces around them:
 * "info_type":1,"msg":"…". Names are written without needless escapes, so that equal names have equal bytes.
 */
#ifndef LEIDA_PROTO_CONTENT_H
#define LEIDA_PROTO_CONTENT_H

#include "proto/content_error.h"

enum { CONTENT_STORED_MAX = CONTENT_SIZE_MAX + 128 /* bytes: the server may add a text or an article */ };

/* Who sends it: a staff user need not write the text of info_type 3 (api.md 3). */
typedef enum { CONTENT_FROM_CUSTOMER, CONTENT_FROM_STAFF } content_side_t;

enum { CONTENT_ERRORS_MAX = 3 };

typedef struct {
    int info_type; /* 1..6 */
    bool collides; /* a member has a name that the server sets in some answer: content_write_merged is needed
                    */
    size_t error_count;
    content_error_t errors[CONTENT_ERRORS_MAX]; /* everything that is wrong */
} content_info_t;

/* A member that contents of an info_type have. */
typedef struct {
    const char *name;
    content_need_t need; /* what it must be */
    const char *help;    /* one line for openapi.json and docs/api.md */
} content_member_t;

enum {
    CONTENT_TYPE_ASK_PHONE = 3, /* the info_type whose msg the staff side may leave out */
    CONTENT_TYPE_MAX = 6        /* the largest */
};

/* "text", "product", …: what an info_type stands for. */
const char *content_type_name(int info_type);
/* The members that a content of this info_type, 1 to 6, must have besides it, by index; false past the last.
 */
bool content_member(int info_type, size_t index, content_member_t *member);

/* Checks the JSON text of a content and appends its stored form, in which info_type is a number and the staff
 * side's info_type 3 has its msg. Other members are kept as they are. When a rule fails nothing is appended,
 * info has nothing but the errors, and the status is that of the first. Any bytes are safe to pass. */
content_status_t content_check(text_t json, content_side_t side, buffer_t *stored, content_info_t *info);

/* Whether the bytes are the stored form of a content of this info_type which content_check would take, and
 * may be spliced into an answer: as they are, or with content_write_merged where `collides` is set. Any bytes
 * are safe to pass. A plain text message costs a look at each of its words. */
bool content_stored_is_sound(text_t stored, int64_t info_type, bool collides);

/* Appends each member of the stored form with a comma before it, but for those named in `reserved`: content
 * never overrides what the server sets (api.md 2). */
void content_write_merged(buffer_t *out, text_t stored, const text_t *reserved, size_t count);

/* The text of a sound stored content that is nothing but its info_type and a text without escapes, as nearly
 * every message is: a slice of it, which needs no unescaping. Without data for any other. */
text_t content_stored_text(text_t stored, int64_t info_type);

/* Characters of a message's text that the conversation list shows. */
#define CONTENT_PREVIEW_MAX 200

/* Appends, as a JSON string, the text that stands for a message with this sound stored content and info_type
 * in the conversation list (api.md 3, contact). Of one with more than CONTENT_PREVIEW_MAX characters these,
 * and "…". */
void content_write_preview(buffer_t *out, text_t stored, int64_t info_type);

#endif
