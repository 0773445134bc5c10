/* SPDX-License-Identifier: Apache-2.0 */
/* Finds people by their openid, and makes customers of new ones. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "common/store/catalogue.h"
#include "common/store/keys.h"
#include "common/store/stored.h"
#include "services/wechat/login/people_parts.h"

extern const char lua_login_settled[], lua_login_created[];
const redis_script_t people_next_id = {.name = "next_id", .body = lua_store_next_id};
const redis_script_t people_create = {.name = "people_create", .body = lua_login_created};
const redis_script_t people_settle = {.name = "people_settle", .body = lua_login_settled};

enum { TOKEN_BYTES = 32, IDS_TRIED = 8, OPENID_SHOWN = 6 };
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

static void take_settled(asking_t *self, const redis_reply_t *reply)
{
    if (reply_is_number(reply, 1))
        return;
    command_add(asking_begin(self), write_open_cut, self->person);
    asking_foreign(self, FOREIGN_RECORD, reply);
}

static command_t *begin_settle(asking_t *self)
{
    command_t *command = asking_begin(self);
    command_add(command, write_open, self->person);
    command_end_keys(command);
    command_add(command, write_claim, self->person->id, true);
    return command;
}

static void settle(asking_t *self)
{
    command_add(begin_settle(self), write_claim, self->person->id, false);
    asking_send(self, &people_settle);
    asking_then(self, take_settled, NULL);
}

static void write_credential(buffer_t *out)
{
    uint8_t bytes[TOKEN_BYTES];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes) {
        perror("getrandom");
        abort();
    }
    buffer_append_char(out, '1'); /* common/store/credential.h */
    for (size_t i = 0; i < sizeof bytes; i++)
        buffer_append_format(out, "%02x", bytes[i]);
}

static void take_credential(asking_t *self, const redis_reply_t *reply)
{
    if (reply->type != REDIS_REPLY_ERROR)
        return;
    command_add(asking_begin(self), keys_credential, false, self->person->id);
    asking_foreign(self, FOREIGN_RECORD, reply);
}

static void add_credential(asking_t *self)
{
    command_t *command = asking_begin(self);
    command_add_literal(command, "SET");
    command_add(command, keys_credential, false, self->person->id);
    write_credential(&command->words);
    command_end_word(command);
    command_add_literal(command, "NX");
    asking_send(self, NULL);
    asking_then(self, take_credential, settle);
}

static asking_step_fn take_next_id;

/* The id is another's: an import has brought it meanwhile. */
static void give_up_id(asking_t *self)
{
    self->id_taken = false;
    self->tries++;
    command_add_text(begin_settle(self), TEXT_NONE);
    asking_send(self, &people_settle);
    asking_then(self, take_settled, take_next_id);
}

static void take_listed(asking_t *self, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_INTEGER)
        return;
    command_add(asking_begin(self), keys_ids, TEXT_LITERAL("customer"));
    asking_foreign(self, FOREIGN_RECORD, reply);
}

static void list(asking_t *self)
{
    if (self->id_taken) {
        give_up_id(self);
        return;
    }
    command_t *command = asking_begin(self);
    command_add_literal(command, "ZADD");
    command_add(command, keys_ids, TEXT_LITERAL("customer"));
    command_add_int(command, self->person->id);
    command_add_int(command, self->person->id);
    asking_send(self, NULL);
    asking_then(self, take_listed, add_credential);
}

static void take_profile(asking_t *self, const redis_reply_t *reply)
{
    const int64_t made = reply->type == REDIS_REPLY_INTEGER ? reply->integer : -1;
    self->person->is_new = made == 1;
    self->id_taken = made == 2;
    if (made >= 0)
        return;
    command_add(asking_begin(self), keys_customer, self->person->id);
    asking_foreign(self, FOREIGN_RECORD, reply);
}

static void add_profile(asking_t *self)
{
    const text_t profile = people_write_new(self);
    command_t *command = asking_begin(self);
    command_add(command, keys_customer, self->person->id);
    command_end_keys(command);
    command_add_text(command, profile);
    command_add_text(command, self->person->openid);
    asking_send(self, &people_create);
    asking_then(self, take_profile, list);
}

static void take_id(asking_t *self, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_INTEGER && reply->integer > 0 && reply->integer <= ID_MAX) {
        self->person->id = reply->integer;
        return;
    }
    command_add(asking_begin(self), keys_next, TEXT_LITERAL("customer"));
    asking_foreign(self, FOREIGN_SCRIPT, reply);
}

/* Reads a claim, if there is one. */
static void take_claim(asking_t *self, const redis_reply_t *reply)
{
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
    command_add(asking_begin(self), write_open_cut, self->person);
    asking_foreign(self, FOREIGN_RECORD, reply);
}

/* What was there before the own claim, or the own one. */
static void go_on(asking_t *self)
{
    if (!self->claimed || self->half_made)
        add_profile(self);
    else
        asking_end(self);
}

static void claim(asking_t *self)
{
    command_t *command = asking_begin(self);
    command_add_literal(command, "SET");
    command_add(command, write_open, self->person);
    command_add(command, write_claim, self->person->id, true);
    command_add_literal(command, "NX");
    command_add_literal(command, "GET");
    asking_send(self, NULL);
    asking_then(self, take_claim, go_on);
}

static void take_next_id(asking_t *self)
{
    if (self->tries == IDS_TRIED) { /* whoever asks tries again, or tells that it cannot be done now */
        self->status = REDIS_UNAVAILABLE;
        asking_end(self);
        return;
    }
    command_t *command = asking_begin(self);
    command_add(command, keys_ids, TEXT_LITERAL("customer"));
    command_add(command, keys_next, TEXT_LITERAL("customer"));
    command_end_keys(command);
    command_add_int(command, 1);
    asking_send(self, &people_next_id);
    asking_then(self, take_id, claim);
}

/* One who is not whole yet is nobody to who only asks. */
static void found(asking_t *self)
{
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

static void find(asker_t asker, person_t *person, bool makes)
{
    assert(person_is_sound(person));
    asking_t *self = asking_new(asker, person);
    self->makes = makes;
    person->id = 0;
    person->is_new = false;
    command_t *command = asking_begin(self);
    command_add_literal(command, "GET");
    command_add(command, write_open, person);
    asking_send(self, NULL);
    asking_then(self, take_claim, found);
}

void people_find(asker_t asker, person_t *person)
{
    find(asker, person, false);
}

void people_make(asker_t asker, person_t *person)
{
    find(asker, person, true);
}
