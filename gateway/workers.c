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

enum { COMMAND_REPORT = 1, COMMAND_DRAIN = 2, COMMAND_STOP = 4, COMMAND_RELOAD = 8, COMMAND_REPLACE = 16 };

/* A descriptor by which one thread wakes the loop of another. */
typedef struct {
    int fd;
    loop_watch_t *watch;
} wakeup_t;

/* Other threads touch only `commands` and send the wakeup. */
typedef struct {
    workers_t *workers;
    loop_t *loop;
    gateway_t *gateway;
    wakeup_t wakeup;
    atomic_uint commands;
    report_t report; /* the worker's own until it has counted itself off `reports_owing` */
    pthread_t thread;
} worker_t;

struct workers {
    worker_t workers[WORKERS_MAX];
    size_t count;
    registry_t *registry;
    ended_t *ended;
    uploaders_t *uploaders;
    wakeup_t wakeup; /* sent to the first worker when one of the numbers below has come to 0 */
    atomic_size_t reports_owing, drains_owing;
    bool asking, draining, stopping; /* the first worker's */
    loop_fn *done;
    void *context;
};

static void wakeup_send(const wakeup_t *self)
{
    if (eventfd_write(self->fd, 1) != 0)
        log_event(LOG_ERROR, "cannot wake a thread", LOG_STRING("reason", strerror(errno)));
}

static bool wakeup_open(wakeup_t *self, loop_t *loop, loop_ready_fn *woken, void *context)
{
    self->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    self->watch = self->fd < 0 ? NULL : loop_watch_new(loop, self->fd, EPOLLIN, woken, context);
    return self->watch != NULL;
}

static void wakeup_close(wakeup_t *self)
{
    if (self->watch)
        loop_watch_destroy(&self->watch);
    if (self->fd >= 0)
        close(self->fd);
}

static void wakeup_clear(const wakeup_t *self)
{
    eventfd_t count;
    eventfd_read(self->fd, &count);
}

/* What the worker has written so far is seen by who finds the number at 0. */
static void count_off(workers_t *self, atomic_size_t *owing)
{
    if (atomic_fetch_sub_explicit(owing, 1, memory_order_acq_rel) == 1)
        wakeup_send(&self->wakeup);
}

static void worker_drained(void *context)
{
    workers_t *workers = ((worker_t *)context)->workers;
    count_off(workers, &workers->drains_owing);
}

static void stop_worker(void *context)
{
    loop_stop(((worker_t *)context)->loop);
}

static void worker_take_commands(void *context, uint32_t events)
{
    (void)events;
    worker_t *worker = context;
    wakeup_clear(&worker->wakeup);
    unsigned commands = atomic_exchange_explicit(&worker->commands, 0, memory_order_acq_rel);
    if (commands & COMMAND_RELOAD)
        gateway_reload(worker->gateway);
    if (commands & COMMAND_DRAIN)
        gateway_drain(worker->gateway, worker_drained, worker);
    if (commands & COMMAND_REPLACE)
        gateway_close_replaced(worker->gateway);
    if (commands & COMMAND_REPORT) {
        gateway_report(worker->gateway, &worker->report);
        count_off(worker->workers, &worker->workers->reports_owing);
    }
    if (commands & COMMAND_STOP)
        gateway_drain(worker->gateway, stop_worker, worker);
}

static void command(worker_t *worker, unsigned what)
{
    atomic_fetch_or_explicit(&worker->commands, what, memory_order_acq_rel);
    wakeup_send(&worker->wakeup);
}

/* By any worker. */
static void wake_for_replaced(void *context)
{
    command(context, COMMAND_REPLACE);
}

static void command_all(workers_t *self, unsigned what)
{
    for (size_t i = 0; i < self->count; i++)
        command(&self->workers[i], what);
}

/* On the first loop. Workers stay until all have drained: so the admin address answers until then. */
static void workers_answered(void *context, uint32_t events)
{
    (void)events;
    workers_t *self = context;
    wakeup_clear(&self->wakeup);
    if (self->asking && atomic_load_explicit(&self->reports_owing, memory_order_acquire) == 0) {
        self->asking = false;
        self->done(self->context);
    }
    if (!self->stopping && atomic_load_explicit(&self->drains_owing, memory_order_acquire) == 0) {
        self->stopping = true;
        command_all(self, COMMAND_STOP);
    }
}

