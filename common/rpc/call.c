/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/server_parts.h"

#include <stdlib.h>

enum {
    POOL_LIMIT = 1024, /* calls kept for reuse */
    /* A call may be what Redis cuts the connection for, such as one whose answer is beyond its output limit,
     * and every call on that connection is lost with it. After so many losses calls go there one at a time, …
     */
    SUSPECT_LOST = 2,
    LOST_MAX = 4 /* … and after so many it is the call itself. */
};

call_t *call_new(server_t *server, peer_t *peer)
{
    call_t *call = server->pool;
    if (call) {
        server->pool = call->next;
        server->pooled--;
        arena_t arena = call->arena;
        *call = (call_t){.arena = arena};
    } else {
        call = memory_new_zeroed(sizeof *call);
    }
    call->server = server;
    call->peer = peer;
    peer->calls++;
    server->counts.in_flight++;
    return call;
}

static void call_release(call_t *call)
{
    server_t *self = call->server;
    self->counts.in_flight--;
    call->peer->calls--;
    if (self->pooled == POOL_LIMIT) {
        arena_free(&call->arena);
        free(call);
        return;
    }
    arena_clear(&call->arena);
    call->next = self->pool;
    self->pool = call;
    self->pooled++;
}

void calls_free(call_t *call)
{
    while (call) {
        call_t *next = call->next;
        arena_free(&call->arena);
        free(call);
        call = next;
    }
}

void call_answer(peer_t *peer, uint64_t id, unsigned retries, status_t status, text_t data)
{
    envelope_t reply = {
        .kind = ENVELOPE_REPLY, .id = id, .status = status, .attempt = retries + 1, .body = data};
    envelope_write(&peer->out, &reply);
}

static void end_waiting(call_t *call)
{
    call_reply(&call, call->maybe_applied ? STATUS_DEADLINE : STATUS_UNAVAILABLE, TEXT_NONE);
}

static void pass_back(call_t *call)
{
    call_reply(&call, call->maybe_applied ? STATUS_PASSED_UNKNOWN : STATUS_PASSED, TEXT_NONE);
}

static void wait_on(call_t *call, int64_t ms)
{
    server_t *self = call->server;
    call->next = self->waiting;
    self->waiting = call;
    if (!loop_timer_is_set(self->retry))
        loop_timer_set(self->retry, ms);
}

/* It no longer runs. */
static void clear_suspect(call_t *call)
{
    if (call->server->suspect == call)
        call->server->suspect = NULL;
}

static void run_again(call_t *call)
{
    server_t *self = call->server;
    if (call->lost >= SUSPECT_LOST && self->suspect) {
        wait_on(call, BLOCKED_MS);
        return;
    }
    if (call->lost >= SUSPECT_LOST)
        self->suspect = call;
    call->run(self->service, call);
}

void calls_retry(void *context)
{
    server_t *self = context;
    call_t *call = self->waiting;
    self->waiting = NULL;
    while (call) {
        call_t *next = call->next;
        if (loop_now(self->loop) >= call->deadline)
            end_waiting(call);
        else if (loop_now(self->loop) - call->waits >= PASS_MS)
            pass_back(call);
        else
            run_again(call);
        call = next;
    }
}

void server_wake(server_t *self)
{
    calls_retry(self);
}

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
    return call->id;
}

unsigned call_retries(const call_t *call)
{
    return call->retries;
}

int64_t call_issued(const call_t *call)
{
    return call->issued;
}

arena_t *call_arena(call_t *call)
{
    return &call->arena;
}

static void write_line(const call_t *call, request_log_kind_t kind, status_t status, int64_t took,
                       size_t size)
{
    static const char *const events[] = {[REQUEST_LOG_DEBUG] = "call",
                                         [REQUEST_LOG_ACCESS] = "call",
                                         [REQUEST_LOG_SLOW] = "slow call",
                                         [REQUEST_LOG_FAILED] = "call failed"};
    log_event(request_log_level(kind), events[kind], LOG_TEXT("trace", call->trace),
              LOG_STRING("method", call->method->name), LOG_STRING("status", status_info(status)->name),
              LOG_INT("us", took), LOG_INT("bytes_out", size),
              LOG_STRING("caller", principal_name(call->caller.kind)), LOG_INT("caller_id", call->caller.id),
              LOG_INT("tries", call->retries));
}

/* The data of an answer for a peer that does not read is dropped, its status told: the caller need not wait
 * for the deadline to learn that there will be none. */
static void answer_or_status(call_t *call, status_t status, text_t data)
{
    server_t *self = call->server;
    peer_t *peer = call->peer;
    if (data.size > 0 && peer->out.size >= PEER_QUEUE_MAX) {
        self->counts.unsent++;
        status = call->method->writes ? STATUS_DEADLINE : STATUS_UNAVAILABLE;
        data = TEXT_NONE;
    }
    call_answer(peer, call->id, call->retries - call->own, status, data);
    if (peer->out.size >= BATCH_MIN && peer->out.size < PEER_QUEUE_MAX * 2)
        server_flush(self, peer);
}

void call_notify(call_t *call, const event_t *event)
{
    call->server->events[event->kind]++;
    peers_tell(&call->server->peers, event);
}

void call_reply(call_t **call_p, status_t status, text_t data)
{
    call_t *call = *call_p;
    *call_p = NULL;
    server_t *self = call->server;
    clear_suspect(call);
    self->counts.replies++;
    int64_t now = loop_clock_us(), took = now - call->began;
    tally_add(&self->tally, call->method->id, status, took);
    request_log_kind_t kind = request_log_judge(&self->log, status, took, now);
    if (kind != REQUEST_LOG_SILENT)
        write_line(call, kind, status, took, data.size);
    answer_or_status(call, status, data);
    call_release(call);
}

/* The next try has to look for what this one did. */
static void count_try(call_t *call)
{
    call->retries++;
    call->own++;
    call->maybe_applied = call->method->writes;
}

static void wait_for_redis(call_t *call)
{
    server_t *self = call->server;
    if (call->waits == 0)
        call->waits = loop_now(self->loop);
    self->counts.waited++;
    wait_on(call, RETRY_MS);
}

/* Waiting would not help it. */
static bool is_to_end(const call_t *call, redis_status_t status)
{
    const unsigned lost = call->lost + (status == REDIS_LOST);
    return status == REDIS_FULL || status == REDIS_FOREIGN || lost >= LOST_MAX;
}

bool call_may_wait(const call_t *call, redis_status_t status, int64_t ms)
{
    return !is_to_end(call, status) && call->deadline - loop_now(call->server->loop) > ms;
}

void call_wait(call_t **call_p, redis_status_t status)
{
    call_t *call = *call_p;
    *call_p = NULL;
    clear_suspect(call);
    const bool ends = is_to_end(call, status);
    if (status == REDIS_LOST) {
        count_try(call);
        call->lost++;
    }
    if (ends)
        end_waiting(call);
    else
        wait_for_redis(call);
}

/* However often it runs here it counts as one try: other instances count from the gateway's number, and one
 * with a lower number is refused. */
void call_wait_half_done(call_t **call_p)
{
    call_t *call = *call_p;
    *call_p = NULL;
    clear_suspect(call);
    if (!call->half_done)
        count_try(call);
    call->half_done = true;
    wait_for_redis(call);
}

bool call_doubt(call_t *call)
{
    const bool first = !call->doubted;
    call->doubted = true;
    return first;
}
