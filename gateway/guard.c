/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/guard.h"

#include <stdlib.h>

#include "base/clock.h"
#include "gateway/form.h"
#include "proto/requests.h"

enum { KNOWN_MS = 100 /* a body that is in by then needs no second look at the credential */ };

struct guard {
    loop_t *loop;
    guard_options_t options;
    credentials_t *credentials;
    limits_t *limits;
    quota_t *quota;
};

guard_t *guard_new(loop_t *loop, const redis_options_t *redis, const guard_options_t *options)
{
    guard_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->options = *options;
    self->limits = limits_new(&options->limits);
    self->quota = quota_new(&options->quota);
    self->credentials = credentials_new(loop, redis, options->credentials_limit, options->changed,
                                        options->context);
    return self;
}

void guard_destroy(guard_t **self_p)
{
    guard_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    credentials_destroy(&self->credentials);
    limits_destroy(&self->limits);
    quota_destroy(&self->quota);
    free(self);
}

bool guard_spares_connections(const guard_t *self, const ip_t *peer)
{
    return limits_spare_connections(self->limits, peer);
}

/* Passes a limit's verdict on, with how long it holds. */
static status_t heed(exchange_t *exchange, status_t status)
{
    exchange->retry_after = (int)exchange->limited.retry_after;
    return status;
}

/* Its credentials are wrong, whatever it is about them; a session that they began is none any more. */
static status_t refuse(guard_t *self, exchange_t *exchange)
{
    exchange->set_cookie = TEXT_NONE;
    return heed(exchange, limits_failure(self->limits, loop_now_us(self->loop), &exchange->limited));
}

status_t guard_address(guard_t *self, exchange_t *exchange)
{
    forwarded_t forwarded = {exchange->head.forwarded, exchange->head.forwarded_for};
    status_t status = limits_request(self->limits, &exchange->peer, &forwarded, loop_now_us(self->loop),
                                     &exchange->limited);
    return heed(exchange, status);
}

static void on_nonce(exchange_t *exchange, nonce_status_t nonce)
{
    static const status_t statuses[] = {[NONCE_NEW] = STATUS_DONE, [NONCE_UNKNOWN] = STATUS_UNAVAILABLE};
    guard_t *self = exchange->guard;
    if (nonce != NONCE_NEW)
        exchange->set_cookie = TEXT_NONE;
    if (nonce != NONCE_USED) {
        exchange->admitted(exchange, statuses[nonce]);
        return;
    }
    /* Else whoever saw one request of a caller could shut them out by sending it again and again. */
    limits_spare_caller(self->limits, &exchange->caller, &exchange->limited);
    exchange->admitted(exchange, refuse(self, exchange));
}

/* What its body may take, as far as that is counted. */
static size_t body_size(const guard_t *self, const exchange_t *exchange)
{
    if (exchange->sink)
        return 0; /* it is in no memory of ours */
    if (exchange->head.framing == BODY_CHUNKED)
        return self->options.body_size;
    return exchange->head.length > GUARD_SMALL ? (size_t)exchange->head.length : 0;
}

/* The caller has proven who that is: may they ask so often, and so much? */
static void admit(guard_t *self, exchange_t *exchange)
{
    exchange->known = true;
    exchange->known_at = loop_now(self->loop);
    status_t status = heed(exchange, limits_caller(self->limits, &exchange->caller, loop_now_us(self->loop),
                                                   &exchange->limited));
    size_t bytes = body_size(self, exchange);
    if (status == STATUS_DONE)
        status = quota_begin(self->quota, &exchange->caller, bytes);
    if (status == STATUS_DONE)
        exchange->held = bytes;
    if (status == STATUS_DONE && exchange->claim.nonce_keeps > 0) {
        credentials_use_nonce(self->credentials, exchange, on_nonce);
        return;
    }
    if (status != STATUS_DONE)
        exchange->set_cookie = TEXT_NONE;
    exchange->admitted(exchange, status);
}

/* A session, or what it began with, may end while a body comes in or a request waits. */
static bool is_over(const exchange_t *exchange)
{
    return exchange->claim.scheme >= CLAIM_SESSION && clock_now() >= exchange->claim.expires;
}

/* Before the body (`known` is not set yet), and once more when that is in. */
static void on_credential(void *context, cache_status_t status, text_t credential)
{
    exchange_t *exchange = context;
    guard_t *self = exchange->guard;
    if (status != CACHE_FOUND && status != CACHE_ABSENT)
        exchange->admitted(exchange, STATUS_UNAVAILABLE);
    else if (status == CACHE_ABSENT || !auth_matches(exchange, credential))
        exchange->admitted(exchange, refuse(self, exchange));
    else if (exchange->known)
        exchange->admitted(exchange, is_over(exchange) ? refuse(self, exchange) : STATUS_DONE);
    else {
        exchange->token = auth_token_of(credential);
        if (exchange->claim.scheme >= CLAIM_SESSION)
            auth_grant(exchange, credential, clock_now(), &self->options.auth);
        admit(self, exchange);
    }
}

