/* SPDX-License-Identifier: Apache-2.0 */
/* Where a store has moved, as the script of its form tells it (redis_options_t.form, decision 0041). */
#ifndef LEIDA_COMMON_REDIS_MOVED_H
#define LEIDA_COMMON_REDIS_MOVED_H

#include "base/text.h"

/* Zeroed: nowhere. */
typedef struct {
    char *address; /* as redis_address_is_valid takes it (common/redis/address.h) */
    char *token;   /* by which the new store knows who comes from the old one */
} redis_moved_t;

/* Reads "MOVEDTO TOKEN ADDRESS" into `self`, which is freed first. False, and `self` as it was, when the
 * error is none of these, or names no address. */
bool redis_moved_read(redis_moved_t *self, text_t error);
void redis_moved_free(redis_moved_t *self);

#endif
