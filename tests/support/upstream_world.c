/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/upstream_world.h"

#include <stdlib.h>

enum {
    NOBODY = WORLD_PEERS,
    SERVICE_PEERS = 4,
    SILENT_MS = 250, /* docs/protocol.md: from then on a call may be with another instance too */
    CALL_MAX_MS = 5000,
    FIRST_ID = IN_FLIGHT_MAX - 3 /* so that the slots go round */
};

/* An instance as the world knows it. */
typedef struct {
    bool listed, refuses, leaving;
    bool heard; /* on this connection */
    int64_t heard_at;
    unsigned connections;
    instance_state_t seen; /* the state that was told of last */
} peer_state_t;

typedef struct {
    struct world *world;
    size_t number;
    uint64_t id; /* 0: it was not sent yet */
    bool answered;
    bool marks;          /* as read what it shows */
    size_t holder;       /* the peer that has it */
    unsigned connection; /* of that peer */
    unsigned attempt;    /* that it has */
} call_state_t;

struct world {
    dispatch_t dispatch;
    instance_actions_t actions;
    int64_t now;
    peer_state_t peers[WORLD_PEERS];
    call_state_t calls[WORLD_CALLS];
    size_t open, next_call;
    size_t speaker; /* the peer whose reply is taken */
    buffer_t said, told;
    const char *broken;
};

/* ---- what must be so ---- */

static void must(world_t *self, bool holds, const char *what)
{
    if (!holds && !self->broken)
        self->broken = what;
}

static size_t peer_of(const instance_t *instance)
{
    return (size_t)(instance->endpoint[0] - 'a');
}

static size_t check_pool(world_t *self, const pool_t *pool)
{
    size_t calls = pool->untried.count + pool->tried.count + pool->resting.count;
    for (size_t i = 0; i < pool->count; i++)
        calls += pool->instances[i]->calls.count;
    must(self, calls == pool->counts.in_flight,
         "the calls of a service are those of its instances and those that wait");
    return calls;
}

static void check_sums(world_t *self)
{
    size_t calls = 0, listed = 0;
    for (size_t s = 0; s < SERVICE_COUNT; s++)
        calls += check_pool(self, &self->dispatch.pools[s]);
    must(self, calls == self->dispatch.in_flight.count, "the calls in flight are those of the services");
    must(self, calls == self->open, "each call is in flight until it is answered");
    int64_t before = 0;
    for (const pending_t *call = self->dispatch.in_flight.first; call; call = call->later, listed++) {
        must(self, call->request.deadline >= before, "calls are listed by deadline");
        must(self, in_flight_find(&self->dispatch.in_flight, call->id) == call, "a call is found by its id");
        before = call->request.deadline;
    }
    must(self, listed == calls, "each call in flight is listed by deadline");
}

/* When the machine has just looked at the time. */
static void check_due(world_t *self)
{
    const pending_t *first = self->dispatch.in_flight.first;
    must(self, !first || first->request.deadline > self->now, "no call is in flight past its deadline");
    for (const pool_t *pool = self->dispatch.pools; pool < self->dispatch.pools + SERVICE_COUNT; pool++) {
        must(self, !pool->resting.first || pool->resting.first->rested > self->now,
             "no call rests longer than it must");
        must(self, pool->untried.count + pool->tried.count == 0 || !pool_least_loaded(pool, self->now),
             "no call waits while an instance is live");
        for (size_t i = 0; i < pool->count; i++)
            must(self, !pool->instances[i]->retired || pool->instances[i]->calls.count > 0,
                 "who has retired and has no calls is gone");
    }
}

/* Whether the peer that had the call may have it no more, as far as the gateway can know. */
static bool has_let_go(const world_t *self, const call_state_t *call)
{
    const peer_state_t *holder = call->holder == NOBODY ? NULL : &self->peers[call->holder];
    return !holder || holder->connections != call->connection || self->now - holder->heard_at >= SILENT_MS;
}

