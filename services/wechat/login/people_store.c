/* SPDX-License-Identifier: Apache-2.0 */
/* Finds people by their openid, and makes customers of new ones. */
#include <assert.h>

#include "base/entropy.h"
#include "common/store/catalogue.h"
#include "common/store/keys.h"
#include "common/store/stored.h"
#include "services/wechat/login/people_parts.h"

extern const char lua_login_settled[], lua_login_created[];
const redis_script_t people_next_id = {.name = "next_id", .body = lua_store_next_id};
const redis_script_t people_create = {.name = "people_create", .body = lua_login_created};
const redis_script_t people_settle = {.name = "people_settle", .body = lua_login_settled};

enum { TOKEN_SIZE = 64 /* hex digits */, IDS_TRIED = 8, OPENID_SHOWN = 6 };
#define MARK '?' /* in front of the id of a customer who is being made */

/* ---- the claim of an openid ---- */

/* "wx:open:{APPID:OPENID}" */
static void write_open(buffer_t *out, const person_t *person)
{
    keys_open(out, person->appid, person->openid);
}

/* As logs may have it. */
static void write_open_cut(buffer_t *out, const person_t *person)
{
    const size_t shown = person->openid.size < OPENID_SHOWN ? person->openid.size : OPENID_SHOWN;
    buffer_append_format(out, "wx:open:{%.*s:%.*s...}", TEXT_ARG(person->appid), (int)shown,
                         person->openid.data);
}

static void write_claim(buffer_t *out, int64_t id, bool marked)
{
    if (marked)
        buffer_append_char(out, MARK);
    buffer_append_int(out, id);
}

/* ---- making a customer ---- */

static void take_settled(job_t *job, void *into, const redis_reply_t *reply)
{
    const asking_t *self = into;
    if (reply_is_number(reply, 1))
        return;
    job_foreign(job, FOREIGN_RECORD, reply, write_open_cut, self->person);
}

static command_t *begin_settle(asking_t *self)
{
    command_t *command = job_command(&self->job);
    command_add(command, write_open, self->person);
    command_end_keys(command);
    command_add(command, write_claim, self->person->id, true);
    return command;
}

static void settle(void *context)
{
    asking_t *self = context;
    command_add(begin_settle(self), write_claim, self->person->id, false);
    job_run(&self->job, &people_settle, take_settled, self);
    job_then(&self->job, asking_end);
}

static void write_credential(buffer_t *out)
{
    char token[TOKEN_SIZE + 1];
    entropy_write_hex(token, TOKEN_SIZE);
    buffer_append_char(out, '1'); /* common/store/credential.h */
    buffer_append(out, token, TOKEN_SIZE);
}

static void take_credential(job_t *job, void *into, const redis_reply_t *reply)
{
    const asking_t *self = into;
    if (reply->type != REDIS_REPLY_ERROR)
        return;
    job_foreign(job, FOREIGN_RECORD, reply, keys_credential, false, self->person->id);
}

static void add_credential(void *context)
{
    asking_t *self = context;
    command_t *command = job_command(&self->job);
    command_add_literal(command, "SET");
    command_add(command, keys_credential, false, self->person->id);
    write_credential(&command->words);
    command_end_word(command);
    command_add_literal(command, "NX");
    job_send_durable(&self->job, take_credential, self);
    job_then(&self->job, settle);
}

static job_fn take_next_id;

/* The id is another's: an import has brought it meanwhile. */
static void give_up_id(void *context)
{
    asking_t *self = context;
    self->id_taken = false;
    self->tries++;
    command_add_text(begin_settle(self), TEXT_NONE);
    job_run(&self->job, &people_settle, take_settled, self);
    job_then(&self->job, take_next_id);
}

static void take_listed(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply->type == REDIS_REPLY_INTEGER)
        return;
    job_foreign(job, FOREIGN_RECORD, reply, keys_ids, TEXT_LITERAL("customer"));
}

static void list(void *context)
{
    asking_t *self = context;
    if (self->id_taken) {
        give_up_id(self);
        return;
    }
    command_t *command = job_command(&self->job);
    command_add_literal(command, "ZADD");
    command_add(command, keys_ids, TEXT_LITERAL("customer"));
    command_add_int(command, self->person->id);
    command_add_int(command, self->person->id);
    job_send_durable(&self->job, take_listed, self);
    job_then(&self->job, add_credential);
}

