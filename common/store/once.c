/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/once.h"

#include "common/foreign.h"
#include "common/keys.h"

extern const char lua_once_claim[];
const redis_script_t once_claim_script = {.name = "claim", .body = lua_once_claim};

status_t once_status(int64_t number)
{
    return number == ONCE_KEY_REUSED ? STATUS_KEY_REUSED
           : number == ONCE_PASSED   ? STATUS_PASSED_UNKNOWN
           : number == ONCE_LATE     ? STATUS_DEADLINE
                                     : STATUS_DONE;
}

/* ---- claims ---- */

enum { WORDS_ROOM = 96 /* bytes beside the client's key: what else keys and numbers take is less */ };

typedef struct {
    redis_t *redis;
    once_claim_t claim;
    once_claim_fn *done;
    void *context;
    text_t key;     /* that is being asked */
    buffer_t words; /* of the command under construction; has room for all, in the arena */
} claim_flight_t;

/* An integer that is 1 goes on, and is 0 for `no`. */
static status_t judge(const claim_flight_t *self, const redis_reply_t *reply, status_t no)
{
    if (reply->type == REDIS_REPLY_INTEGER)
        return reply->integer == 1 ? STATUS_DONE : no;
    foreign_report(FOREIGN_SCRIPT, self->key, redis_text(reply));
    return STATUS_UNAVAILABLE;
}

static void claimed(void *context, redis_status_t redis, const redis_reply_t *reply)
{
    claim_flight_t *self = context;
    status_t status = redis == REDIS_OK ? judge(self, reply, STATUS_KEY_REUSED) : STATUS_DONE;
    self->done(self->context, redis, status);
}

static void run_script(claim_flight_t *self)
{
    redis_command_t command = {0};
    buffer_clear(&self->words);
    keys_claim(&self->words, self->claim.customer_id, self->claim.key);
    text_t key = self->key = buffer_text(&self->words);
    buffer_append_int(&self->words, self->claim.staff_id);
    redis_add(&command, key);
    redis_add(&command, (text_t){key.data + key.size, self->words.size - key.size});
    if (!redis_run(self->redis, &once_claim_script, 1, &command, claimed, self))
        self->done(self->context, REDIS_UNAVAILABLE, STATUS_DONE);
}

static void relation_known(void *context, redis_status_t redis, const redis_reply_t *reply)
{
    claim_flight_t *self = context;
    status_t status = redis == REDIS_OK ? judge(self, reply, STATUS_NO_RELATION) : STATUS_DONE;
    if (redis != REDIS_OK || status != STATUS_DONE)
        self->done(self->context, redis, status);
    else
        run_script(self);
}

/* The relation first: it lasts once it is there, so a key that is claimed is not in vain. */
void once_claim(redis_t *redis, const once_claim_t *claim, arena_t *arena, once_claim_fn *done, void *context)
{
    claim_flight_t *self = arena_new(arena, sizeof *self);
    *self = (claim_flight_t){.redis = redis, .claim = *claim, .done = done, .context = context};
    self->words.capacity = WORDS_ROOM + claim->key.size;
    self->words.data = arena_new(arena, self->words.capacity);
    redis_command_t command = {0};
    redis_add_literal(&command, "HEXISTS");
    keys_relation(&self->words, claim->staff_id, claim->customer_id);
    self->key = buffer_text(&self->words);
    redis_add(&command, self->key);
    redis_add_literal(&command, REL_MEMBER);
    if (!redis_send(redis, &command, relation_known, self))
        done(context, REDIS_UNAVAILABLE, STATUS_DONE);
}
