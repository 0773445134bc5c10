/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/queue/receive.h"

#include "services/wechat/queue/queue_keys.h"

extern const char lua_queue_receive[];
const redis_script_t queue_receive_script = {.name = "queue_receive", .body = lua_queue_receive};

typedef struct {
    unsigned partition;
    const char *family;
    bool *is_new;
} receiving_t;

static void report_mended(const receiving_t *receiving)
{
    buffer_t key = {0};
    queue_write_key(&key, receiving->family, receiving->partition);
    foreign_report(FOREIGN_WECHAT, buffer_text(&key), text_of(QUEUE_MENDED));
    buffer_free(&key);
}

static void take_received(job_t *job, void *into, const redis_reply_t *reply)
{
    const receiving_t *receiving = into;
    const bool mended = reply_is_number(reply, 2), is_new = mended || reply_is_number(reply, 1);
    if (receiving->is_new)
        *receiving->is_new = is_new;
    if (mended)
        report_mended(receiving);
    if (!is_new && !reply_is_number(reply, 0))
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:…"));
}

void queue_receive(job_t *job, const received_t *received)
{
    receiving_t *receiving = arena_new(job->arena, sizeof *receiving);
    *receiving = (receiving_t){queue_partition(received->person), received->family, received->is_new};
    command_t *command = job_command(job);
    command_add(command, queue_write_seen, receiving->partition, received->name);
    command_add(command, queue_write_key, received->family, receiving->partition);
    command_add(command, queue_write_key, "mark", receiving->partition);
    command_add(command, queue_write_key, "later", receiving->partition);
    command_end_keys(command);
    command_add_int(command, received->seconds);
    command_add_text(command, received->person);
    command_add_text(command, received->record);
    command_add_text(command, text_of(received->family));
    job_run(job, &queue_receive_script, take_received, receiving);
}
