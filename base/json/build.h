/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builds JSON text of which the shape is not known when the code is written (openapi.json): members and items
 * are added to whatever object or list is open at the end of the buffer, with the commas between them. Not
 * for answers: rows are written by row.h.
 */
#ifndef LEIDA_BASE_JSON_BUILD_H
#define LEIDA_BASE_JSON_BUILD_H

#include "base/buffer.h"

/* `name`: of the member, which needs no escapes; NULL adds an item of a list. */

/* Opens an object ('{') or a list ('['), to be closed by json_close with '}' or ']'. */
void json_open(buffer_t *out, const char *name, char bracket);
/* Closes what json_open opened last, with the bracket that belongs to it. */
void json_close(buffer_t *out, char bracket);
/* Adds a NUL-terminated string, escaped; it must be UTF-8. */
void json_add_text(buffer_t *out, const char *name, const char *value);
/* Adds an integer in decimal digits. */
void json_add_int(buffer_t *out, const char *name, int64_t value);
/* Adds what is JSON text already. */
void json_add_raw(buffer_t *out, const char *name, const char *json);

#endif
