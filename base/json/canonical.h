/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one spelling of a JSON value, by which two texts of the same value are known: members sorted by name,
 * no white space, the escapes that RFC 8259 demands and no others, numbers by their value (1, 1.0 and 10e-1
 * are one, and so are 0 and -0; nothing is rounded). For comparing alone: it is never stored nor shown.
 */
#ifndef LEIDA_BASE_JSON_CANONICAL_H
#define LEIDA_BASE_JSON_CANONICAL_H

#include "base/buffer.h"

/* Appends the members of an object, without the braces around them, in that spelling. json_check_members must
 * have accepted them. */
void json_write_canonical(buffer_t *out, text_t members);

#endif
