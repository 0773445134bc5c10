/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/dispatch.h"

#include <assert.h>

#include "common/observe/log_limit.h"

enum {
    PATIENCE_MS = 150, /* a call that was never sent waits so long for an instance */
    RETURN_MS = 3000,  /* … and so long after one gave notice and went: it is probably restarting */
    REST_MS = 100,     /* … and before it goes again to one that has just passed a call back */
    TICK_MS = 10,      /* while calls are in flight */
    TICK_IDLE_MS = 2000
};

static pool_t *pool_of(dispatch_t *self, const pending_t *call)
{
    return &self->pools[call->request.method->service];
}

/* Without an instance it waits for one. */
static void give(dispatch_t *self, pending_t *call, instance_t *instance, int64_t now)
{
    if (instance) {
        instance_give(instance, call, now);
        self->actions->send(self->actions->context, instance, call);
        return;
    }
    pool_t *pool = pool_of(self, call);
    call->instance = NULL;
    pending_move(call, call->retries > 0 ? &pool->tried : &pool->untried);
}

static void answer(dispatch_t *self, pending_t *call, status_t status, text_t data)
{
    void (*done)(void *, status_t, text_t, unsigned) = call->request.done;
    void *context = call->request.context;
    unsigned retries = call->retries;
    pool_of(self, call)->counts.in_flight--;
    in_flight_remove(&self->in_flight, call);
    done(context, status, data, retries);
}

/* Gives each call of an instance to another; those for whom there is none wait. */
static void fail_over(dispatch_t *self, instance_t *from, int64_t now)
{
    assert(from->state != INSTANCE_LIVE); /* it would get them back */
    for (pending_t *call; (call = from->calls.first) != NULL;) {
        call->retries++;
        from->failovers++;
        from->pool->counts.failovers++;
        give(self, call, pool_least_loaded(from->pool, now), now);
    }
}

/* One that left is expected back from when it was last there. */
static void note_leaving(instance_t *instance, int64_t now)
{
    if (instance->state == INSTANCE_LEAVING && !instance->retired)
        instance->pool->returning = now + RETURN_MS;
}

/* What it had goes elsewhere, and a new connection is tried. */
static void lose(dispatch_t *self, instance_t *instance, int64_t now)
{
    const bool expected = instance->state == INSTANCE_LEAVING || instance->retired;
    if (instance->open)
        log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, expected ? LOG_INFO : LOG_WARNING,
                       "instance is gone", LOG_STRING("endpoint", instance->endpoint),
                       LOG_INT("calls", instance->calls.count));
    instance->reconnects++;
    pool_connect(instance->pool, instance, now);
    fail_over(self, instance, now);
}

static void suspect(instance_t *instance, int64_t now)
{
    log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, LOG_WARNING, "instance is silent",
                   LOG_STRING("endpoint", instance->endpoint), LOG_INT("ms", now - instance->heard));
    instance->state = INSTANCE_SUSPECT;
}

static void check_instance(dispatch_t *self, instance_t *instance, int64_t now)
{
    note_leaving(instance, now);
    if (instance_is_dead(instance, now)) {
        lose(self, instance, now);
        return;
    }
    if (instance_is_missed(instance, now))
        log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, LOG_WARNING, "instance does not answer",
                       LOG_STRING("endpoint", instance->endpoint));
    if (instance_ping_is_due(instance, now)) {
        instance_pinged(instance, now);
        self->actions->ping(self->actions->context, instance);
    }
    if (instance_is_silent(instance, now))
        suspect(instance, now);
    if (instance->state == INSTANCE_SUSPECT && pool_least_loaded(instance->pool, now))
        fail_over(self, instance, now);
}

/* An instance has come up, perhaps. */
static void give_waiting(dispatch_t *self, pending_queue_t *waiting, int64_t now)
{
    for (pending_t *call; (call = waiting->first) != NULL;) {
        instance_t *best = pool_least_loaded(pool_of(self, call), now);
        if (!best)
            return;
        give(self, call, best, now);
    }
}

