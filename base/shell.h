/* SPDX-License-Identifier: Apache-2.0 */
/* Words of commands that are printed for somebody to paste into a shell. */
#ifndef LEIDA_BASE_SHELL_H
#define LEIDA_BASE_SHELL_H

#include "base/buffer.h"

/* Appends the word so that a shell takes it as this one word: as it is where nothing in it means anything to
 * a shell, else in quotes. Bytes of control characters, which a terminal would obey, are written as $'\033'
 * has them (bash, zsh, ksh, busybox). */
void shell_append_word(buffer_t *out, text_t word);

#endif
