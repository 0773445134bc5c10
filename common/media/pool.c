/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/pool.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/buffer.h"
#include "common/observe/log.h"

/* Jobs in the order in which they came. */
typedef struct {
    media_job_t *first, **end;
} jobs_t;

struct media_pool {
    pthread_mutex_t lock; /* of all that follows, and of the ports' `finished` */
    pthread_cond_t more;  /* there is a job, or the pool ends */
    jobs_t jobs;
    bool ending;
    size_t count;
    pthread_t threads[];
};

struct media_port {
    media_pool_t *pool;
    int fd; /* an eventfd: written when `finished` has been empty */
    loop_watch_t *watch;
    jobs_t finished;
    size_t owed; /* the loop's: given and not done */
};

static void jobs_init(jobs_t *self)
{
    *self = (jobs_t){.end = &self->first};
}

static void jobs_add(jobs_t *self, media_job_t *job)
{
    job->next = NULL;
    *self->end = job;
    self->end = &job->next;
}

static media_job_t *jobs_take(jobs_t *self)
{
    media_job_t *first = self->first;
    self->first = first->next;
    if (!self->first)
        self->end = &self->first;
    return first;
}

/* With the lock held. */
static void finish(media_job_t *job)
{
    media_port_t *port = job->port;
    bool wake = !port->finished.first;
    jobs_add(&port->finished, job);
    if (wake && eventfd_write(port->fd, 1) != 0)
        log_event(LOG_ERROR, "cannot wake a thread", LOG_STRING("reason", strerror(errno)));
}

static void *run(void *context)
{
    media_pool_t *self = context;
    pthread_mutex_lock(&self->lock);
    for (;;) {
        while (!self->jobs.first && !self->ending)
            pthread_cond_wait(&self->more, &self->lock);
        if (!self->jobs.first)
            break;
        media_job_t *job = jobs_take(&self->jobs);
        pthread_mutex_unlock(&self->lock);
        job->work(job->context);
        pthread_mutex_lock(&self->lock);
        finish(job);
    }
    pthread_mutex_unlock(&self->lock);
    return NULL;
}

static int start(media_pool_t *self)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int reason = pthread_create(&self->threads[self->count], NULL, run, self);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return reason;
}

media_pool_t *media_pool_new(size_t threads)
{
    media_pool_t *self = memory_new_zeroed(sizeof *self + threads * sizeof *self->threads);
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->more, NULL);
    jobs_init(&self->jobs);
    while (self->count < threads) {
        int reason = start(self);
        if (reason != 0) {
            media_pool_destroy(&self);
            errno = reason;
            return NULL;
        }
        self->count++;
    }
    return self;
}

void media_pool_destroy(media_pool_t **self_p)
{
    media_pool_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    pthread_mutex_lock(&self->lock);
    self->ending = true;
    pthread_cond_broadcast(&self->more);
    pthread_mutex_unlock(&self->lock);
    for (size_t i = 0; i < self->count; i++)
        pthread_join(self->threads[i], NULL);
    pthread_cond_destroy(&self->more);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

/* On the loop. What is given anew meanwhile comes back in another turn. */
static void take_finished(media_port_t *self)
{
    pthread_mutex_lock(&self->pool->lock);
    media_job_t *job = self->finished.first;
    jobs_init(&self->finished);
    pthread_mutex_unlock(&self->pool->lock);
    while (job) {
        media_job_t *next = job->next;
        self->owed--;
        job->done(job->context);
        job = next;
    }
}

static void woken(void *context, uint32_t events)
{
    (void)events;
    media_port_t *self = context;
    eventfd_t count;
    eventfd_read(self->fd, &count);
    take_finished(self);
}

media_port_t *media_port_new(media_pool_t *pool, loop_t *loop)
{
    media_port_t *self = memory_new_zeroed(sizeof *self);
    self->pool = pool;
    jobs_init(&self->finished);
    self->fd = eventfd(0, EFD_CLOEXEC);
    self->watch = self->fd < 0 ? NULL : loop_watch_new(loop, self->fd, EPOLLIN, woken, self);
    if (self->watch)
        return self;
    int reason = errno;
    if (self->fd >= 0)
        close(self->fd);
    free(self);
    errno = reason;
    return NULL;
}

void media_port_wait(media_port_t *self)
{
    while (self->owed > 0) {
        eventfd_t count;
        if (eventfd_read(self->fd, &count) == 0)
            take_finished(self);
    }
}

void media_port_destroy(media_port_t **self_p)
{
    media_port_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    media_port_wait(self);
    loop_watch_destroy(&self->watch);
    close(self->fd);
    free(self);
}

void media_port_give(media_port_t *self, media_job_t *job)
{
    media_pool_t *pool = self->pool;
    job->port = self;
    self->owed++;
    pthread_mutex_lock(&pool->lock);
    jobs_add(&pool->jobs, job);
    pthread_cond_signal(&pool->more);
    pthread_mutex_unlock(&pool->lock);
}

size_t media_port_count(const media_port_t *self)
{
    return self->owed;
}
