/* SPDX-License-Identifier: Apache-2.0 */
/* Walks the members of an object or the elements of an array that json_check has accepted, as slices. */
#ifndef LEIDA_BASE_JSON_WALK_H
#define LEIDA_BASE_JSON_WALK_H

#include "base/buffer.h"

typedef enum {
    /* Not one JSON value: bad syntax, bad UTF-8, a lone surrogate, \u0000, NaN, too deep, bytes after it. */
    JSON_INVALID,
    JSON_NULL,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT
} json_type_t;

typedef struct {
    text_t key;       /* of a member: the bytes between its quotes, as written; empty for an element */
    bool key_escaped; /* the key has a backslash */
    json_type_t type; /* of the value */
    text_t value;     /* the value's text, without white space around it; a string's with its quotes */
} json_item_t;

typedef struct {
    const char *at;
    const char *end;
} json_walk_t;

/* Begins a walk over the members (or elements) of an object (or array) that json_check has accepted. Members
 * without braces around them are walked by setting `at` and `end` to their bounds. */
void json_walk_start(json_walk_t *walk, text_t container);
/* The next member or element; false at the end. */
bool json_walk_next(json_walk_t *walk, json_item_t *item);

/* The first member of this name, however its key is written, of an object that json_check has accepted. */
bool json_find(text_t object, const char *name, json_item_t *item);

/* Appends the text of a JSON string value (as json_walk_next gives it, quotes included) with its escapes
 * resolved. */
void json_unescape(buffer_t *out, text_t quoted);

/* Appends the accepted JSON text without the white space between its tokens. */
void json_compact(buffer_t *out, text_t json);

#endif
