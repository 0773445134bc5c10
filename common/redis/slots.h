/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of a cluster's 16,384 slots a key belongs to (Redis Cluster specification, "Key distribution model"
 * and "Hash tags"). Pure: for redis_t's cluster side and for leidactl.
 */
#ifndef LEIDA_COMMON_REDIS_SLOTS_H
#define LEIDA_COMMON_REDIS_SLOTS_H

#include "common/redis/command.h"

enum { REDIS_SLOTS = 16384 };

/* The part of a key that decides: what its first '{' and the next '}' enclose, if that is not empty; else all
 * of it. A slice of the key. */
text_t redis_tag_of(text_t key);

/* The slot of a key: 0..16383. */
unsigned redis_slot_of(text_t key);

/* The keys of a command, by their places among its arguments: `count` of them from `first` on. No keys: count
 * is 0. Command names are in capitals, as all of ours are. */
typedef struct {
    size_t first, count;
} redis_key_range_t;
redis_key_range_t redis_command_keys(const redis_command_t *command);

/* The slot of a command: that of its keys. Negative: it has none (REDIS_SLOT_NO_KEY), or keys of two slots
 * (REDIS_SLOT_TWO), which no node would take. */
enum { REDIS_SLOT_NO_KEY = -1, REDIS_SLOT_TWO = -2 };
int redis_command_slot(const redis_command_t *command);

#endif
