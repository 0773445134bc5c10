/* SPDX-License-Identifier: Apache-2.0 */
/* Numbers that spread what would else come at once. Nobody may rely on their not being guessed. */
#ifndef LEIDA_BASE_RANDOM_H
#define LEIDA_BASE_RANDOM_H

#include <stdint.h>

/* The state of xorshift, never 0. */
typedef struct {
    uint64_t state;
} random_t;

/* Another beginning for each process and each place. */
random_t random_seeded(void);
/* 0 .. limit-1; 0 where the limit is below 2. */
int64_t random_below(random_t *self, int64_t limit);

#endif