/* ---- what the machine does ---- */

static void say(world_t *self, const char *what, size_t peer)
{
    buffer_append_format(&self->said, "%s%s %c", self->said.size ? ", " : "", what, (int)('a' + peer));
}

static bool on_connect(void *context, instance_t *instance)
{
    world_t *self = context;
    peer_state_t *peer = &self->peers[peer_of(instance)];
    peer->connections++;
    peer->heard = peer->leaving = false;
    peer->seen = INSTANCE_CONNECTING;
    say(self, peer->refuses ? "cannot connect" : "connect", peer_of(instance));
    return !peer->refuses;
}

static void on_close(void *context, instance_t *instance)
{
    world_t *self = context;
    must(self, !self->peers[peer_of(instance)].listed, "only an instance that is not listed is given up");
    say(self, "close", peer_of(instance));
}

/* Several are told of as one. */
static void on_ping(void *context, instance_t *instance)
{
    world_t *self = context;
    const char told[] = {'p', 'i', 'n', 'g', ' ', instance->endpoint[0]};
    must(self, instance->open, "a ping goes out over a connection");
    if (self->said.size == 0 || !memmem(self->said.data, self->said.size, told, sizeof told))
        say(self, "ping", peer_of(instance));
}

static void on_send(void *context, instance_t *instance, const pending_t *pending)
{
    world_t *self = context;
    call_state_t *call = pending->request.context;
    const peer_state_t *peer = &self->peers[peer_of(instance)];
    must(self, !call->answered, "a call that was answered is not sent");
    must(self, peer->heard && !peer->leaving && peer->listed,
         "a call goes only to an instance that is listed, was heard on this connection and is not leaving");
    must(self, has_let_go(self, call),
         "a call is taken only from an instance that is gone or silent, or passed it back");
    call->id = pending->id;
    call->holder = peer_of(instance);
    call->attempt = pending->retries + 1;
    call->connection = peer->connections;
    buffer_append_format(&self->said, "%s%zu to %s", self->said.size ? ", " : "", call->number,
                         instance->endpoint);
}

static const char *name_of_status(status_t status)
{
    static const char *const names[STATUS_COUNT] = {
        [STATUS_DONE] = "done", [STATUS_UNAVAILABLE] = "unavailable", [STATUS_DEADLINE] = "unknown"};
    return status < STATUS_COUNT && names[status] ? names[status] : "other";
}

static void on_done(void *context, status_t status, text_t data, unsigned retries)
{
    call_state_t *call = context;
    world_t *self = call->world;
    must(self, !call->answered, "a call is answered once");
    must(self, status != STATUS_PASSED && status != STATUS_PASSED_UNKNOWN,
         "that a call was passed back is no answer");
    must(self, (data.size > 0) == (status == STATUS_DONE), "the answer has the data of the reply");
    must(self, !call->marks || data.size == 0 || self->speaker == call->holder,
         "what a call shows and marks is told by who has it");
    call->answered = true;
    self->open--;
    buffer_append_format(&self->said, "%s%zu %s", self->said.size ? ", " : "", call->number,
                         name_of_status(status));
    if (retries > 0)
        buffer_append_format(&self->said, " after %u", retries);
}

/* ---- what happens to it ---- */

static instance_t *find(world_t *self, size_t peer)
{
    pool_t *pool = &self->dispatch.pools[peer / SERVICE_PEERS];
    for (size_t i = 0; i < pool->count; i++)
        if (peer_of(pool->instances[i]) == peer)
            return pool->instances[i];
    return NULL;
}

