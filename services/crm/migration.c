/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/observe/log.h"
#include "common/observe/log_limit.h"
#include "common/store/form.h"
#include "common/store/keys.h"
#include "services/crm/migration_keys.h"
#include "services/crm/migration_lock.h"
#include "services/crm/migration_log.h"
#include "services/crm/migration_masters.h"
#include "services/crm/migration_scripts.h"
#include "services/crm/migration_tags.h"

enum { AGAIN_MS = 500 };

struct migration {
    redis_t *redis;
    migration_lock_t *lock;
    migration_masters_t *masters;
    command_t command; /* under construction */
    loop_timer_t *again;
    bool under_way;             /* anything is: it ends by itself */
    int64_t slots;              /* where they were when it began to walk (migration_masters_slots) */
    size_t pending;             /* keys of this page under way */
    bool failed;                /* one of them has: all is begun anew */
    int64_t keys, mended, left; /* looked at; found to be mended; found that cannot be */
};

/* A list of notes under way; its key stands behind it. */
typedef struct {
    migration_t *migration;
    size_t size;
    char key[];
} notes_t;

static const redis_script_t *const scripts[] = {
    &migration_take,     &migration_hold,         &migration_release, &migration_end,
    &migration_relation, &migration_conversation, &migration_notes,   &migration_counts,
    &migration_bound,    &migration_catalogue,    &migration_index,   NULL};

static void scan(migration_t *self);

static void begin_anew(migration_t *self)
{
    self->under_way = false;
    loop_timer_set(self->again, AGAIN_MS);
}

static void ended(void *context, bool done)
{
    migration_t *self = context;
    if (!done) {
        begin_anew(self);
        return;
    }
    self->under_way = false;
    log_event(LOG_INFO, "store brought forward", LOG_STRING("form", STORE_FORM), LOG_INT("keys", self->keys),
              LOG_INT("mended", self->mended), LOG_INT("left", self->left));
    if (self->left > 0)
        log_event(LOG_WARNING, "store has faults", LOG_INT("count", self->left),
                  LOG_STRING("do", "leidactl check names them"));
}

/* Of the servers, when all keys that they have told are done. */
static void walk_ended(void *context, int64_t slots)
{
    migration_t *self = context;
    if (slots != self->slots || !migration_lock_is_held(self->lock) ||
        !migration_lock_end(self->lock, ended, self))
        begin_anew(self);
}

/* One key of the page is done; the last one goes on to the next page. */
static void key_done(migration_t *self)
{
    if (--self->pending > 0)
        return;
    if (self->failed || !migration_lock_is_held(self->lock))
        begin_anew(self);
    else if (migration_masters_walk_is_over(self->masters))
        migration_masters_slots(self->masters, walk_ended, self);
    else
        scan(self);
}

/* Counts what a script found; returns where its next slice begins. What a script refuses, a key of another
 * type for one, is left as it is: a single bad key must not keep the store from being used. */
static int64_t take_findings(migration_t *self, redis_status_t status, const redis_reply_t *reply)
{
    if (status != REDIS_OK) {
        self->failed = true;
        return 0;
    }
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements == 0) {
        self->left++;
        return 0;
    }
    for (size_t i = 1; i < reply->elements; i++) {
        text_t finding = redis_text(reply->element[i]);
        if (finding.size > 0 && finding.data[0] == '+')
            self->mended++;
        else
            self->left++;
    }
    return redis_int(reply->element[0]);
}

/* Of a script that looks at a pair whole. */
static void pair_done(void *context, redis_status_t status, const redis_reply_t *reply)
{
    migration_t *self = context;
    take_findings(self, status, reply);
    key_done(self);
}

/* What scripts on a relation are given behind its keys. */
static void add_pair(command_t *command, int64_t customer_id)
{
    command_end_keys(command);
    command_add_literal(command, "1");
    command_add_int(command, customer_id);
}

static void run_on_pair(migration_t *self, const redis_script_t *script)
{
    if (migration_lock_run(self->lock, script, &self->command, pair_done, self))
        self->pending++;
    else
        self->failed = true;
}

