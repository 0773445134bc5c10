/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over JSON text (RFC 8259) without building a tree: checks the whole of it, then walks the members
 * of an object or the elements of an array as slices of the text. Made for the request path, where jansson's
 * tree costs ten times as much. It treats the text as hostile: depth is bounded, nothing is allocated by the
 * walk.
 */
#ifndef LEIDA_BASE_JSON_CHECK_H
#define LEIDA_BASE_JSON_CHECK_H

#include "base/json/fault.h"
#include "base/json/walk.h"

/* Checks that the text is exactly one JSON value (white space around it allowed) and says of which type.
 * An object with two members of the same name at any depth is invalid (names compared after unescaping); so
 * is a number that a double cannot hold (1e999). */
json_type_t json_check(text_t text);

/* The same, and where it is JSON_INVALID says why: what is wrong first, and where. */
json_type_t json_check_why(text_t text, json_fault_t *fault);

/* The same for the members of an object without the braces around them; there must be one. */
bool json_check_members(text_t members);

/* The text without a U+FEFF (byte order mark) in front, which RFC 8259 8.1 lets a reader ignore. */
text_t json_without_mark(text_t text);

/* Whether the text may stand between the quotes of a JSON string as it is, and has no escapes. */
bool json_string_is_plain(text_t text);

#endif
