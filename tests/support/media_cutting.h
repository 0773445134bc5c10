/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of files that say too much. */
#ifndef LEIDA_TESTS_MEDIA_CUTTING_H
#define LEIDA_TESTS_MEDIA_CUTTING_H

#include "base/buffer.h"
#include "proto/status.h"

/* What media_cut says of the bytes; appends what it writes. */
status_t media_cut_of(const buffer_t *bytes, buffer_t *copy);

/* Whether the file is one to cut: the copy, in place of what is in the buffer, is then another, has nothing
 * to cut, and the same size as it is shown. The test fails where that is not so. */
bool media_is_cut(const buffer_t *bytes, buffer_t *copy);

/* Whether the word stands in them. */
bool media_has(const buffer_t *bytes, text_t word);

#endif
