/* SPDX-License-Identifier: Apache-2.0 */
/* The value of a Content-Type field (RFC 9110 8.3.1): type/subtype; name=value; … Pure. */
#ifndef LEIDA_GATEWAY_HTTP_MEDIA_TYPE_H
#define LEIDA_GATEWAY_HTTP_MEDIA_TYPE_H

#include "base/arena.h"

enum { BOUNDARY_MAX = 70 /* RFC 2046 5.1.1 */ };

/* "type/subtype" without what follows; empty when there is none. */
text_t media_type_essence(text_t value);

/* The value of a parameter, its name in any case, with a quoted string's escapes resolved into the arena.
 * What clients leave unquoted although RFC 9110 asks for quotes (a boundary with '/' or ':') is taken up to
 * the next ';' or white space. False when the parameter is missing or there twice, or the text is broken. */
bool media_type_parameter(text_t value, const char *name, arena_t *arena, text_t *found);

/* Whether a boundary is one (RFC 2046 5.1.1): 1 to 70 characters of its alphabet, no space at the end. */
bool media_type_is_boundary(text_t boundary);

#endif
