/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/client.h"

#include <stdlib.h>

#include "base/entropy.h"
#include "common/observe/log_limit.h"
#include "common/rpc/client/dealer.h"
#include "common/rpc/client/dispatch.h"
#include "common/rpc/client/endpoints.h"
#include "common/rpc/client/resolver.h"
#include "common/rpc/zsocket.h"

enum { STILL_TAKES_MS = 10000 /* events, after the last listener has gone */ };

struct rpc_client {
    loop_t *loop;
    loop_timer_t *tick;
    int64_t due;                /* the next tick, ms */
    resolver_t *resolver;       /* NULL: no list needs one */
    rpc_client_events_t events; /* all NULL: nobody ever listens */
    bool takes;                 /* events: the instances are told so by pings */
    int64_t listened;           /* when somebody did last; 0: nobody ever has */
    bool knows[SERVICE_COUNT];  /* those that it was given endpoints of */
    instance_actions_t actions;
    dispatch_t dispatch;
};

/* ---- what the state machine does ---- */

static void tell_sync(rpc_client_t *self, sync_reason_t reason)
{
    if (self->events.sync)
        self->events.sync(self->events.context, reason);
}

/* What it still had to tell is lost with the connection. */
static void end_events(rpc_client_t *self, instance_t *instance)
{
    bool flowed = instance->events.flows;
    instance->events = (event_flow_t){0};
    if (flowed)
        tell_sync(self, SYNC_GONE);
}

static bool connect_instance(void *context, instance_t *instance)
{
    rpc_client_t *self = context;
    end_events(self, instance);
    dealer_destroy(&instance->dealer);
    instance->dealer = dealer_new(self->loop, instance->endpoint);
    return instance->dealer != NULL;
}

static void close_instance(void *context, instance_t *instance)
{
    end_events(context, instance);
    dealer_destroy(&instance->dealer);
}

static void ping(rpc_client_t *self, instance_t *instance)
{
    envelope_t envelope = {.kind = ENVELOPE_PING, .id = (uint64_t)loop_now(self->loop), .takes = self->takes};
    envelope_write(&instance->dealer->out, &envelope);
}

static void ping_instance(void *context, instance_t *instance)
{
    if (instance->state != INSTANCE_CONNECTING || instance->dealer->out.size == 0)
        ping(context, instance); /* else the one before still waits for a connection */
}

static void send_to_instance(void *context, instance_t *instance, const pending_t *call)
{
    rpc_client_t *self = context;
    const request_t *request = &call->request;
    int64_t left = request->deadline - loop_now(self->loop);
    envelope_t envelope = {.kind = ENVELOPE_CALL,
                           .id = call->id,
                           .method = request->method->id,
                           .principal = request->caller,
                           .deadline = left > 0 ? left : 0,
                           .idempotency_key = request->idempotency_key,
                           .trace = request->trace,
                           .retries = call->retries,
                           .issued = request->issued,
                           .body = request->body};
    envelope_write(&instance->dealer->out, &envelope);
}

/* ---- what it is told ---- */

static void take_flow(rpc_client_t *self, event_flow_state_t state)
{
    if (state == EVENT_FLOW_BEGINS)
        tell_sync(self, SYNC_BEGIN);
    else if (state == EVENT_FLOW_GAP)
        tell_sync(self, SYNC_GAP);
}

/* An event that cannot be is told nobody. */
static void take_event(rpc_client_t *self, instance_t *instance, const envelope_t *envelope)
{
    take_flow(self, event_flow_event(&instance->events, envelope));
    if (event_is_valid(&envelope->event)) {
        if (self->events.event)
            self->events.event(self->events.context, &envelope->event);
        return;
    }
    instance->pool->counts.malformed++;
    log_limited(LOG_WARNING, "malformed event dropped", LOG_STRING("endpoint", instance->endpoint),
                LOG_STRING("event", event_name(envelope->event.kind)), LOG_INT("id", envelope->event.id),
                LOG_INT("detail", envelope->event.detail));
}

static void take_message(rpc_client_t *self, instance_t *instance, const envelope_t *envelope)
{
    if (envelope->kind == ENVELOPE_PONG)
        take_flow(self, event_flow_pong(&instance->events, envelope));
    if (envelope->kind == ENVELOPE_EVENT)
        take_event(self, instance, envelope);
    dispatch_receive(&self->dispatch, instance, envelope, loop_now(self->loop));
}

static void take_batch(rpc_client_t *self, instance_t *instance, text_t bytes)
{
    instance_heard(instance, loop_now(self->loop));
    envelope_t envelope;
    while (bytes.size > 0) {
        if (!envelope_read(&bytes, &envelope)) {
            instance->pool->counts.malformed++;
            log_limited(LOG_WARNING, "malformed message dropped", LOG_STRING("endpoint", instance->endpoint),
                        LOG_INT("bytes", bytes.size));
            return;
        }
        take_message(self, instance, &envelope);
    }
}

static void drain(rpc_client_t *self, instance_t *instance)
{
    text_t batch;
    int taken = 0;
    while (taken < ZSOCKET_DRAIN_MAX && dealer_receive(instance->dealer, &batch)) {
        take_batch(self, instance, batch);
        taken++;
    }
    if (taken == ZSOCKET_DRAIN_MAX)
        loop_iterate_again(self->loop);
}

/* Calls that come one by one must not put it off. */
static void set_tick(rpc_client_t *self)
{
    int64_t now = loop_now(self->loop), interval = dispatch_interval(&self->dispatch);
    if (self->due > now && self->due <= now + interval)
        return;
    self->due = now + interval;
    loop_timer_set(self->tick, interval);
}