static void set_endpoints(world_t *self, const step_t *event)
{
    buffer_t list = {0};
    const size_t first = event->service * SERVICE_PEERS;
    for (size_t i = first; i < first + SERVICE_PEERS; i++) {
        self->peers[i].listed = event->peers >> i & 1;
        if (self->peers[i].listed)
            buffer_append_format(&list, "%c, ", (int)('a' + i));
    }
    buffer_append_char(&list, '\0');
    dispatch_set_endpoints(&self->dispatch, event->service, list.data, self->now);
    for (size_t i = first; i < first + SERVICE_PEERS; i++)
        must(self, !self->peers[i].listed || find(self, i), "who is listed is known");
    buffer_free(&list);
}

static void make_call(world_t *self, const step_t *event)
{
    call_state_t *call = &self->calls[event->call];
    if (call->world && !call->answered)
        return;
    const method_t *method = contract_method(event->method);
    *call = (call_state_t){.world = self,
                           .number = event->call,
                           .marks = method->writes && method->http_method == HTTP_GET,
                           .holder = NOBODY};
    self->open++;
    const request_t request = {
        .method = method, .deadline = self->now + event->ms, .done = on_done, .context = call};
    if (dispatch_call(&self->dispatch, &request, self->now))
        return;
    call->answered = true;
    self->open--;
    buffer_append_format(&self->said, "%s%zu refused", self->said.size ? ", " : "", call->number);
}

static void hear(world_t *self, instance_t *instance, const envelope_t *envelope)
{
    peer_state_t *peer = &self->peers[peer_of(instance)];
    if (!instance->open)
        return;
    peer->heard = true;
    peer->heard_at = self->now;
    peer->leaving |= envelope->kind == ENVELOPE_DRAIN;
    instance_heard(instance, self->now);
    dispatch_receive(&self->dispatch, instance, envelope, self->now);
}

static void reply(world_t *self, instance_t *instance, const step_t *event)
{
    call_state_t *call = &self->calls[event->call];
    bool passed = event->status == STATUS_PASSED || event->status == STATUS_PASSED_UNKNOWN;
    if (passed && call->holder == event->peer && (event->attempt == 0 || event->attempt == call->attempt))
        call->holder = NOBODY;
    self->speaker = event->peer;
    hear(self, instance,
         &(envelope_t){.kind = ENVELOPE_REPLY,
                       .id = call->id,
                       .status = event->status,
                       .attempt = event->attempt,
                       .body = event->status == STATUS_DONE ? TEXT_LITERAL("{}") : TEXT_NONE});
}

static void apply_to_peer(world_t *self, const step_t *event)
{
    instance_t *instance = find(self, event->peer);
    if (event->kind == STEP_REFUSES || event->kind == STEP_ACCEPTS)
        self->peers[event->peer].refuses = event->kind == STEP_REFUSES;
    else if (!instance)
        return;
    else if (event->kind == STEP_HEARD)
        hear(self, instance, &(envelope_t){.kind = ENVELOPE_PONG});
    else if (event->kind == STEP_LEAVES)
        hear(self, instance, &(envelope_t){.kind = ENVELOPE_DRAIN});
    else if (event->kind == STEP_REPLY)
        reply(self, instance, event);
    else if (event->kind == STEP_DISCONNECTS && instance->open)
        dispatch_disconnected(&self->dispatch, instance, self->now);
}

static void tell_states(world_t *self)
{
    static const char *const names[] = {[INSTANCE_CONNECTING] = "connecting",
                                        [INSTANCE_LIVE] = "live",
                                        [INSTANCE_SUSPECT] = "suspect",
                                        [INSTANCE_LEAVING] = "leaving"};
    for (size_t i = 0; i < WORLD_PEERS; i++) {
        const instance_t *instance = find(self, i);
        if (!instance || instance->state == self->peers[i].seen)
            continue;
        self->peers[i].seen = instance->state;
        say(self, names[instance->state], i);
    }
}

