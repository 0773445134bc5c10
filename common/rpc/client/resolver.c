/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/resolver.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/thread.h"
#include "common/rpc/client/endpoints.h"

enum { INTERVAL_MS = 2000 };

typedef struct {
    endpoints_t *endpoints;
    char *found;  /* what they were last; under the lock */
    bool changed; /* the loop has not been told; under the lock */
} list_t;

/* What the loop and the thread share; the last to leave frees it. */
typedef struct {
    atomic_int users;
    pthread_mutex_t lock;
    int stop, wake; /* eventfds: to the thread, to the loop */
    list_t lists[RESOLVER_LISTS_MAX];
    size_t count;
} shared_t;

struct resolver {
    loop_watch_t *watch;
    shared_t *shared;
    resolver_fn *changed;
    void *context;
};

static void shared_leave(shared_t *shared)
{
    if (atomic_fetch_sub(&shared->users, 1) > 1)
        return;
    for (size_t i = 0; i < shared->count; i++) {
        endpoints_destroy(&shared->lists[i].endpoints);
        free(shared->lists[i].found);
    }
    close(shared->stop);
    close(shared->wake);
    pthread_mutex_destroy(&shared->lock);
    free(shared);
}

static void resolve(shared_t *shared, list_t *list)
{
    buffer_t found = {0};
    endpoints_resolve(list->endpoints, &found);
    pthread_mutex_lock(&shared->lock);
    if (!list->found || !text_equal(text_of(list->found), buffer_text(&found))) {
        free(list->found);
        list->found = memory_copy_text(buffer_text(&found));
        list->changed = true;
        eventfd_write(shared->wake, 1);
    }
    pthread_mutex_unlock(&shared->lock);
    buffer_free(&found);
}

static void *run(void *context)
{
    shared_t *shared = context;
    struct pollfd stop = {.fd = shared->stop, .events = POLLIN};
    do {
        for (size_t i = 0; i < shared->count; i++)
            resolve(shared, &shared->lists[i]);
    } while (poll(&stop, 1, INTERVAL_MS) <= 0);
    shared_leave(shared);
    return NULL;
}

static void tell(void *context, uint32_t events)
{
    (void)events;
    resolver_t *self = context;
    shared_t *shared = self->shared;
    eventfd_t count;
    eventfd_read(shared->wake, &count);
    for (size_t i = 0; i < shared->count; i++) {
        pthread_mutex_lock(&shared->lock);
        char *endpoints = shared->lists[i].changed ? memory_copy_text(text_of(shared->lists[i].found)) : NULL;
        shared->lists[i].changed = false;
        pthread_mutex_unlock(&shared->lock);
        if (endpoints)
            self->changed(self->context, i, endpoints);
        free(endpoints);
    }
}

resolver_t *resolver_new(loop_t *loop, const char *const *lists, size_t count, resolver_fn *changed,
                         void *context)
{
    resolver_t *self = memory_new_zeroed(sizeof *self);
    *self = (resolver_t){.changed = changed, .context = context};
    shared_t *shared = self->shared = memory_new_zeroed(sizeof *shared);
    atomic_store(&shared->users, 1);
    pthread_mutex_init(&shared->lock, NULL);
    shared->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    shared->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    for (; shared->count < count; shared->count++)
        shared->lists[shared->count].endpoints = endpoints_new(lists[shared->count]);
    self->watch = loop_watch_new(loop, shared->wake, EPOLLIN, tell, self);
    int reason = self->watch ? thread_start_user(run, shared, &shared->users) : errno;
    if (reason != 0) {
        resolver_destroy(&self);
        errno = reason;
    }
    return self;
}

void resolver_destroy(resolver_t **self_p)
{
    resolver_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    if (self->watch)
        loop_watch_destroy(&self->watch);
    eventfd_write(self->shared->stop, 1);
    shared_leave(self->shared);
    free(self);
}
