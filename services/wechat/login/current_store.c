/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a customer speaks to: a hash of a staff user's id and whether the greeting is still to be sent. */
#include "common/store/keys.h"
#include "services/wechat/login/login_store.h"

static void write_key(buffer_t *out, int64_t customer_id)
{
    buffer_append_format(out, "wx:cur:{c%lld}", (long long)customer_id);
}

static void take_done(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply->type == REDIS_REPLY_ERROR)
        job_foreign(job, FOREIGN_WECHAT, reply, buffer_append_text, TEXT_LITERAL("wx:cur:…"));
}

static void take_current(job_t *job, void *into, const redis_reply_t *reply)
{
    current_t *current = into;
    if (!reply_is_array(reply, 2)) {
        take_done(job, NULL, reply);
        return;
    }
    const redis_reply_t *staff = reply->element[0];
    if (staff->type != REDIS_REPLY_STRING || !text_to_plain_int(redis_text(staff), &current->staff_id) ||
        current->staff_id < 0 || current->staff_id > ID_MAX)
        current->staff_id = 0; /* nobody, or what is none: the default is as good */
    current->greet = reply->element[1]->type == REDIS_REPLY_STRING;
}

void login_store_read_current(job_t *job, int64_t customer_id, current_t *current)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, write_key, customer_id);
    command_add_literal(command, "uid");
    command_add_literal(command, "greet");
    job_send(job, take_current, current);
}

void login_store_speak(job_t *job, int64_t customer_id, const current_t *current)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HSET");
    command_add(command, write_key, customer_id);
    command_add_literal(command, "uid");
    command_add_int(command, current->staff_id);
    if (current->greet) {
        command_add_literal(command, "greet");
        command_add_literal(command, "1");
    }
    job_send_durable(job, take_done, NULL);
}

void login_store_greeted(job_t *job, int64_t customer_id)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HDEL");
    command_add(command, write_key, customer_id);
    command_add_literal(command, "greet");
    job_send_durable(job, take_done, NULL);
}