void world_apply(world_t *self, const step_t *event)
{
    if (event->kind == STEP_ENDPOINTS)
        set_endpoints(self, event);
    else if (event->kind == STEP_CALL)
        make_call(self, event);
    else if (event->kind == STEP_TICK)
        dispatch_tick(&self->dispatch, self->now);
    else
        apply_to_peer(self, event);
    tell_states(self);
    check_sums(self);
    if (event->kind == STEP_TICK)
        check_due(self);
}

void world_wait(world_t *self, int64_t ms)
{
    self->now += ms;
}

void world_apply_bytes(world_t *self, const uint8_t bytes[3])
{
    static const step_kind_t kinds[16] = {STEP_CALL,   STEP_CALL,        STEP_CALL,      STEP_CALL,
                                          STEP_REPLY,  STEP_REPLY,       STEP_REPLY,     STEP_REPLY,
                                          STEP_HEARD,  STEP_HEARD,       STEP_TICK,      STEP_TICK,
                                          STEP_LEAVES, STEP_DISCONNECTS, STEP_ENDPOINTS, STEP_REFUSES};
    static const status_t statuses[8] = {STATUS_DONE,           STATUS_DONE,        STATUS_DONE,
                                         STATUS_PASSED,         STATUS_UNAVAILABLE, STATUS_DEADLINE,
                                         STATUS_PASSED_UNKNOWN, STATUS_DONE};
    static const unsigned methods[8] = {METHOD_STAFF_SEND,      METHOD_STAFF_UNREAD, METHOD_CONTACTS,
                                        METHOD_UPDATE_TAGS,     METHOD_STAFF_GETMSG, METHOD_STAFF_UNREAD,
                                        METHOD_CUSTOMER_GETMSG, METHOD_ADD_NOTE};
    const uint8_t which = bytes[1], amount = bytes[2];
    step_t event = {.kind = kinds[bytes[0] % 16],
                    .service = which % 2 ? SERVICE_CRM : SERVICE_CHAT,
                    .peers = amount | (unsigned)(which >> 1),
                    .peer = which % WORLD_PEERS,
                    .method = methods[which % 8],
                    .status = statuses[bytes[0] >> 4 & 7],
                    .ms = 1 + amount * (CALL_MAX_MS - 1) / 255};
    if (event.kind == STEP_REFUSES && amount % 4 > 0)
        event.kind = STEP_ACCEPTS;
    if (event.kind == STEP_CALL)
        event.call = self->next_call++ % WORLD_CALLS;
    else /* one of the last: some of them are answered, some with another */
        event.call = (self->next_call + WORLD_CALLS - 1 - amount % 16) % WORLD_CALLS;
    if (event.kind == STEP_TICK)
        world_wait(self, amount < 128 ? amount % 32 : amount * 4);
    world_apply(self, &event);
}

void world_end(world_t *self)
{
    for (int64_t end = self->now + CALL_MAX_MS; self->now <= end;) {
        world_wait(self, 500);
        world_apply(self, &(step_t){.kind = STEP_TICK});
    }
    must(self, self->open == 0 && self->dispatch.in_flight.count == 0,
         "each call is answered by its deadline");
}

text_t world_said(world_t *self)
{
    buffer_clear(&self->told);
    buffer_append_text(&self->told, buffer_text(&self->said));
    buffer_clear(&self->said);
    return buffer_text(&self->told);
}

const char *world_broken(const world_t *self)
{
    return self->broken;
}

dispatch_t *world_dispatch(world_t *self)
{
    return &self->dispatch;
}

world_t *world_new(size_t instance_limit)
{
    world_t *self = memory_new_zeroed(sizeof *self);
    self->now = 1000;
    self->actions = (instance_actions_t){self, on_connect, on_close, on_ping, on_send};
    dispatch_init(&self->dispatch, &self->actions, instance_limit, FIRST_ID);
    return self;
}

void world_destroy(world_t **self_p)
{
    world_t *self = *self_p;
    *self_p = NULL;
    dispatch_clear(&self->dispatch);
    buffer_free(&self->said);
    buffer_free(&self->told);
    free(self);
}
