/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/upstream/upstream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/log_limit.h"
#include "common/zsocket.h"
#include "gateway/upstream/resolver.h"

enum {
    PATIENCE_MS = 150, /* a call that was never sent waits so long for an instance */
    RETURN_MS = 3000,  /* … and so long after one said goodbye and went: it is probably restarting */
    TICK_MS = 10,      /* while calls are in flight */
    TICK_IDLE_MS = 2000
};

struct upstream {
    loop_t *loop;
    loop_timer_t *tick;
    pool_t pools[SERVICE_COUNT];
    resolver_t *resolver;  /* NULL: no list needs one */
    size_t instance_limit; /* calls at a time */
    flights_t flights;
};

static void set_tick(upstream_t *self)
{
    int64_t next = self->flights.count > 0 ? TICK_MS : TICK_IDLE_MS;
    for (size_t s = 0; s < SERVICE_COUNT; s++) {
        for (size_t i = 0; i < self->pools[s].count && next > TICK_MS; i++) {
            int64_t interval = instance_check_interval(self->pools[s].instances[i]);
            next = interval < next ? interval : next;
        }
    }
    loop_timer_set(self->tick, next);
}

static void give_to(flight_t *flight, instance_t *instance)
{
    flight->instance = instance;
    if (instance)
        instance_send(instance, flight);
}

static pool_t *pool_of(upstream_t *self, const flight_t *flight)
{
    return &self->pools[flight->request.method->service];
}

static void finish(upstream_t *self, flight_t *flight, status_t status, text_t data)
{
    request_t request = flight->request;
    unsigned tries = flight->tries;
    pool_of(self, flight)->counts.in_flight--;
    if (flight->instance)
        flight->instance->calls--;
    flights_remove(&self->flights, flight);
    request.done(request.context, status, data, tries);
}

/* Takes the calls away from an instance and gives each to another; those for whom there is none wait. */
static void move_calls(upstream_t *self, pool_t *pool, instance_t *from)
{
    for (flight_t *flight = self->flights.oldest; flight && from->calls > 0; flight = flight->newer) {
        if (flight->instance != from)
            continue;
        from->calls--;
        flight->tries++;
        pool->counts.takeovers++;
        from->takeovers++;
        give_to(flight, pool_least_loaded(pool, from));
    }
}

static void check_instance(upstream_t *self, pool_t *pool, instance_t *instance)
{
    if (instance->state == INSTANCE_LEAVING && !instance->retired)
        pool->left = loop_now(self->loop);
    if (instance_check(instance) == INSTANCE_LOST) {
        log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, LOG_WARNING, "instance is gone",
                       LOG_STRING("endpoint", instance->endpoint), LOG_INT("calls", instance->calls));
        instance_reopen(instance);
        move_calls(self, pool, instance);
    } else if (instance->state == INSTANCE_SUSPECT && instance->calls > 0 &&
               pool_least_loaded(pool, instance)) {
        move_calls(self, pool, instance);
    }
}

static void check_flight(upstream_t *self, flight_t *flight)
{
    int64_t now = loop_now(self->loop);
    pool_t *pool = pool_of(self, flight);
    int64_t patience = flight->began + PATIENCE_MS;
    if (pool->left > 0 && pool->left + RETURN_MS > patience)
        patience = pool->left + RETURN_MS;
    if (!flight->instance)
        give_to(flight, pool_least_loaded(pool, NULL));
    if (now >= flight->deadline) {
        pool->counts.timeouts++;
        bool applied = flight->request.method->writes && (flight->instance || flight->tries > 0);
        finish(self, flight, applied ? STATUS_DEADLINE : STATUS_UNAVAILABLE, TEXT_NONE);
    } else if (!flight->instance && flight->tries == 0 && now >= patience) {
        pool->counts.unavailable++;
        finish(self, flight, STATUS_UNAVAILABLE, TEXT_NONE);
    }
}

static void tick(void *context)
{
    upstream_t *self = context;
    for (size_t s = 0; s < SERVICE_COUNT; s++) {
        for (size_t i = 0; i < self->pools[s].count; i++)
            check_instance(self, &self->pools[s], self->pools[s].instances[i]);
        pool_remove_retired(&self->pools[s]);
    }
    for (flight_t *flight = self->flights.oldest, *newer; flight; flight = newer) {
        newer = flight->newer;
        check_flight(self, flight);
    }
    set_tick(self);
}

/* The instance could not do it, such as one that has lost Redis: another may, else it tries again. */
static void pass_on(upstream_t *self, flight_t *flight, bool maybe_applied)
{
    pool_t *pool = pool_of(self, flight);
    instance_t *from = flight->instance;
    from->calls--;
    from->takeovers++;
    pool->counts.takeovers++;
    flight->tries += maybe_applied;
    instance_passed(from);
    give_to(flight, pool_least_loaded(pool, NULL));
}

static void take_parcel(upstream_t *self, pool_t *pool, instance_t *instance, const envelope_t *envelope)
{
    if (envelope->kind == ENVELOPE_GOODBYE && instance->state != INSTANCE_LEAVING) {
        log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, LOG_INFO, "instance is leaving",
                       LOG_STRING("endpoint", instance->endpoint));
        instance->state = INSTANCE_LEAVING;
    }
    if (envelope->kind != ENVELOPE_REPLY)
        return;
    flight_t *flight = flights_find(&self->flights, envelope->id);
    /* An instance that a call was taken from passes it back when it finds it superseded, or says
     * STATUS_DEADLINE: the answer is still to come from the one that has it. */
    bool passed = envelope->status == STATUS_PASSED || envelope->status == STATUS_PASSED_UNKNOWN;
    bool useless = passed || envelope->status == STATUS_DEADLINE;
    if (!flight || (flight->instance != instance && useless)) {
        pool->counts.late_replies++;
        return;
    }
    if (passed) {
        pass_on(self, flight, envelope->status == STATUS_PASSED_UNKNOWN);
        return;
    }
    /* What this instance could not do, one before it may have done. */
    bool unknown = envelope->status == STATUS_UNAVAILABLE && flight->tries > 0 &&
                   flight->request.method->writes;
    finish(self, flight, unknown ? STATUS_DEADLINE : (status_t)envelope->status, envelope->body);
}