static void bring_relation(migration_t *self, int64_t user_id, int64_t customer_id)
{
    command_t *command = &self->command;
    command_begin(command);
    command_add(command, keys_relation, user_id, customer_id);
    for (relation_index_t index = RELATIONS_CREATED; index <= RELATIONS_ACTIVITY_AGED; index++)
        command_add(command, keys_relation_index, user_id, index);
    command_add(command, keys_summaries, user_id);
    add_pair(command, customer_id);
    run_on_pair(self, &migration_relation);
}

static void bring_conversation(migration_t *self, int64_t user_id, int64_t customer_id)
{
    command_t *command = &self->command;
    command_begin(command);
    command_add(command, keys_relation, user_id, customer_id);
    command_add(command, keys_latest, user_id);
    command_add(command, keys_cursors, user_id);
    add_pair(command, customer_id);
    command_add(command, keys_messages, user_id, customer_id);
    run_on_pair(self, &migration_conversation);
}

static void notes_done(void *context, redis_status_t status, const redis_reply_t *reply);

static bool bring_slice(notes_t *notes, int64_t from)
{
    command_t *command = &notes->migration->command;
    command_begin(command);
    command_add_text(command, (text_t){notes->key, notes->size});
    command_end_keys(command);
    command_add_int(command, from);
    return migration_lock_run(notes->migration->lock, &migration_notes, command, notes_done, notes);
}

static void notes_done(void *context, redis_status_t status, const redis_reply_t *reply)
{
    notes_t *notes = context;
    migration_t *self = notes->migration;
    int64_t from = take_findings(self, status, reply);
    if (from > 0 && bring_slice(notes, from))
        return;
    self->failed = self->failed || from > 0;
    free(notes);
    key_done(self);
}

static void bring_notes(migration_t *self, text_t key)
{
    notes_t *notes = memory_new(sizeof *notes + key.size);
    notes->migration = self;
    notes->size = key.size;
    memcpy(notes->key, key.data, key.size);
    if (bring_slice(notes, 0)) {
        self->pending++;
        return;
    }
    self->failed = true;
    free(notes);
}

static void log_done(void *context, const migration_log_result_t *result)
{
    migration_t *self = context;
    self->failed = self->failed || result->failed;
    self->mended += result->mended;
    self->left += result->left;
    key_done(self);
}

static void bring_log(migration_t *self, int64_t user_id)
{
    self->pending++;
    migration_log_bring(self->lock, &self->command, user_id, log_done, self);
}

static void tags_done(void *context, tags_brought_t result)
{
    migration_t *self = context;
    self->failed = self->failed || result == TAGS_FAILED;
    self->mended += result == TAGS_BROUGHT;
    self->left += result == TAGS_LEFT;
    key_done(self);
}

static void bring_bound(migration_t *self, int64_t user_id, int64_t customer_id)
{
    if (migration_bring_bound(self->lock, user_id, customer_id, tags_done, self))
        self->pending++;
    else
        self->failed = true;
}

static void bring_tag(migration_t *self, int64_t tag_id)
{
    if (migration_bring_tag(self->lock, tag_id, tags_done, self))
        self->pending++;
    else
        self->failed = true;
}

static void bring_key(migration_t *self, text_t key)
{
    int64_t user_id, customer_id, tag_id;
    text_t rest;
    self->keys++;
    if (migration_key_is(key, TEXT_LITERAL("rel:{u:"), &rest) &&
        migration_key_pair(rest, &user_id, &customer_id)) {
        bring_relation(self, user_id, customer_id);
        bring_bound(self, user_id, customer_id);
    } else if (migration_key_is(key, TEXT_LITERAL("msgs:{u:"), &rest) &&
               migration_key_pair(rest, &user_id, &customer_id))
        bring_conversation(self, user_id, customer_id);
    else if (migration_key_is(key, TEXT_LITERAL("notes:{u:"), &rest))
        bring_notes(self, key);
    else if (migration_key_is(key, TEXT_LITERAL("log:{u:"), &rest) && migration_key_world(rest, &user_id))
        bring_log(self, user_id);
    else if (migration_key_is(key, TEXT_LITERAL("tag:"), &rest) && text_to_int(rest, &tag_id))
        bring_tag(self, tag_id);
}

