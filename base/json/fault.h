/* SPDX-License-Identifier: Apache-2.0 */
/* What can be wrong with JSON text, found out once it is known to be wrong, and the sentences that say it. */
#ifndef LEIDA_BASE_JSON_FAULT_H
#define LEIDA_BASE_JSON_FAULT_H

#include "base/buffer.h"
#include "base/language.h"

enum { JSON_DEPTH_MAX = 32 }; /* levels of arrays and objects */

typedef enum {
    JSON_FAULT_NONE,
    JSON_FAULT_SYNTAX,    /* a byte that may not stand there */
    JSON_FAULT_END,       /* the text ends too early */
    JSON_FAULT_NUL,       /* U+0000, as a byte or as \u0000 */
    JSON_FAULT_CONTROL,   /* another control character in a string, without an escape */
    JSON_FAULT_ESCAPE,    /* no escape that RFC 8259 knows */
    JSON_FAULT_SURROGATE, /* half a surrogate pair */
    JSON_FAULT_UTF8,
    JSON_FAULT_NUMBER, /* a double cannot hold it */
    JSON_FAULT_DEPTH,
    JSON_FAULT_DUPLICATE, /* a second member of one name: `at` is behind the quote that opens the name */
    JSON_FAULT_TRAILING,  /* something after the value */
    JSON_FAULT_COUNT
} json_fault_kind_t;

typedef struct {
    json_fault_kind_t kind;
    size_t at; /* bytes before the fault in the text that was checked */
} json_fault_t;

/* What is wrong at `at`, outside of strings. */
json_fault_kind_t json_fault_outside(const char *at, const char *end);

/* What is wrong at *at, within a string; moves *at to the exact byte where it stands at the beginning of a
 * run above U+007F in which something is malformed. */
json_fault_kind_t json_fault_in_string(const char **at, const char *end);

/* Appends the sentence, with the place. */
void json_fault_explain(buffer_t *out, json_fault_t fault, language_t language);

#endif