static void take_profile(job_t *job, void *into, const redis_reply_t *reply)
{
    asking_t *self = into;
    const int64_t made = reply->type == REDIS_REPLY_INTEGER ? reply->integer : -1;
    self->person->is_new = made == 1;
    self->id_taken = made == 2;
    if (made >= 0)
        return;
    job_foreign(job, FOREIGN_RECORD, reply, keys_customer, self->person->id);
}

static void add_profile(void *context)
{
    asking_t *self = context;
    const text_t profile = people_write_new(self);
    command_t *command = job_command(&self->job);
    command_add(command, keys_customer, self->person->id);
    command_end_keys(command);
    command_add_text(command, profile);
    command_add_text(command, self->person->openid);
    job_run(&self->job, &people_create, take_profile, self);
    job_then(&self->job, list);
}

static void take_id(job_t *job, void *into, const redis_reply_t *reply)
{
    asking_t *self = into;
    if (reply->type == REDIS_REPLY_INTEGER && reply->integer > 0 && reply->integer <= ID_MAX) {
        self->person->id = reply->integer;
        return;
    }
    job_foreign(job, FOREIGN_SCRIPT, reply, keys_next, TEXT_LITERAL("customer"));
}

/* Reads a claim, if there is one. */
static void take_claim(job_t *job, void *into, const redis_reply_t *reply)
{
    asking_t *self = into;
    text_t claim = redis_text(reply);
    self->claimed = reply->type != REDIS_REPLY_NIL;
    if (!self->claimed)
        return;
    self->half_made = claim.size > 0 && claim.data[0] == MARK;
    if (self->half_made)
        claim = (text_t){claim.data + 1, claim.size - 1};
    if (reply->type == REDIS_REPLY_STRING && stored_read_number(claim, ID_MAX, &self->person->id) &&
        self->person->id > 0)
        return;
    job_foreign(job, FOREIGN_RECORD, reply, write_open_cut, self->person);
}

/* What was there before the own claim, or the own one. */
static void go_on(void *context)
{
    asking_t *self = context;
    if (!self->claimed || self->half_made)
        add_profile(self);
    else
        asking_end(self);
}

static void claim(void *context)
{
    asking_t *self = context;
    command_t *command = job_command(&self->job);
    command_add_literal(command, "SET");
    command_add(command, write_open, self->person);
    command_add(command, write_claim, self->person->id, true);
    command_add_literal(command, "NX");
    command_add_literal(command, "GET");
    job_send_durable(&self->job, take_claim, self);
    job_then(&self->job, go_on);
}

static void take_next_id(void *context)
{
    asking_t *self = context;
    if (self->tries == IDS_TRIED) { /* whoever asks tries again, or tells that it cannot be done now */
        job_got(self->asker, REDIS_UNAVAILABLE);
        return;
    }
    command_t *command = job_command(&self->job);
    command_add(command, keys_ids, TEXT_LITERAL("customer"));
    command_add(command, keys_next, TEXT_LITERAL("customer"));
    command_end_keys(command);
    command_add_int(command, 1);
    job_run(&self->job, &people_next_id, take_id, self);
    job_then(&self->job, claim);
}

/* One who is not whole yet is nobody to who only asks. */
static void found(void *context)
{
    asking_t *self = context;
    if (self->claimed && !self->half_made)
        asking_end(self);
    else if (self->makes && self->claimed)
        add_profile(self);
    else if (self->makes)
        take_next_id(self);
    else {
        self->person->id = 0;
        asking_end(self);
    }
}

static void find(job_t *job, person_t *person, bool makes)
{
    assert(person_is_sound(person));
    asking_t *self = asking_new(job, person);
    self->makes = makes;
    person->id = 0;
    person->is_new = false;
    command_t *command = job_command(&self->job);
    command_add_literal(command, "GET");
    command_add(command, write_open, person);
    job_send_durable(&self->job, take_claim, self);
    job_then(&self->job, found);
}

void people_find(job_t *job, person_t *person)
{
    find(job, person, false);
}

void people_make(job_t *job, person_t *person)
{
    find(job, person, true);
}
