/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/queue/queue_keys.h"

#include "common/redis/slots.h"

unsigned queue_partition(text_t person)
{
    return redis_slot_of(person) % QUEUE_PARTITIONS;
}

void queue_write_key(buffer_t *out, const char *family, unsigned partition)
{
    buffer_append_format(out, "wx:%s:{wx%u}", family, partition);
}

void queue_write_seen(buffer_t *out, unsigned partition, text_t dedupe)
{
    queue_write_key(out, "seen", partition);
    buffer_append_char(out, ':');
    buffer_append_text(out, dedupe);
}