typedef void(each_fn)(rpc_client_t *self, instance_t *instance);

/* Of the instances that have a connection. */
static void for_each(rpc_client_t *self, each_fn *act)
{
    for (size_t s = 0; s < SERVICE_COUNT; s++) {
        const pool_t *pool = &self->dispatch.pools[s];
        for (size_t i = 0; i < pool->count; i++)
            if (pool->instances[i]->dealer)
                act(self, pool->instances[i]);
    }
}

/* An answer that was not taken yet is one: it may be this process that paused. */
static void hear_out(rpc_client_t *self, instance_t *instance)
{
    if (instance->asked > 0)
        drain(self, instance);
}

static void tick(void *context)
{
    rpc_client_t *self = context;
    for_each(self, hear_out);
    dispatch_tick(&self->dispatch, loop_now(self->loop));
    set_tick(self);
}

static void take(rpc_client_t *self, instance_t *instance)
{
    if (instance->dealer->has_input)
        drain(self, instance);
    if (instance->dealer->has_events && dealer_was_disconnected(instance->dealer))
        dispatch_disconnected(&self->dispatch, instance, loop_now(self->loop));
}

void rpc_client_take(rpc_client_t *self)
{
    for_each(self, take);
}

static void flush(rpc_client_t *self, instance_t *instance)
{
    if (instance->dealer->out.size > 0)
        dealer_flush(instance->dealer);
    if (instance->dealer->has_input)
        loop_iterate_again(self->loop);
}

/* Who begins to listen is not to wait for the next ping; who waits for an answer again and again is not to
 * turn it on and off. */
static void take_events(rpc_client_t *self)
{
    int64_t now = loop_now(self->loop);
    if (self->events.listens && self->events.listens(self->events.context))
        self->listened = now;
    bool takes = self->listened > 0 && now - self->listened < STILL_TAKES_MS;
    if (self->takes == takes)
        return;
    self->takes = takes;
    for_each(self, ping);
}

void rpc_client_flush(rpc_client_t *self)
{
    take_events(self);
    for_each(self, flush);
}

static void list_changed(void *context, size_t list, const char *endpoints)
{
    rpc_client_t *self = context;
    log_event(LOG_INFO, "upstreams", LOG_STRING("service", service_name((service_t)list)),
              LOG_STRING("endpoints", endpoints));
    dispatch_set_endpoints(&self->dispatch, (service_t)list, endpoints, loop_now(self->loop));
    set_tick(self);
}

static bool find_instances(rpc_client_t *self, const char *const lists[SERVICE_COUNT])
{
    const char *known[SERVICE_COUNT];
    bool fixed = true, good = true;
    for (service_t service = 0; service < SERVICE_COUNT; service++) {
        self->knows[service] = lists[service] && lists[service][0];
        known[service] = self->knows[service] ? lists[service] : "";
        bool is_fixed = endpoints_are_fixed(known[service]);
        fixed &= is_fixed;
        good = good && (!is_fixed || dispatch_set_endpoints(&self->dispatch, service, known[service],
                                                            loop_now(self->loop)));
    }
    if (good && !fixed)
        self->resolver = resolver_new(self->loop, known, SERVICE_COUNT, list_changed, self);
    return good && (fixed || self->resolver);
}

rpc_client_t *rpc_client_new(loop_t *loop, const rpc_client_events_t *events,
                             const char *const endpoints[SERVICE_COUNT], size_t instance_limit)
{
    rpc_client_t *self = memory_new_zeroed(sizeof *self);
    uint64_t first_id;
    /* Were two gateways to use the same ids, a write would be taken for another. */
    entropy_fill(&first_id, sizeof first_id);
    self->loop = loop;
    if (events)
        self->events = *events;
    self->tick = loop_timer_new(loop, tick, self);
    self->actions = (instance_actions_t){self, connect_instance, close_instance, ping_instance,
                                         send_to_instance};
    dispatch_init(&self->dispatch, &self->actions, instance_limit, first_id);
    if (find_instances(self, endpoints))
        set_tick(self);
    else
        rpc_client_destroy(&self);
    return self;
}

void rpc_client_destroy(rpc_client_t **self_p)
{
    rpc_client_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    resolver_destroy(&self->resolver);
    dispatch_clear(&self->dispatch);
    loop_timer_destroy(&self->tick);
    free(self);
}

bool rpc_client_has_room(rpc_client_t *self, service_t service)
{
    return self->knows[service] && dispatch_has_room(&self->dispatch, service, loop_now(self->loop));
}

bool rpc_client_send(rpc_client_t *self, const request_t *request)
{
    if (!dispatch_call(&self->dispatch, request, loop_now(self->loop)))
        return false;
    if (self->dispatch.in_flight.count == 1)
        set_tick(self);
    return true;
}

size_t rpc_client_in_flight(const rpc_client_t *self)
{
    return self->dispatch.in_flight.count;
}

bool rpc_client_is_ready(const rpc_client_t *self, buffer_t *missing)
{
    size_t before = missing->size;
    for (service_t service = 0; service < SERVICE_COUNT; service++)
        if (self->knows[service] && !pool_least_loaded(&self->dispatch.pools[service], loop_now(self->loop)))
            buffer_append_format(missing, "no live %s instance\n", service_name(service));
    return missing->size == before;
}

const pool_t *rpc_client_pool(const rpc_client_t *self, service_t service)
{
    return &self->dispatch.pools[service];
}