static void ask_credential(guard_t *self, exchange_t *exchange)
{
    cache_status_t status;
    text_t credential;
    if (credentials_peek(self->credentials, exchange->caller, &status, &credential))
        on_credential(exchange, status, credential);
    else
        credentials_get(self->credentials, exchange, on_credential);
}

/* What it claims has been read. */
static void go_on(guard_t *self, exchange_t *exchange, status_t status)
{
    if (status == STATUS_DONE)
        ask_credential(self, exchange);
    else
        exchange->admitted(exchange, status == STATUS_CREDENTIALS ? refuse(self, exchange) : status);
}

void guard_caller(guard_t *self, exchange_t *exchange, guard_fn *done)
{
    exchange->guard = self;
    exchange->admitted = done;
    form_read(exchange, exchange->head.query, FROM_QUERY);
    go_on(self, exchange, auth_read(exchange, clock_now(), &self->options.auth));
}

/* Strangers hold their bodies together, as one caller: those of a few who send much keep out no small one,
 * and none that callers send. */
static status_t hold_of_stranger(guard_t *self, exchange_t *exchange)
{
    const head_t *head = &exchange->head;
    const size_t bytes = head->framing == BODY_CHUNKED ? WECHAT_CALLBACK_BODY_MAX
                                                       : (size_t)(head->length > 0 ? head->length : 0);
    if (bytes <= GUARD_SMALL)
        return STATUS_DONE;
    const status_t status = quota_begin(self->quota, &exchange->caller, bytes);
    exchange->held = status == STATUS_DONE ? bytes : 0;
    return status;
}

status_t guard_stranger(guard_t *self, exchange_t *exchange)
{
    form_read(exchange, exchange->head.query, FROM_QUERY);
    if (exchange->method->answers == ANSWERS_CALLBACK)
        return hold_of_stranger(self, exchange);
    return heed(exchange, limits_stranger(self->limits, loop_now_us(self->loop), &exchange->limited));
}

void guard_login(guard_t *self, exchange_t *exchange, text_t token, guard_fn *done)
{
    exchange->guard = self;
    exchange->admitted = done;
    go_on(self, exchange, session_claim_login(exchange, token, &self->options.auth.site, clock_now()));
}

void guard_body(guard_t *self, exchange_t *exchange, guard_fn *done)
{
    exchange->admitted = done;
    if (!auth_body_matches(exchange) || is_over(exchange))
        done(exchange, refuse(self, exchange));
    else if (loop_now(self->loop) < exchange->known_at + KNOWN_MS)
        done(exchange, STATUS_DONE);
    else
        ask_credential(self, exchange);
}

void guard_again(guard_t *self, exchange_t *exchange, guard_fn *done)
{
    exchange->admitted = done;
    ask_credential(self, exchange);
}

status_t guard_answer(guard_t *self, exchange_t *exchange, size_t bytes)
{
    if (bytes <= GUARD_SMALL)
        return STATUS_DONE;
    status_t status = quota_grow(self->quota, &exchange->caller, bytes);
    if (status == STATUS_DONE)
        exchange->held += bytes;
    /* What a call has changed is not undone by that: nobody may take it for not done. */
    return status != STATUS_DONE && exchange->method->writes ? STATUS_DEADLINE : status;
}

void guard_end(guard_t *self, exchange_t *exchange)
{
    if (exchange->held > 0)
        quota_remove(self->quota, &exchange->caller, exchange->held);
}

typedef struct {
    guard_credential_fn *done;
    void *context;
    principal_t who;
} look_up_t;

static void on_look_up(void *context, cache_status_t status, text_t credential)
{
    look_up_t *self = context;
    bool certain = status == CACHE_FOUND || status == CACHE_ABSENT;
    self->done(self->context, self->who, certain, status == CACHE_FOUND ? credential : TEXT_NONE);
    free(self);
}

void guard_look_up(guard_t *self, principal_t who, guard_credential_fn *done, void *context)
{
    cache_status_t status;
    text_t credential;
    if (credentials_peek(self->credentials, who, &status, &credential)) {
        done(context, who, true, status == CACHE_FOUND ? credential : TEXT_NONE);
        return;
    }
    look_up_t *question = memory_new(sizeof *question);
    *question = (look_up_t){done, context, who};
    credentials_look_up(self->credentials, who, on_look_up, question);
}

bool guard_is_tracking(const guard_t *self)
{
    return credentials_are_tracked(self->credentials);
}

bool guard_is_ready(const guard_t *self, buffer_t *missing)
{
    if (guard_is_tracking(self))
        return true;
    const char *trouble = credentials_counts(self->credentials).data.trouble;
    buffer_append_format(missing, "redis not connected%s%s\n", trouble[0] ? ": " : "", trouble);
    return false;
}

guard_counts_t guard_counts(const guard_t *self)
{
    return (guard_counts_t){.credentials = credentials_counts(self->credentials),
                            .nonces = credentials_nonce_counts(self->credentials),
                            .limits = limits_counts(self->limits),
                            .quota = quota_counts(self->quota)};
}
