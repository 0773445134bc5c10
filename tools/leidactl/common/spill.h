/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A map from 16-byte keys to numbers that lives in an unlinked temporary file, so that an import's
 * memory does not grow with what it has to remember: the ids that a file declares, the rows that are stored
 * already.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_SPILL_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_SPILL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SPILL_KEY_SIZE = 16 };

typedef struct {
    uint8_t bytes[SPILL_KEY_SIZE]; /* the first one, the kind of key, is not 0 */
} spill_key_t;

typedef struct spill spill_t;

/* Failures of the file (no space in TMPDIR) end the process with a message. */
spill_t *spill_new(void);
/* Frees it; its temporary file is gone, too. */
void spill_destroy(spill_t **self_p);

/* The number under a key; 0 when there is none. */
int64_t spill_get(spill_t *self, spill_key_t key);
/* Puts a number under a key, in the place of the one that was there. */
void spill_set(spill_t *self, spill_key_t key, int64_t value);

/* A number that keys differ in, as far as 64 bits can. */
uint64_t spill_key_hash(spill_key_t key);

/* A key of up to two ids (below 2^53). */
spill_key_t spill_key_ids(uint8_t kind, int64_t a, int64_t b);
/* A key of the bytes of a row: their SHA-256, cut. */
spill_key_t spill_key_digest(uint8_t kind, const void *bytes, size_t size);

#endif