/* They were put there in the order in which they have rested. */
static void give_rested(dispatch_t *self, pool_t *pool, int64_t now)
{
    for (pending_t *call; (call = pool->resting.first) && now >= call->rested;)
        give(self, call, pool_least_loaded(pool, now), now);
}

/* An instance that is silent and is to end holds a place that an endpoint of the list has need of. */
static void make_room(dispatch_t *self, pool_t *pool, int64_t now)
{
    for (size_t i = 0; pool->unfilled && i < pool->count; i++) {
        instance_t *instance = pool->instances[i];
        if (!instance->retired || !instance_owes(instance, now))
            continue;
        if (instance->state == INSTANCE_LIVE)
            suspect(instance, now);
        fail_over(self, instance, now);
    }
    pool_remove_retired(pool);
}

static void end_patience(dispatch_t *self, pool_t *pool, int64_t now)
{
    for (pending_t *call;
         (call = pool->untried.first) && now >= call->began + PATIENCE_MS && now >= pool->returning;) {
        pool->counts.unavailable++;
        answer(self, call, STATUS_UNAVAILABLE, TEXT_NONE);
    }
}

static void end_overdue(dispatch_t *self, int64_t now)
{
    for (pending_t *call; (call = self->in_flight.first) && now >= call->request.deadline;) {
        pool_of(self, call)->counts.timeouts++;
        bool applied = call->request.method->writes && (call->instance || call->retries > 0);
        answer(self, call, applied ? STATUS_DEADLINE : STATUS_UNAVAILABLE, TEXT_NONE);
    }
}

void dispatch_tick(dispatch_t *self, int64_t now)
{
    end_overdue(self, now);
    for (pool_t *pool = self->pools; pool < self->pools + SERVICE_COUNT; pool++) {
        for (size_t i = 0; i < pool->count; i++)
            check_instance(self, pool->instances[i], now);
        make_room(self, pool, now);
        if (pool->unfilled && pool->count < POOL_MAX)
            pool_fill(pool, now);
        give_rested(self, pool, now);
        give_waiting(self, &pool->tried, now);
        give_waiting(self, &pool->untried, now);
        end_patience(self, pool, now);
    }
}

int64_t dispatch_interval(const dispatch_t *self)
{
    int64_t next = self->in_flight.count > 0 ? TICK_MS : TICK_IDLE_MS;
    for (const pool_t *pool = self->pools; pool < self->pools + SERVICE_COUNT; pool++) {
        for (size_t i = 0; i < pool->count && next > TICK_MS; i++) {
            int64_t interval = instance_check_interval(pool->instances[i]);
            next = interval < next ? interval : next;
        }
    }
    return next;
}

/* An instance that passes calls back at once must not have them sent as fast as it can. */
static void rest(pool_t *pool, pending_t *call, int64_t now)
{
    call->instance = NULL;
    call->rested = now + REST_MS;
    pending_move(call, &pool->resting);
}

/* The instance could not do it, such as one that has lost Redis: another may, else it tries again. */
static void pass_on(dispatch_t *self, pending_t *call, bool maybe_applied, int64_t now)
{
    instance_t *from = call->instance;
    from->failovers++;
    from->pool->counts.failovers++;
    call->retries += maybe_applied;
    instance_passed(from, now);
    instance_t *best = pool_least_loaded(from->pool, now);
    if (best && instance_is_avoided(best, now))
        rest(from->pool, call, now);
    else
        give(self, call, best, now);
}

static bool is_passed(const envelope_t *reply)
{
    return reply->status == STATUS_PASSED || reply->status == STATUS_PASSED_UNKNOWN;
}

/* Whether nobody can say that a write was not applied: what this instance could not do, one before it may
 * have done; and a status that this build does not know tells nothing. */
static bool is_unknown(const pending_t *call, const envelope_t *reply)
{
    return call->request.method->writes &&
           (reply->status >= STATUS_COUNT || (reply->status == STATUS_UNAVAILABLE && call->retries > 0));
}

/* That of an older build does not tell which try it answers. */
static bool is_of_newest(const pending_t *call, const instance_t *instance, const envelope_t *reply)
{
    return call->instance == instance && (reply->attempt == 0 || reply->attempt == call->retries + 1);
}