static void take_frame(upstream_t *self, pool_t *pool, instance_t *instance, text_t bytes)
{
    instance_heard(instance);
    envelope_t envelope;
    while (bytes.size > 0) {
        if (!envelope_read(&bytes, &envelope)) {
            log_limited(LOG_WARNING, "malformed parcel dropped", LOG_STRING("endpoint", instance->endpoint),
                        LOG_INT("bytes", bytes.size));
            return;
        }
        take_parcel(self, pool, instance, &envelope);
    }
}

static void drain_instance(upstream_t *self, pool_t *pool, instance_t *instance)
{
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    int taken = 0;
    while (taken < ZSOCKET_DRAIN_MAX && instance_receive(instance, &frame)) {
        take_frame(self, pool, instance, (text_t){zmq_msg_data(&frame), zmq_msg_size(&frame)});
        zmq_msg_close(&frame);
        zmq_msg_init(&frame);
        taken++;
    }
    zmq_msg_close(&frame);
    if (taken == ZSOCKET_DRAIN_MAX)
        loop_turn_again(self->loop);
}

static void list_changed(void *context, size_t list, const char *endpoints)
{
    upstream_t *self = context;
    log_event(LOG_INFO, "upstreams", LOG_STRING("service", service_name((service_t)list)),
              LOG_STRING("endpoints", endpoints));
    pool_set(&self->pools[list], self->loop, endpoints);
    pool_remove_retired(&self->pools[list]);
    set_tick(self);
}

static bool find_instances(upstream_t *self, const char *const lists[SERVICE_COUNT])
{
    bool fixed = true, good = true;
    for (size_t s = 0; s < SERVICE_COUNT; s++) {
        bool is_fixed = resolver_is_fixed(lists[s]);
        fixed &= is_fixed;
        good = good && (!is_fixed || pool_set(&self->pools[s], self->loop, lists[s]));
    }
    if (good && !fixed)
        self->resolver = resolver_new(self->loop, lists, SERVICE_COUNT, list_changed, self);
    return good && (fixed || self->resolver);
}

upstream_t *upstream_new(loop_t *loop, const char *const endpoints[SERVICE_COUNT], size_t instance_limit)
{
    upstream_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->instance_limit = instance_limit;
    self->tick = loop_timer_new(loop, tick, self);
    flights_init(&self->flights);
    if (find_instances(self, endpoints))
        set_tick(self);
    else
        upstream_destroy(&self);
    return self;
}

void upstream_destroy(upstream_t **self_p)
{
    upstream_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    resolver_destroy(&self->resolver);
    for (size_t s = 0; s < SERVICE_COUNT; s++)
        pool_clear(&self->pools[s]);
    loop_timer_destroy(&self->tick);
    free(self);
}

bool upstream_has_room(upstream_t *self, service_t service)
{
    pool_t *pool = &self->pools[service];
    const instance_t *best = pool_least_loaded(pool, NULL);
    bool full = flights_are_full(&self->flights) || (best && best->calls >= self->instance_limit);
    pool->counts.overload += full;
    return !full;
}

bool upstream_send(upstream_t *self, const request_t *request, int64_t deadline)
{
    pool_t *pool = &self->pools[request->method->service];
    if (!upstream_has_room(self, request->method->service))
        return false;
    flight_t *flight = flights_add(&self->flights, request);
    pool->counts.calls++;
    pool->counts.in_flight++;
    flight->began = loop_now(self->loop);
    flight->deadline = deadline;
    pool->turn++;
    give_to(flight, pool_least_loaded(pool, NULL));
    if (self->flights.count == 1)
        set_tick(self);
    return true;
}

void upstream_take(upstream_t *self)
{
    for (size_t s = 0; s < SERVICE_COUNT; s++) {
        pool_t *pool = &self->pools[s];
        for (size_t i = 0; i < pool->count; i++) {
            instance_t *instance = pool->instances[i];
            if (instance->has_input)
                drain_instance(self, pool, instance);
            if (instance->has_events)
                check_instance(self, pool, instance);
        }
    }
}

void upstream_flush(upstream_t *self)
{
    for (size_t s = 0; s < SERVICE_COUNT; s++) {
        for (size_t i = 0; i < self->pools[s].count; i++) {
            instance_t *instance = self->pools[s].instances[i];
            instance_flush(instance);
            if (instance->has_input)
                loop_turn_again(self->loop);
        }
    }
}

bool upstream_is_ready(const upstream_t *self, buffer_t *missing)
{
    size_t before = missing->size;
    for (size_t s = 0; s < SERVICE_COUNT; s++)
        if (!pool_least_loaded(&self->pools[s], NULL))
            buffer_append_format(missing, "no live %s instance\n", service_name((service_t)s));
    return missing->size == before;
}

const pool_t *upstream_pool(const upstream_t *self, service_t service)
{
    return &self->pools[service];
}