static void page_told(void *context, const redis_reply_t *keys)
{
    migration_t *self = context;
    if (!keys) {
        begin_anew(self);
        return;
    }
    self->pending = 1; /* the page itself, so that it does not end while it is read */
    for (size_t i = 0; i < keys->elements; i++)
        bring_key(self, redis_text(keys->element[i]));
    key_done(self);
}

static void scan(migration_t *self)
{
    if (!migration_masters_page(self->masters, page_told, self))
        begin_anew(self);
}

static void walk_begins(void *context, int64_t slots)
{
    migration_t *self = context;
    if (slots == MIGRATION_NOT_KNOWN) {
        log_limited(LOG_WARNING, "store cannot be brought forward now",
                    LOG_STRING("why", "a master does not answer, or a slot is on the move"));
        begin_anew(self);
        return;
    }
    log_event(LOG_INFO, "bringing the store forward", LOG_STRING("form", STORE_FORM));
    self->slots = slots;
    self->failed = false;
    self->keys = self->mended = self->left = 0;
    migration_masters_begin(self->masters);
    scan(self);
}

/* Whoever uses a store hears of changed profiles, builds from before the mark too. Processes of this build do
 * not while the store is of another form. */
static void users_told(void *context, int64_t users)
{
    migration_t *self = context;
    if (users == 0) {
        migration_masters_slots(self->masters, walk_begins, self);
        return;
    }
    if (users != MIGRATION_NOT_KNOWN)
        log_limited(LOG_WARNING, "older processes use the store", LOG_INT("connections", users),
                    LOG_STRING("do", "stop all gateways and services of before"));
    begin_anew(self);
}

static void lock_told(void *context, migration_lock_result_t result)
{
    migration_t *self = context;
    if (result == MIGRATION_LOCK_TAKEN)
        migration_masters_users(self->masters, users_told, self);
    else if (result == MIGRATION_LOCK_OTHERS)
        begin_anew(self);
    else
        self->under_way = false;
}

static void keys_told(void *context, int64_t elsewhere)
{
    migration_t *self = context;
    if (elsewhere == MIGRATION_NOT_KNOWN || !migration_lock_take(self->lock, elsewhere, lock_told, self))
        begin_anew(self);
}

/* Whatever was gained by then: a master more, for one, while the rest of them is being walked through. */
static void look(void *context)
{
    migration_t *self = context;
    if (self->under_way || !redis_is_connected(self->redis))
        return;
    self->under_way = true;
    if (migration_lock_is_held(self->lock))
        migration_masters_users(self->masters, users_told, self);
    else
        migration_masters_keys(self->masters, text_of(STORE_FORM_KEY), keys_told, self);
}

static void redis_changed(void *context, bool connected)
{
    migration_t *self = context;
    if (connected)
        loop_timer_set(self->again, 0);
    else
        migration_lock_lose(self->lock);
}

migration_t *migration_new(loop_t *loop, const redis_options_t *redis)
{
    migration_t *self = memory_new_zeroed(sizeof *self);
    redis_options_t options = *redis;
    options.form = NULL; /* nor has this one's being ready to contradict who found the form wrong */
    options.quiet = true;
    options.replicas = 0; /* what is not on a replica is brought forward again */
    options.scripts = scripts;
    options.changed = redis_changed;
    options.context = self;
    command_open(&self->command);
    self->again = loop_timer_new(loop, look, self);
    self->redis = redis_new(loop, &options);
    self->lock = migration_lock_new(loop, self->redis);
    self->masters = migration_masters_new(self->redis);
    return self;
}

void migration_stop(migration_t *self)
{
    migration_lock_release(self->lock);
}

void migration_destroy(migration_t **self_p)
{
    migration_t *self = *self_p;
    if (!self)
        return;
    redis_destroy(&self->redis); /* tells all that is under way, which needs the lock */
    migration_lock_destroy(&self->lock);
    migration_masters_destroy(&self->masters);
    loop_timer_destroy(&self->again);
    command_close(&self->command);
    free(self);
    *self_p = NULL;
}
