/* SPDX-License-Identifier: Apache-2.0 */
/* Values of header fields that are lists: `a="1", b=2`. */
#ifndef LEIDA_GATEWAY_HTTP_HEADER_VALUE_H
#define LEIDA_GATEWAY_HTTP_HEADER_VALUE_H

#include "base/text.h"

/* The values of the lines of one field, in their order; empty ones are left out, and of more than fit only
 * the last are kept. */
enum { HEADER_LINES_MAX = 4 };
typedef struct {
    text_t lines[HEADER_LINES_MAX];
    size_t count;
} header_lines_t;
/* Adds the value of a further line, which must last as long as the lines. */
void header_lines_add(header_lines_t *self, text_t value);

/* Without the spaces and tabs around it. */
text_t header_trim(text_t text);
/* Without the double quotes around it, if there are both. Backslashes within stay as they are. */
text_t header_unquote(text_t text);
/* Takes the last element off a list, without the blanks around it; a separator between double quotes is none.
 */
text_t header_take_last(text_t *list, char separator);

#endif
