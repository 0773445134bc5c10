/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration_lock.h"

#include <stdlib.h>

#include "base/entropy.h"
#include "common/store/form.h"
#include "services/crm/migration_scripts.h"

enum {
    HOLD_MS = MIGRATION_LEASE_MS / 4,
    CLOCKS_MS = 1000, /* how far the clocks of a cluster's masters may be apart; more than HOLD_MS + this is
                         left of a lease that is held */
    NAME_SIZE = 16
};

struct migration_lock {
    redis_t *redis;
    loop_timer_t *hold;
    int64_t lease;            /* ms by the clock of Redis, when it ends; 0: the lock is not held */
    bool released;            /* for good */
    char name[NAME_SIZE + 1]; /* that it is held by */
    migration_lock_fn *taken; /* of the take under way */
    migration_end_fn *ended;  /* of the end under way */
    void *context;
};

/* What all scripts on the mark begin with. */
static redis_command_t begin_on_mark(const migration_lock_t *self)
{
    redis_command_t command = {0};
    redis_add_literal(&command, STORE_FORM_KEY);
    redis_add_literal(&command, STORE_FORM_LOCK);
    redis_add(&command, (text_t){self->name, NAME_SIZE});
    return command;
}

static bool run_on_mark(migration_lock_t *self, const redis_script_t *script, redis_reply_fn *done)
{
    const redis_command_t command = begin_on_mark(self);
    return redis_run(self->redis, script, 2, &command, done, self);
}

/* Takes the end of the next lease out of an answer. */
static void begin_lease(migration_lock_t *self, int64_t ends)
{
    self->lease = ends > 0 && !self->released ? ends : 0;
    if (self->lease > 0)
        loop_timer_set(self->hold, HOLD_MS);
}

static void held(void *context, redis_status_t status, const redis_reply_t *reply)
{
    begin_lease(context, status == REDIS_OK ? redis_int(reply) : 0);
}

static void hold(void *context)
{
    migration_lock_t *self = context;
    if (self->lease > 0 && !run_on_mark(self, &migration_hold, held))
        self->lease = 0;
}

static void taken(void *context, redis_status_t status, const redis_reply_t *reply)
{
    migration_lock_t *self = context;
    const int64_t ends = status == REDIS_OK ? redis_int(reply) : MIGRATION_OTHERS;
    begin_lease(self, ends);
    self->taken(self->context, self->lease > 0             ? MIGRATION_LOCK_TAKEN
                               : ends == MIGRATION_NOT_DUE ? MIGRATION_LOCK_NOT_DUE
                                                           : MIGRATION_LOCK_OTHERS);
}

static void ended(void *context, redis_status_t status, const redis_reply_t *reply)
{
    migration_lock_t *self = context;
    migration_lock_lose(self);
    self->ended(self->context, status == REDIS_OK && reply_is_number(reply, 1));
}

bool migration_lock_take(migration_lock_t *self, int64_t elsewhere, migration_lock_fn *done, void *context)
{
    char digits[24];
    buffer_t keys = {digits, 0, sizeof digits};
    redis_command_t command = begin_on_mark(self);
    self->taken = done;
    self->context = context;
    buffer_append_int(&keys, elsewhere);
    redis_add(&command, buffer_text(&keys));
    return !self->released && redis_run(self->redis, &migration_take, 2, &command, taken, self);
}

bool migration_lock_is_held(const migration_lock_t *self)
{
    return self->lease > 0;
}

void migration_lock_lose(migration_lock_t *self)
{
    self->lease = 0;
    loop_timer_unset(self->hold);
}

void migration_lock_release(migration_lock_t *self)
{
    run_on_mark(self, &migration_release, NULL); /* also if it is just being taken */
    migration_lock_lose(self);
    self->released = true;
}

bool migration_lock_ask(migration_lock_t *self, const command_t *command, redis_reply_fn *done, void *context)
{
    return redis_send(self->redis, &command->arguments, done, context);
}

bool migration_lock_run(migration_lock_t *self, const redis_script_t *script, command_t *command,
                        redis_reply_fn *done, void *context)
{
    const bool by_other_clocks = redis_places_used(self->redis) > 1;
    command_add_int(command, by_other_clocks ? self->lease - CLOCKS_MS : self->lease);
    return redis_run(self->redis, script, command->key_count, &command->arguments, done, context);
}

bool migration_lock_end(migration_lock_t *self, migration_end_fn *done, void *context)
{
    self->ended = done;
    self->context = context;
    return run_on_mark(self, &migration_end, ended);
}

migration_lock_t *migration_lock_new(loop_t *loop, redis_t *redis)
{
    migration_lock_t *self = memory_new_zeroed(sizeof *self);
    self->redis = redis;
    self->hold = loop_timer_new(loop, hold, self);
    entropy_write_hex(self->name, NAME_SIZE); /* no one else's */
    return self;
}

void migration_lock_destroy(migration_lock_t **self_p)
{
    migration_lock_t *self = *self_p;
    if (!self)
        return;
    loop_timer_destroy(&self->hold);
    free(self);
    *self_p = NULL;
}
