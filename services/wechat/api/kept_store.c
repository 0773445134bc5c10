/* SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>

#include "base/entropy.h"
#include "common/redis/foreign.h"
#include "common/store/keys.h"
#include "services/wechat/api/kept_parts.h"

extern const char lua_api_kept_lease[], lua_api_kept_write[], lua_api_kept_release[];

const redis_script_t kept_lease_script = {.name = "wechat_lease", .body = lua_api_kept_lease};
const redis_script_t kept_write_script = {.name = "wechat_keep", .body = lua_api_kept_write};
const redis_script_t kept_release_script = {.name = "wechat_release", .body = lua_api_kept_release};

enum { VALUE, EXPIRES, GEN, DUE, GOT, FOREIGN, PARTS };
#define TIME_MAX INT64_C(9007199254740991)

static void add_lease_key(kept_t *self)
{
    char family[64];
    snprintf(family, sizeof family, "%s_lease", self->options.family);
    command_add(&self->command, keys_wx, family, buffer_text(&self->name));
}

static void begin(kept_t *self)
{
    command_begin(&self->command);
    command_add(&self->command, keys_wx, self->options.family, buffer_text(&self->name));
    add_lease_key(self);
    command_end_keys(&self->command);
}

static void run(kept_t *self, const redis_script_t *script, redis_reply_fn *done)
{
    if (!redis_run(self->options.redis, script, self->command.key_count, &self->command.arguments, done,
                   self))
        done(self, REDIS_UNAVAILABLE, NULL);
}

static void report(kept_t *self, const redis_reply_t *reply)
{
    begin(self);
    const redis_command_t *keys = &self->command.arguments;
    foreign_report(FOREIGN_SCRIPT, (text_t){keys->values[0], keys->sizes[0]},
                   reply->type == REDIS_REPLY_ERROR
                       ? redis_text(reply)
                       : TEXT_LITERAL("no token as this service writes it: it counts as none"));
}

/* Whatever comes of it, the lease ends by itself. */
void kept_release(kept_t *self)
{
    command_begin(&self->command);
    add_lease_key(self);
    command_end_keys(&self->command);
    command_add_text(&self->command, text_of(self->lease));
    redis_run(self->options.redis, &kept_release_script, self->command.key_count, &self->command.arguments,
              NULL, NULL);
}

static void fail(kept_t *self, redis_status_t status, const redis_reply_t *reply)
{
    if (status == REDIS_OK) {
        report(self, reply);
        kept_release(self);
    }
    kept_store_failed(self, status == REDIS_OK ? "Redis answers with an error" : "Redis cannot be asked");
}

/* ---- reading ---- */

static bool is_number(const redis_reply_t *reply, int64_t *number)
{
    return text_to_plain_int(redis_text(reply), number) && *number >= 0 && *number <= TIME_MAX;
}

/* Visible ASCII: it goes into addresses and signatures. */
static bool is_value(text_t text)
{
    return text_is_visible(text) && text.size <= KEPT_VALUE_MAX;
}

/* False: it is not what the script returns. */
static bool take_value(kept_t *self, const redis_reply_t *reply)
{
    int64_t expires, gen, due;
    if (!reply_is_array(reply, PARTS) || !is_value(redis_text(reply->element[VALUE])) ||
        !is_number(reply->element[EXPIRES], &expires) || !is_number(reply->element[GEN], &gen) ||
        reply->element[GOT]->type != REDIS_REPLY_INTEGER ||
        reply->element[FOREIGN]->type != REDIS_REPLY_INTEGER)
        return false;
    if (!text_to_int(redis_text(reply->element[DUE]), &due) || due > expires + KEPT_WAIT_MS)
        return false;
    const text_t value = redis_text(reply->element[VALUE]);
    buffer_clear(&self->value);
    buffer_append_text(&self->value, value);
    self->expires = expires;
    self->gen = gen;
    self->due = due;
    self->read_at = loop_now(self->options.loop);
    return true;
}

static void take_read(void *context, redis_status_t status, const redis_reply_t *reply)
{
    kept_t *self = context;
    if (status == REDIS_OK && take_value(self, reply)) {
        const int64_t got = reply->element[GOT]->integer;
        if (reply->element[FOREIGN]->integer == 1)
            report(self, reply);
        self->is_forced = got == 2;
        kept_was_read(self, got > 0);
    } else {
        fail(self, status, reply);
    }
}

void kept_read(kept_t *self)
{
    command_t *command = &self->command;
    const bool rests = loop_now(self->options.loop) < self->rest_until;
    self->phase = KEPT_READING;
    loop_timer_unset(self->timer);
    entropy_write_hex(self->lease, KEPT_LEASE_NAME);
    begin(self);
    command_add_text(command, text_of(self->lease));
    command_add_int(command, self->options.now());
    command_add_int(command, KEPT_RENEW_MS);
    command_add_int(command, self->refused_gen);
    command_add_text(command, buffer_text(&self->refused));
    command_add_text(command, rests ? TEXT_LITERAL("0") : TEXT_LITERAL("1"));
    run(self, &kept_lease_script, take_read);
}

/* ---- writing ---- */

static void take_written(void *context, redis_status_t status, const redis_reply_t *reply)
{
    kept_t *self = context;
    if (status != REDIS_OK || reply->type != REDIS_REPLY_INTEGER || reply->integer < 0) {
        fail(self, status, reply);
    } else {
        if (reply->integer > 0) {
            const buffer_t before = self->value;
            self->value = self->fresh;
            self->fresh = before;
            self->expires = self->fresh_expires;
            self->due = self->fresh_due;
            self->gen = reply->integer;
            self->read_at = loop_now(self->options.loop);
        }
        kept_was_written(self, reply->integer > 0);
    }
}

void kept_write(kept_t *self)
{
    command_t *command = &self->command;
    self->phase = KEPT_WRITING;
    begin(self);
    command_add_text(command, text_of(self->lease));
    command_add_int(command, self->gen);
    command_add_text(command, buffer_text(&self->fresh));
    command_add_int(command, self->fresh_expires);
    command_add_int(command, self->fresh_due);
    run(self, &kept_write_script, take_written);
}
