/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text of foreign origin for terminals and logs. Whatever a terminal obeys, or shows elsewhere than it
 * stands, becomes an escape that JSON reads as the same character: control characters (C0, DEL, C1), line and
 * paragraph separators, the controls of writing direction (UAX 9). So does each byte that is not UTF-8.
 */
#ifndef LEIDA_BASE_PRINTABLE_H
#define LEIDA_BASE_PRINTABLE_H

#include "base/buffer.h"

enum { PRINTABLE_ESCAPE_SIZE = 8 /* bytes: an escape and its end */ };

/* Takes the first character, or a byte that is part of none, off the text, which is not empty. Returns what
 * is to be shown in its place: itself, or an escape ("\\n", "\\u001b") in `escape`. */
text_t printable_take(text_t *text, char escape[PRINTABLE_ESCAPE_SIZE]);

/* Whether all of the text is shown as it is. */
bool printable_is(text_t text);

/* Appends what is to be shown of the text. Of JSON text without white space around its tokens that is the
 * same JSON value. */
void printable_write(buffer_t *out, text_t text);

#endif