/* Whether the reply of an earlier try ends a call of which a later one is on its way, where nothing stops it
 * any more. What a POST has done that one finds (common/store/once.h); but what was refused here it may do.
 * And a GET that marks as read what it shows may mark more there than this reply has, which nobody would ever
 * be shown. */
static bool is_final(const pending_t *call, const envelope_t *reply)
{
    const method_t *method = call->request.method;
    return method->writes ? method->http_method == HTTP_POST && reply->status == STATUS_DONE
                          : !is_passed(reply) && reply->status != STATUS_DEADLINE;
}

static void take_reply(dispatch_t *self, instance_t *instance, const envelope_t *reply, int64_t now)
{
    pending_t *call = in_flight_find(&self->in_flight, reply->id);
    if (!call || !(is_of_newest(call, instance, reply) || is_final(call, reply))) {
        instance->pool->counts.late_replies++;
        return;
    }
    if (is_passed(reply)) {
        pass_on(self, call, reply->status == STATUS_PASSED_UNKNOWN, now);
        return;
    }
    answer(self, call, is_unknown(call, reply) ? STATUS_DEADLINE : (status_t)reply->status, reply->body);
}

void dispatch_receive(dispatch_t *self, instance_t *instance, const envelope_t *envelope, int64_t now)
{
    if (envelope->kind == ENVELOPE_REPLY) {
        take_reply(self, instance, envelope, now);
    } else if (envelope->kind == ENVELOPE_DRAIN && instance->state != INSTANCE_LEAVING) {
        log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, LOG_INFO, "instance is leaving",
                       LOG_STRING("endpoint", instance->endpoint));
        instance->state = INSTANCE_LEAVING;
    }
}

void dispatch_disconnected(dispatch_t *self, instance_t *instance, int64_t now)
{
    note_leaving(instance, now);
    if (instance->state != INSTANCE_CONNECTING)
        lose(self, instance, now);
}

/* Calls that rest are as good as with the instance. */
static bool has_room(dispatch_t *self, pool_t *pool, const instance_t *best)
{
    bool full = in_flight_is_full(&self->in_flight) ||
                (best && best->calls.count + pool->resting.count >= self->instance_limit);
    pool->counts.overload += full;
    return !full;
}

bool dispatch_has_room(dispatch_t *self, service_t service, int64_t now)
{
    pool_t *pool = &self->pools[service];
    return has_room(self, pool, pool_least_loaded(pool, now));
}

bool dispatch_call(dispatch_t *self, const request_t *request, int64_t now)
{
    pool_t *pool = &self->pools[request->method->service];
    pool->turn++;
    instance_t *best = pool_least_loaded(pool, now);
    if (!has_room(self, pool, best))
        return false;
    pool->counts.calls++;
    pool->counts.in_flight++;
    pending_t *call = in_flight_add(&self->in_flight, request);
    call->began = now;
    give(self, call, best, now);
    return true;
}

bool dispatch_set_endpoints(dispatch_t *self, service_t service, const char *list, int64_t now)
{
    pool_t *pool = &self->pools[service];
    pool_want(pool, list);
    make_room(self, pool, now);
    return pool_fill(pool, now);
}

void dispatch_init(dispatch_t *self, const instance_actions_t *actions, size_t instance_limit,
                   uint64_t first_id)
{
    self->actions = actions;
    self->instance_limit = instance_limit;
    self->in_flight.next_id = first_id;
    for (size_t s = 0; s < SERVICE_COUNT; s++)
        self->pools[s].actions = actions;
}

void dispatch_clear(dispatch_t *self)
{
    while (self->in_flight.first)
        in_flight_remove(&self->in_flight, self->in_flight.first);
    for (pool_t *pool = self->pools; pool < self->pools + SERVICE_COUNT; pool++) {
        for (size_t i = 0; i < pool->count; i++)
            pool->instances[i]->retired = true;
        pool_remove_retired(pool);
        pool_free(pool);
    }
}
