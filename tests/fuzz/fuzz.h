/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the fuzz targets share. A target is one file NAME_fuzz.c that feeds any bytes to one reader of foreign
 * bytes and holds it to what its header promises. Under the fuzz preset libFuzzer drives it; elsewhere
 * replay.c does, over the same seeds, as a test.
 */
#ifndef LEIDA_TESTS_FUZZ_H
#define LEIDA_TESTS_FUZZ_H

#include "base/buffer.h"

/* libFuzzer's entry: one run over one input. Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert, but there in every build. */
#define HOLDS(condition) ((condition) ? (void)0 : fuzz_promise_broken(#condition, __FILE__, __LINE__))
_Noreturn void fuzz_promise_broken(const char *condition, const char *file, int line);

/* Once at the first run: no log lines, and a zone for clocks. What an input is called is not worth a line. */
void fuzz_be_quiet(void);

/* Whether the slice lies wholly within `whole`. */
bool fuzz_is_inside(text_t slice, text_t whole);

/* Takes the first byte off the input; 0 when there is none. */
uint8_t fuzz_take_byte(text_t *input);
/* Takes what stands before `end` off the input, and `end` with it; all of it where there is no `end`. */
text_t fuzz_take_until(text_t *input, char end);
/* Takes a piece that a size of two bytes (big-endian) stands before; as much as there is. */
text_t fuzz_take_sized(text_t *input);

#endif
