/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random bytes of the kernel, which nobody can guess: for keys, tokens and seeds. For what only spreads
 * things out there is base/random.h. Both functions may wait while a machine that has just been started
 * gathers its first randomness, and end the process with a message where the kernel gives none: what they are
 * for is not safe without.
 */
#ifndef LEIDA_BASE_ENTROPY_H
#define LEIDA_BASE_ENTROPY_H

#include <stddef.h>

/* Fills `size` bytes. */
void entropy_fill(void *bytes, size_t size);

enum { ENTROPY_HEX_MAX = 64 };
/* Writes an even number of lower-case hex digits, ENTROPY_HEX_MAX at most, and a NUL. Each is 4 random bits.
 */
void entropy_write_hex(char *out, size_t digits);

#endif
