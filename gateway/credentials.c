/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/credentials.h"

#include <stdlib.h>

#include "common/store/keys.h"

enum { RETRY_MS = 20 };

/* What is asked for an exchange, in its arena. */
typedef struct asked asked_t;
struct asked {
    credentials_t *credentials;
    exchange_t *exchange;
    void (*ask)(asked_t *self);
    asked_t *next; /* among those that wait */
};

typedef struct {
    asked_t asked;
    cache_value_fn *done;
} question_t;

/* A nonce in question. */
typedef struct {
    asked_t asked;
    nonce_fn *done;
    bool maybe_used; /* by this request itself: an answer was lost */
} nonce_t;

struct credentials {
    loop_t *loop;
    cache_t *cache;
    loop_timer_t *retry;
    asked_t *oldest, **end; /* those that wait for Redis */
    buffer_t key;
    nonce_counts_t nonces;
    credential_changed_fn *changed;
    void *context; /* of `changed` */
    bool closing;
};

static text_t key_of(credentials_t *self, principal_t who)
{
    buffer_clear(&self->key);
    keys_credential(&self->key, who.kind == PRINCIPAL_STAFF, who.id);
    return buffer_text(&self->key);
}

/* False when there is no time left. */
static bool wait(asked_t *asked)
{
    credentials_t *self = asked->credentials;
    if (self->closing || asked->exchange->gone || loop_now(self->loop) >= asked->exchange->deadline)
        return false;
    asked->next = NULL;
    *self->end = asked;
    self->end = &asked->next;
    if (!loop_timer_is_set(self->retry))
        loop_timer_set(self->retry, RETRY_MS);
    return true;
}

static void ask_again(void *context)
{
    credentials_t *self = context;
    asked_t *asked = self->oldest;
    self->oldest = NULL;
    self->end = &self->oldest;
    while (asked) {
        asked_t *next = asked->next;
        asked->ask(asked);
        asked = next;
    }
}

static void answered(void *context, cache_status_t status, text_t value)
{
    question_t *question = context;
    if (status != CACHE_UNAVAILABLE || !wait(&question->asked))
        question->done(question->asked.exchange, status, value);
}

static void ask(asked_t *asked)
{
    credentials_t *self = asked->credentials;
    cache_get(self->cache, key_of(self, asked->exchange->caller), answered, asked);
}

static void key_changed(void *context, text_t key)
{
    credentials_t *self = context;
    bool staff;
    principal_t who;
    if (key.size == 0) {
        self->changed(self->context, NULL);
    } else if (keys_read_credential(key, &staff, &who.id)) {
        who.kind = staff ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER;
        self->changed(self->context, &who);
    }
}

credentials_t *credentials_new(loop_t *loop, const redis_options_t *redis, size_t limit,
                               credential_changed_fn *changed, void *context)
{
    static const char *const prefixes[] = {"cred:", NULL};
    credentials_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->end = &self->oldest;
    self->retry = loop_timer_new(loop, ask_again, self);
    self->changed = changed;
    self->context = context;
    self->cache = cache_new(loop, &(cache_options_t){.redis = redis,
                                                     .prefixes = prefixes,
                                                     .limit = limit,
                                                     .changed = changed ? key_changed : NULL,
                                                     .context = self});
    return self;
}

void credentials_destroy(credentials_t **self_p)
{
    credentials_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    self->closing = true;
    ask_again(self);
    cache_destroy(&self->cache);
    loop_timer_destroy(&self->retry);
    buffer_free(&self->key);
    free(self);
}

bool credentials_are_tracked(const credentials_t *self)
{
    return cache_is_tracking(self->cache);
}

cache_counts_t credentials_counts(const credentials_t *self)
{
    return cache_counts(self->cache);
}

bool credentials_peek(credentials_t *self, principal_t who, cache_status_t *status, text_t *value)
{
    return cache_peek(self->cache, key_of(self, who), status, value);
}

void credentials_get(credentials_t *self, exchange_t *exchange, cache_value_fn *done)
{
    question_t *question = arena_new(&exchange->arena, sizeof *question);
    *question = (question_t){{self, exchange, ask, NULL}, done};
    ask(&question->asked);
}

void credentials_look_up(credentials_t *self, principal_t who, cache_value_fn *done, void *context)
{
    cache_get(self->cache, key_of(self, who), done, context);
}

/* Whose answer was lost may have used it itself. */
static nonce_status_t nonce_status(const nonce_t *nonce, redis_status_t status, const redis_reply_t *reply)
{
    if (status != REDIS_OK)
        return NONCE_UNKNOWN;
    if (reply->type == REDIS_REPLY_NIL)
        return nonce->maybe_used ? NONCE_UNKNOWN : NONCE_USED;
    return reply->type == REDIS_REPLY_STATUS ? NONCE_NEW : NONCE_UNKNOWN;
}

static void nonce_answered(void *context, redis_status_t status, const redis_reply_t *reply)
{
    nonce_t *nonce = context;
    nonce->maybe_used = nonce->maybe_used || status == REDIS_LOST;
    if ((status == REDIS_LOST || status == REDIS_UNAVAILABLE) && wait(&nonce->asked))
        return;
    nonce_status_t found = nonce_status(nonce, status, reply);
    nonce->asked.credentials->nonces.found[found]++;
    nonce->done(nonce->asked.exchange, found);
}

/* SET key "" NX PX ms. */
static void send_nonce(asked_t *asked)
{
    credentials_t *self = asked->credentials;
    const exchange_t *exchange = asked->exchange;
    const principal_t *caller = &exchange->caller;
    char digits[24];
    buffer_t keeps = {digits, 0, sizeof digits};
    buffer_append_int(&keeps, exchange->claim.nonce_keeps);
    buffer_clear(&self->key);
    keys_nonce(&self->key, caller->kind == PRINCIPAL_STAFF, caller->id, exchange->claim.nonce);
    redis_command_t set;
    set.count = 0;
    redis_add_literal(&set, "SET");
    redis_add(&set, buffer_text(&self->key));
    redis_add(&set, TEXT_NONE);
    redis_add_literal(&set, "NX");
    redis_add_literal(&set, "PX");
    redis_add(&set, buffer_text(&keeps));
    if (!redis_send(cache_connection(self->cache), &set, nonce_answered, asked))
        nonce_answered(asked, REDIS_UNAVAILABLE, NULL);
}

void credentials_use_nonce(credentials_t *self, exchange_t *exchange, nonce_fn *done)
{
    nonce_t *nonce = arena_new(&exchange->arena, sizeof *nonce);
    *nonce = (nonce_t){{self, exchange, send_nonce, NULL}, done, false};
    send_nonce(&nonce->asked);
}

nonce_counts_t credentials_nonce_counts(const credentials_t *self)
{
    return self->nonces;
}
