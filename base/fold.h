/* SPDX-License-Identifier: Apache-2.0 */
/* Texts as a search compares them (api.md 4), by the tables of utf8proc. */
#ifndef LEIDA_BASE_FOLD_H
#define LEIDA_BASE_FOLD_H

#include "base/buffer.h"

/* Appends the text in Unicode's form NFKC with case folded, and each run of white space as one space:
 * "ＡＢＣ" and "ABC" become "abc", U+3000 becomes a space. Folding what is folded changes nothing. False, and
 * nothing is appended, when it is no UTF-8. */
bool text_fold(buffer_t *out, text_t text);

#endif
