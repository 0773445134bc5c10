/* SPDX-License-Identifier: Apache-2.0 */
#include "common/claim.h"

#include "common/foreign.h"
#include "common/keys.h"
#include "common/takeover.h"

/* KEYS: the claim; ARGV: the staff user. Returns 1, or 0 when it is another's. Each use makes it last anew:
 * it must not end before what the world remembers of the use. */
const redis_script_t claim_script = {.name = "claim",
                                     .body = "local known = redis.call('GET', KEYS[1])\n"
                                             "if known and not string.match(known, '^%d+$') then\n"
                                             "  return redis.error_reply('ERR no claim')\n"
                                             "end\n"
                                             "if known and known ~= ARGV[1] then return 0 end\n"
                                             "redis.call('SET', KEYS[1], ARGV[1], 'EX', " CLIENT_KEY_S ")\n"
                                             "return 1\n"};

enum { WORDS_ROOM = 96 /* bytes beside the client's key: what else keys and numbers take is less */ };

typedef struct {
    redis_t *redis;
    claim_t claim;
    claim_fn *done;
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
    if (!redis_run(self->redis, &claim_script, 1, &command, claimed, self))
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
void claim_key(redis_t *redis, const claim_t *claim, arena_t *arena, claim_fn *done, void *context)
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
