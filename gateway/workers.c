/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/workers.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/observe/log.h"

enum { ORDER_REPORT = 1, ORDER_DRAIN = 2, ORDER_STOP = 4, ORDER_RELOAD = 8 };

/* A descriptor by which one thread wakes the loop of another. */
typedef struct {
    int fd;
    loop_watch_t *watch;
} bell_t;

/* Other threads touch only `orders` and ring the bell. */
typedef struct {
    lanes_t *lanes;
    loop_t *loop;
    gateway_t *gateway;
    bell_t bell;
    atomic_uint orders;
    report_t report; /* the lane's own until it has counted itself off `reports_owing` */
    pthread_t thread;
} lane_t;

struct lanes {
    lane_t lanes[LANES_MAX];
    size_t count;
    bell_t bell; /* rung for the first lane when one of the numbers below has come to 0 */
    atomic_size_t reports_owing, drains_owing;
    bool asking, draining, stopping; /* the first lane's */
    loop_fn *done;
    void *context;
};

static void bell_ring(const bell_t *self)
{
    if (eventfd_write(self->fd, 1) != 0)
        log_event(LOG_ERROR, "cannot wake a thread", LOG_STRING("reason", strerror(errno)));
}

static bool bell_open(bell_t *self, loop_t *loop, loop_ready_fn *rung, void *context)
{
    self->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    self->watch = self->fd < 0 ? NULL : loop_watch_new(loop, self->fd, EPOLLIN, rung, context);
    return self->watch != NULL;
}

static void bell_close(bell_t *self)
{
    if (self->watch)
        loop_watch_destroy(&self->watch);
    if (self->fd >= 0)
        close(self->fd);
}

static void bell_silence(const bell_t *self)
{
    eventfd_t count;
    eventfd_read(self->fd, &count);
}

/* What the lane has written so far is seen by who finds the number at 0. */
static void count_off(lanes_t *self, atomic_size_t *owing)
{
    if (atomic_fetch_sub_explicit(owing, 1, memory_order_acq_rel) == 1)
        bell_ring(&self->bell);
}

static void lane_drained(void *context)
{
    lanes_t *lanes = ((lane_t *)context)->lanes;
    count_off(lanes, &lanes->drains_owing);
}

static void stop_lane(void *context)
{
    loop_stop(((lane_t *)context)->loop);
}

static void lane_take_orders(void *context, uint32_t events)
{
    (void)events;
    lane_t *lane = context;
    bell_silence(&lane->bell);
    unsigned orders = atomic_exchange_explicit(&lane->orders, 0, memory_order_acq_rel);
    if (orders & ORDER_RELOAD)
        gateway_reload(lane->gateway);
    if (orders & ORDER_DRAIN)
        gateway_drain(lane->gateway, lane_drained, lane);
    if (orders & ORDER_REPORT) {
        gateway_report(lane->gateway, &lane->report);
        count_off(lane->lanes, &lane->lanes->reports_owing);
    }
    if (orders & ORDER_STOP)
        gateway_drain(lane->gateway, stop_lane, lane);
}

static void order(lane_t *lane, unsigned what)
{
    atomic_fetch_or_explicit(&lane->orders, what, memory_order_acq_rel);
    bell_ring(&lane->bell);
}

static void order_all(lanes_t *self, unsigned what)
{
    for (size_t i = 0; i < self->count; i++)
        order(&self->lanes[i], what);
}

/* On the first loop. Lanes stay until all have drained: so the admin address answers until then. */
static void lanes_hear(void *context, uint32_t events)
{
    (void)events;
    lanes_t *self = context;
    bell_silence(&self->bell);
    if (self->asking && atomic_load_explicit(&self->reports_owing, memory_order_acquire) == 0) {
        self->asking = false;
        self->done(self->context);
    }
    if (!self->stopping && atomic_load_explicit(&self->drains_owing, memory_order_acquire) == 0) {
        self->stopping = true;
        order_all(self, ORDER_STOP);
    }
}

static bool lane_open(lane_t *lane, lanes_t *lanes, const gateway_options_t *options)
{
    lane->lanes = lanes;
    lane->loop = loop_new();
    if (!lane->loop || !bell_open(&lane->bell, lane->loop, lane_take_orders, lane)) {
        log_event(LOG_ERROR, "cannot open a loop", LOG_STRING("reason", strerror(errno)));
        return false;
    }
    lane->gateway = gateway_new(lane->loop, options);
    return lane->gateway != NULL;
}

static void lane_close(lane_t *lane)
{
    gateway_destroy(&lane->gateway);
    bell_close(&lane->bell);
    loop_destroy(&lane->loop);
    report_clear(&lane->report);
}

lanes_t *lanes_new(size_t count, const gateway_options_t *options)
{
    lanes_t *self = memory_new_zeroed(sizeof *self);
    gateway_options_t each = *options;
    self->count = count;
    self->drains_owing = count;
    self->bell.fd = -1;
    for (size_t i = 0; i < count; i++)
        self->lanes[i].bell.fd = -1;
    for (size_t i = 0; i < count; i++) {
        if (!lane_open(&self->lanes[i], self, &each))
            goto fail;
        each.http.port = gateway_port(self->lanes[i].gateway);
    }
    if (bell_open(&self->bell, lanes_loop(self), lanes_hear, self))
        return self;
    log_event(LOG_ERROR, "cannot open a loop", LOG_STRING("reason", strerror(errno)));
fail:
    lanes_destroy(&self);
    return NULL;
}

void lanes_destroy(lanes_t **self_p)
{
    lanes_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    bell_close(&self->bell);
    for (size_t i = 0; i < self->count; i++)
        lane_close(&self->lanes[i]);
    free(self);
}

loop_t *lanes_loop(const lanes_t *self)
{
    return self->lanes[0].loop;
}

size_t lanes_count(const lanes_t *self)
{
    return self->count;
}

uint16_t lanes_port(const lanes_t *self)
{
    return gateway_port(self->lanes[0].gateway);
}

static void *run_lane(void *context)
{
    loop_run(((lane_t *)context)->loop);
    return NULL;
}

bool lanes_run(lanes_t *self)
{
    size_t running = 1;
    int failure = 0;
    while (running < self->count && failure == 0) {
        lane_t *lane = &self->lanes[running];
        failure = pthread_create(&lane->thread, NULL, run_lane, lane);
        running += failure == 0;
    }
    if (failure == 0)
        run_lane(&self->lanes[0]);
    else
        log_event(LOG_ERROR, "cannot make a thread", LOG_STRING("reason", strerror(failure)));
    for (size_t i = 1; i < running; i++) {
        order(&self->lanes[i], ORDER_STOP); /* again, or for the first time */
        pthread_join(self->lanes[i].thread, NULL);
    }
    return failure == 0;
}

void lanes_drain(lanes_t *self)
{
    self->draining = true;
    order_all(self, ORDER_DRAIN);
}

void lanes_reload(lanes_t *self)
{
    order_all(self, ORDER_RELOAD);
}

bool lanes_are_draining(const lanes_t *self)
{
    return self->draining;
}

void lanes_ask(lanes_t *self, loop_fn *done, void *context)
{
    self->asking = true;
    self->done = done;
    self->context = context;
    atomic_store_explicit(&self->reports_owing, self->count, memory_order_release);
    order_all(self, ORDER_REPORT);
}

void lanes_sum(const lanes_t *self, report_t *sum)
{
    for (size_t i = 0; i < self->count; i++)
        report_merge(sum, &self->lanes[i].report);
}
