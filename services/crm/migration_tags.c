/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration_tags.h"

#include <stdlib.h>

#include "base/clock.h"
#include "common/store/catalogue.h"
#include "common/store/keys.h"
#include "proto/records.h"
#include "services/crm/migration_scripts.h"

/* One tag or relation under way. */
typedef struct {
    migration_lock_t *lock;
    command_t command;
    int64_t user_id, customer_id, company_id, tag_id;
    tags_brought_fn *done;
    void *context;
} brought_t;

static brought_t *begin(migration_lock_t *lock, tags_brought_fn *done, void *context)
{
    brought_t *self = memory_new_zeroed(sizeof *self);
    self->lock = lock;
    self->done = done;
    self->context = context;
    command_open(&self->command);
    return self;
}

static void forget(brought_t *self)
{
    command_close(&self->command);
    free(self);
}

static void end(brought_t *self, tags_brought_t result)
{
    tags_brought_fn *done = self->done;
    void *context = self->context;
    forget(self);
    done(context, result);
}

/* Whether the step that sent it went well; else what is under way has ended. */
static bool is_good(brought_t *self, redis_status_t status, const redis_reply_t *reply)
{
    if (status != REDIS_OK)
        end(self, TAGS_FAILED);
    else if (reply->type == REDIS_REPLY_ERROR)
        end(self, TAGS_LEFT);
    else
        return true;
    return false;
}

static bool send(brought_t *self, redis_reply_fn *next)
{
    return migration_lock_ask(self->lock, &self->command, next, self);
}

static bool run(brought_t *self, const redis_script_t *script, redis_reply_fn *next)
{
    return migration_lock_run(self->lock, script, &self->command, next, self);
}

static void brought(void *context, redis_status_t status, const redis_reply_t *reply)
{
    brought_t *self = context;
    if (is_good(self, status, reply))
        end(self, reply->integer == CATALOGUE_FULL ? TAGS_LEFT : TAGS_BROUGHT);
}

/* Begins a command that reads a profile. */
static void begin_get(brought_t *self, void (*write)(buffer_t *out, int64_t id), int64_t id)
{
    command_begin(&self->command);
    command_add_literal(&self->command, "GET");
    command_add(&self->command, write, id);
}

/* ---- tags ---- */

static bool put_tag(brought_t *self, const tag_profile_t *tag)
{
    command_t *command = &self->command;
    command_begin(command);
    command_add(command, keys_catalogue, tag->company_id);
    command_end_keys(command);
    command_add_int(command, self->tag_id);
    command_add_int(command, tag->parent_id);
    command_add_text(command, tag->name);
    return run(self, &migration_catalogue, brought);
}

static void tag_told(void *context, redis_status_t status, const redis_reply_t *reply)
{
    brought_t *self = context;
    if (!is_good(self, status, reply))
        return;
    arena_t arena = {0};
    tag_profile_t tag = {0};
    if (!record_decode(&tag.record, &tag_profile_table, redis_text(reply), &arena))
        end(self, TAGS_LEFT);
    else if (!put_tag(self, &tag))
        end(self, TAGS_FAILED);
    arena_free(&arena);
}

bool migration_bring_tag(migration_lock_t *lock, int64_t tag_id, tags_brought_fn *done, void *context)
{
    brought_t *self = begin(lock, done, context);
    self->tag_id = tag_id;
    begin_get(self, keys_tag, tag_id);
    if (send(self, tag_told))
        return true;
    forget(self);
    return false;
}

/* ---- who is bound, and what they bear ---- */

static bool put_list(brought_t *self, const redis_reply_t *lists)
{
    const bool own = lists->element[1]->type == REDIS_REPLY_STRING;
    const text_t version = redis_text(lists->element[0]);
    command_t *command = &self->command;
    command_begin(command);
    command_add(command, keys_tags, self->user_id);
    command_add(command, keys_tags_of, self->user_id);
    command_add(command, keys_relation, self->user_id, self->customer_id);
    command_end_keys(command);
    command_add_int(command, self->customer_id);
    command_add_int(command, self->company_id);
    command_add_text(command, version.size > 0 ? version : TEXT_LITERAL("0"));
    command_add_text(command, redis_text(lists->element[own ? 1 : 2]));
    command_add_int(command, clock_now());
    command_add_literal(command, "0");
    return run(self, &migration_index, brought);
}

static void lists_told(void *context, redis_status_t status, const redis_reply_t *reply)
{
    brought_t *self = context;
    if (!is_good(self, status, reply))
        return;
    if (!reply_is_array(reply, 3))
        end(self, TAGS_LEFT);
    else if (redis_text(reply->element[1]).size == 0 && redis_text(reply->element[2]).size == 0)
        end(self, TAGS_BROUGHT); /* no tags */
    else if (!put_list(self, reply))
        end(self, TAGS_FAILED);
}

static void user_told(void *context, redis_status_t status, const redis_reply_t *reply)
{
    brought_t *self = context;
    if (!is_good(self, status, reply))
        return;
    arena_t arena = {0};
    user_profile_t user = {0};
    const bool good = record_decode(&user.record, &user_profile_table, redis_text(reply), &arena);
    self->company_id = user.company_id;
    arena_free(&arena);
    command_begin(&self->command);
    command_add_literal(&self->command, "HMGET");
    command_add(&self->command, keys_tagged, self->customer_id);
    command_add_literal(&self->command, TAGGED_VERSION);
    command_add_int(&self->command, self->company_id);
    command_add_literal(&self->command, "0");
    if (!good)
        end(self, TAGS_LEFT);
    else if (!send(self, lists_told))
        end(self, TAGS_FAILED);
}

static void bound(void *context, redis_status_t status, const redis_reply_t *reply)
{
    brought_t *self = context;
    if (!is_good(self, status, reply))
        return;
    begin_get(self, keys_user, self->user_id);
    if (!send(self, user_told))
        end(self, TAGS_FAILED);
}

bool migration_bring_bound(migration_lock_t *lock, int64_t user_id, int64_t customer_id,
                           tags_brought_fn *done, void *context)
{
    brought_t *self = begin(lock, done, context);
    self->user_id = user_id;
    self->customer_id = customer_id;
    command_begin(&self->command);
    command_add(&self->command, keys_bound, customer_id);
    command_end_keys(&self->command);
    command_add_int(&self->command, user_id);
    if (run(self, &migration_bound, bound))
        return true;
    forget(self);
    return false;
}
