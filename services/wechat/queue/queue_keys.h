/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the queues: all of a partition are on one slot. */
#ifndef LEIDA_SERVICES_WECHAT_QUEUE_QUEUE_KEYS_H
#define LEIDA_SERVICES_WECHAT_QUEUE_QUEUE_KEYS_H

#include "base/buffer.h"

enum { QUEUE_PARTITIONS = 16 };

/* What an operator reads where a script had to give ids to what stood in a stream
 * (common/store/stream/append.lua). */
#define QUEUE_MENDED                                                                                         \
    "ids that are no times were in it, or the last one there can be: what had them got others"

/* The partition of a person, by their openid or userid: 0..QUEUE_PARTITIONS - 1. */
unsigned queue_partition(text_t person);

/* "wx:in:{wx7}": a key of this family. */
void queue_write_key(buffer_t *out, const char *family, unsigned partition);
/* "wx:seen:{wx7}:HASH": that something came. */
void queue_write_seen(buffer_t *out, unsigned partition, text_t dedupe);

#endif
