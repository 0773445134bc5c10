/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/queue/receive.h"

#include "services/wechat/queue/queue_keys.h"

extern const char lua_queue_receive[];
const redis_script_t queue_receive_script = {.name = "queue_receive", .body = lua_queue_receive};

static void take_received(job_t *job, void *into, const redis_reply_t *reply)
{
    bool *is_new = into;
    if (is_new)
        *is_new = reply_is_number(reply, 1);
    if (!reply_is_number(reply, 0) && !reply_is_number(reply, 1))
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:…"));
}

void queue_receive(job_t *job, const received_t *received)
{
    const unsigned partition = queue_partition(received->person);
    command_t *command = job_command(job);
    command_add(command, queue_write_seen, partition, received->name);
    command_add(command, queue_write_key, received->family, partition);
    command_end_keys(command);
    command_add_int(command, received->seconds);
    command_add_text(command, received->person);
    command_add_text(command, received->record);
    job_run(job, &queue_receive_script, take_received, received->is_new);
}
