/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/service_double.h"

#include <stdio.h>
#include <unistd.h>

#include "common/redis/tree.h"
#include "common/redis/verdict.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/jansson_accepts.h"

#include <hiredis/hiredis.h>

enum { WAITERS_MAX = 1024, COMMANDS_MAX = 4096 };

/* Who waits for the next replies, in order: a command of the store, or a value of the cache. */
typedef struct {
    redis_reply_fn *reply;
    cache_value_fn *value;
    void *context;
} waiter_t;

struct redis {
    waiter_t waiters[WAITERS_MAX];
    size_t first, end; /* of those that wait */
    size_t commands;
    redisReader *reader;
    arena_t arena; /* of the reply that is being given */
};

struct call {
    const method_t *method;
    principal_t caller;
    unsigned retries;
    record_t *record;
    arena_t arena;
    bool ended;
};

static redis_t redis;

static int64_t now(void)
{
    return INT64_C(1537514281548);
}

host_t *service_double_host(void)
{
    static host_t host;
    if (!host.redis)
        host_open(&host, &redis, NULL /* it has no state: every value is asked for */, now);
    return &host;
}

/* ---- redis ---- */

static bool wait_for(redis_reply_fn *reply, cache_value_fn *value, void *context)
{
    if (redis.end - redis.first == WAITERS_MAX || redis.commands == COMMANDS_MAX)
        return false;
    redis.commands++;
    redis.waiters[redis.end++ % WAITERS_MAX] = (waiter_t){reply, value, context};
    return true;
}

bool redis_is_connected(const redis_t *self)
{
    return self->commands < COMMANDS_MAX;
}

bool redis_send(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context)
{
    HOLDS(self == &redis && command->count > 0 && command->count <= REDIS_ARGUMENTS_MAX);
    return wait_for(done, NULL, context);
}

bool redis_send_durable(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context)
{
    return redis_send(self, command, done, context);
}

bool redis_run(redis_t *self, const redis_script_t *script, size_t key_count, const redis_command_t *command,
               redis_reply_fn *done, void *context)
{
    HOLDS(script && key_count <= command->count);
    return redis_send(self, command, done, context);
}

void cache_get(cache_t *self, text_t key, cache_value_fn *done, void *context)
{
    HOLDS(!self && key.size > 0);
    if (!wait_for(NULL, done, context))
        done(context, CACHE_UNAVAILABLE, TEXT_NONE);
}

static void give_value(const waiter_t *waiter, const redis_reply_t *reply)
{
    cache_status_t status = CACHE_UNAVAILABLE;
    if (reply && reply->type == REDIS_REPLY_STRING)
        status = CACHE_FOUND;
    else if (reply && reply->type == REDIS_REPLY_NIL)
        status = CACHE_ABSENT;
    waiter->value(waiter->context, status, status == CACHE_FOUND ? redis_text(reply) : TEXT_NONE);
}

static void give(const waiter_t *waiter, const redis_reply_t *reply)
{
    redis_status_t status = reply ? redis_reply_judge(reply)->status : REDIS_LOST;
    if (waiter->value)
        give_value(waiter, reply);
    else if (waiter->reply)
        waiter->reply(waiter->context, status, status == REDIS_OK ? reply : NULL);
}

static void give_replies(text_t bytes)
{
    redis.reader = redisReaderCreate();
    redis_tree_use(redis.reader, &redis.arena);
    redisReaderFeed(redis.reader, bytes.data, bytes.size);
    while (redis.first != redis.end) {
        const waiter_t waiter = redis.waiters[redis.first++ % WAITERS_MAX];
        void *reply = NULL;
        if (redisReaderGetReply(redis.reader, &reply) != 0)
            reply = NULL;
        give(&waiter, reply);
        arena_clear(&redis.arena);
    }
    redisReaderFree(redis.reader);
    arena_free(&redis.arena);
    redis.first = redis.end = redis.commands = 0;
}

/* ---- calls ---- */

const void *call_record(const call_t *call)
{
    return call->record;
}

const method_t *call_method(const call_t *call)
{
    return call->method;
}

const principal_t *call_caller(const call_t *call)
{
    return &call->caller;
}

uint64_t call_id(const call_t *call)
{
    HOLDS(!call->ended);
    return 7;
}

unsigned call_retries(const call_t *call)
{
    return call->retries;
}

int64_t call_issued(const call_t *call)
{
    HOLDS(!call->ended);
    return now() - 1000;
}

arena_t *call_arena(call_t *call)
{
    return &call->arena;
}

static void check_data(text_t data)
{
    if (data.size == 0 || (data.data[0] == '{' && jansson_accepts(data)))
        return;
    dprintf(STDERR_FILENO, "%.*s\n", TEXT_ARG(data));
    fuzz_promise_broken("the data of an answer is a JSON object", __FILE__, __LINE__);
}

void call_notify(call_t *call, const event_t *event)
{
    HOLDS(!call->ended && event_name(event->kind) && event->by == call->caller.kind);
    HOLDS(event->staff_id > 0 && event->customer_id > 0);
    HOLDS(event->id >= 0 && event->id <= ID_MAX); /* else nobody reads it, nor what stands behind it */
}

void call_reply(call_t **call_p, status_t status, text_t data)
{
    HOLDS(!(*call_p)->ended && status >= STATUS_DONE && status < STATUS_COUNT);
    check_data(data);
    (*call_p)->ended = true;
    *call_p = NULL;
}

void call_wait(call_t **call_p, redis_status_t status)
{
    HOLDS(!(*call_p)->ended && status != REDIS_OK);
    (*call_p)->ended = true;
    *call_p = NULL;
}

bool call_may_wait(const call_t *call, redis_status_t status, int64_t ms)
{
    HOLDS(!call->ended && status != REDIS_OK && ms >= 0);
    return call->retries == 0;
}

void call_wait_half_done(call_t **call_p)
{
    HOLDS((*call_p)->method->writes);
    call_wait(call_p, REDIS_UNAVAILABLE);
}

bool call_doubt(call_t *call)
{
    return call->retries == 0;
}

static handler_fn *find_handler(const service_double_t *service, const method_t *method)
{
    for (size_t i = 0; i < service->handler_count; i++)
        if (service->handlers[i].method == method->id)
            return service->handlers[i].run;
    return NULL;
}

void service_double_try(const service_double_t *service, text_t input)
{
    const method_t *method = contract_method(fuzz_take_byte(&input));
    handler_fn *run = method ? find_handler(service, method) : NULL;
    if (!run)
        return;
    call_t call = {.method = method, .caller = {method->caller, 1}, .retries = fuzz_take_byte(&input) % 2};
    call.record = arena_new(&call.arena, method->request.record_size);
    memset(call.record, 0, method->request.record_size);
    const text_t body = fuzz_take_sized(&input);
    if (contract_decode(method, &call.caller, body, call.record, &call.arena)) {
        run(service->service, &call);
        give_replies(input);
        HOLDS(call.ended);
    }
    arena_free(&call.arena);
}
