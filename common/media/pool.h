/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A few threads for what a loop must not wait for: disks, and object stores. All loops give them jobs, each
 * by a port of its own, where a job comes back when it is done.
 */
#ifndef LEIDA_COMMON_MEDIA_POOL_H
#define LEIDA_COMMON_MEDIA_POOL_H

#include <stddef.h>

#include "common/loop/loop.h"

typedef struct media_pool media_pool_t;
typedef struct media_port media_port_t;

/* A job is a member of what it works on, which nobody else touches meanwhile. */
typedef struct media_job media_job_t;
struct media_job {
    void (*work)(void *context); /* on a thread of the pool; ends by itself */
    void (*done)(void *context); /* then on the loop; may free the job, or give it again */
    void *context;
    media_port_t *port; /* this and the next are the pool's */
    media_job_t *next;
};

/* NULL, with errno, when a thread cannot be made. They take no signals. */
media_pool_t *media_pool_new(size_t threads);
/* Ends the threads; there may be no port any more. */
void media_pool_destroy(media_pool_t **self_p);

/* A loop's way to the pool, which has to outlive it. NULL, with errno, when there is no descriptor for it. */
media_port_t *media_port_new(media_pool_t *pool, loop_t *loop);
/* Waits for the jobs that it still has (media_port_wait). */
void media_port_destroy(media_port_t **self_p);
/* Waits for the jobs that it has, and for those that these lead to; calls what is to be called when they are
 * done. */
void media_port_wait(media_port_t *self);
/* Gives a job, of which `work`, `done` and `context` are set. */
void media_port_give(media_port_t *self, media_job_t *job);
/* How many of its jobs are not done: waiting, or worked on. */
size_t media_port_count(const media_port_t *self);

#endif
