/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over JSON text (RFC 8259) without building a tree: checks the whole of it, then walks the members
 * of an object or the elements of an array as slices of the text. Made for the request path, where jansson's
 * tree costs ten times as much. It treats the text as hostile: depth is bounded, nothing is allocated by the
 * walk.
 */
#ifndef LEIDA_PROTO_JSON_SCAN_H
#define LEIDA_PROTO_JSON_SCAN_H

#include "proto/buffer.h"
#include "proto/json_fault.h"

enum { JSON_DEPTH_MAX = 32 };

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

/* Checks that the text is exactly one JSON value (white space around it allowed) and says of which type.
 * An object with two members of the same name at any depth is invalid (names compared after unescaping); so
 * is a number that a double cannot hold (1e999). */
json_type_t json_check(text_t text);

/* The same, and where it is JSON_INVALID says why: what is wrong first, and where. */
json_type_t json_check_why(text_t text, json_fault_t *fault);

/* The same for the members of an object without the braces around them; there must be one. */
bool json_check_members(text_t members);

/* Whether the text may stand between the quotes of a JSON string as it is, and has no escapes. */
bool json_string_is_plain(text_t text);

/* Begins a walk over the members (or elements) of an object (or array) that json_check has accepted. Members
 * without braces around them are walked by setting `at` and `end` to their bounds. */
void json_walk_start(json_walk_t *walk, text_t container);
/* The next member or element; false at the end. */
bool json_walk_next(json_walk_t *walk, json_item_t *item);

/* Appends the text of a JSON string value (as json_walk_next gives it, quotes included) with its escapes
 * resolved. */
void json_unescape(buffer_t *out, text_t quoted);

/* Appends the accepted JSON text without the white space between its tokens. */
void json_compact(buffer_t *out, text_t json);

#endif