static bool worker_open(worker_t *worker, workers_t *workers, gateway_options_t *options)
{
    worker->workers = workers;
    options->push.wake = wake_for_replaced;
    options->push.wake_context = worker;
    worker->loop = loop_new();
    if (!worker->loop || !wakeup_open(&worker->wakeup, worker->loop, worker_take_commands, worker)) {
        log_event(LOG_ERROR, "cannot open a loop", LOG_STRING("reason", strerror(errno)));
        return false;
    }
    worker->gateway = gateway_new(worker->loop, options);
    return worker->gateway != NULL;
}

static void worker_close(worker_t *worker)
{
    gateway_destroy(&worker->gateway);
    wakeup_close(&worker->wakeup);
    loop_destroy(&worker->loop);
    report_clear(&worker->report);
}

workers_t *workers_new(size_t count, const gateway_options_t *options)
{
    workers_t *self = memory_new_zeroed(sizeof *self);
    gateway_options_t each = *options;
    self->count = count;
    self->drains_owing = count;
    self->registry = registry_new(options->push.per_principal, options->push.connections * count);
    each.push.registry = self->registry;
    self->ended = each.session.ended = ended_new();
    self->uploaders = each.media.uploaders = uploaders_new(options->media.rate, options->media.limit * count);
    self->wakeup.fd = -1;
    for (size_t i = 0; i < count; i++)
        self->workers[i].wakeup.fd = -1;
    for (size_t i = 0; i < count; i++) {
        if (!worker_open(&self->workers[i], self, &each))
            goto fail;
        each.http.port = gateway_port(self->workers[i].gateway);
    }
    if (wakeup_open(&self->wakeup, workers_loop(self), workers_answered, self))
        return self;
    log_event(LOG_ERROR, "cannot open a loop", LOG_STRING("reason", strerror(errno)));
fail:
    workers_destroy(&self);
    return NULL;
}

void workers_destroy(workers_t **self_p)
{
    workers_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    wakeup_close(&self->wakeup);
    for (size_t i = 0; i < self->count; i++)
        worker_close(&self->workers[i]);
    registry_destroy(&self->registry);
    ended_destroy(&self->ended);
    uploaders_destroy(&self->uploaders);
    free(self);
}

loop_t *workers_loop(const workers_t *self)
{
    return self->workers[0].loop;
}

size_t workers_count(const workers_t *self)
{
    return self->count;
}

uint16_t workers_port(const workers_t *self)
{
    return gateway_port(self->workers[0].gateway);
}

static void *run_worker(void *context)
{
    loop_run(((worker_t *)context)->loop);
    return NULL;
}

bool workers_run(workers_t *self)
{
    size_t running = 1;
    int failure = 0;
    while (running < self->count && failure == 0) {
        worker_t *worker = &self->workers[running];
        failure = pthread_create(&worker->thread, NULL, run_worker, worker);
        running += failure == 0;
    }
    if (failure == 0)
        run_worker(&self->workers[0]);
    else
        log_event(LOG_ERROR, "cannot make a thread", LOG_STRING("reason", strerror(failure)));
    for (size_t i = 1; i < running; i++) {
        command(&self->workers[i], COMMAND_STOP); /* again, or for the first time */
        pthread_join(self->workers[i].thread, NULL);
    }
    return failure == 0;
}

void workers_drain(workers_t *self)
{
    self->draining = true;
    command_all(self, COMMAND_DRAIN);
}

void workers_reload(workers_t *self)
{
    command_all(self, COMMAND_RELOAD);
}

bool workers_are_draining(const workers_t *self)
{
    return self->draining;
}

void workers_ask(workers_t *self, loop_fn *done, void *context)
{
    self->asking = true;
    self->done = done;
    self->context = context;
    atomic_store_explicit(&self->reports_owing, self->count, memory_order_release);
    command_all(self, COMMAND_REPORT);
}

void workers_sum(const workers_t *self, report_t *sum)
{
    for (size_t i = 0; i < self->count; i++)
        report_merge(sum, &self->workers[i].report);
}
