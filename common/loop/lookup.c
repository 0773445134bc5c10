/* SPDX-License-Identifier: Apache-2.0 */
#include "common/loop/lookup.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netdb.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/thread.h"

enum { HOST_SIZE = 256 };

/* What the loop and the thread share; the last to leave frees it. */
typedef struct {
    atomic_int users;
    int wake; /* eventfd, to the loop */
    char host[HOST_SIZE];
    size_t turn;
    atomic_bool done; /* the two below are set */
    char address[INET6_ADDRSTRLEN];
    const char *reason; /* NULL: it was found */
} shared_t;

struct lookup {
    loop_watch_t *watch;
    shared_t *shared;
    lookup_fn *done;
    void *context;
};

static void shared_leave(shared_t *shared)
{
    if (atomic_fetch_sub(&shared->users, 1) > 1)
        return;
    close(shared->wake);
    free(shared);
}

/* The list has one at least. */
static const struct addrinfo *choose(const struct addrinfo *list, size_t turn)
{
    size_t count = 1;
    for (const struct addrinfo *at = list->ai_next; at; at = at->ai_next)
        count++;
    for (turn %= count; turn > 0; turn--)
        list = list->ai_next;
    return list;
}

static const char *resolve(shared_t *shared)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *list;
    int code = getaddrinfo(shared->host, NULL, &hints, &list);
    if (code != 0) {
        hints.ai_family = AF_INET6;
        code = getaddrinfo(shared->host, NULL, &hints, &list);
    }
    if (code != 0)
        return gai_strerror(code);
    const struct addrinfo *chosen = choose(list, shared->turn);
    code = getnameinfo(chosen->ai_addr, chosen->ai_addrlen, shared->address, sizeof shared->address, NULL, 0,
                       NI_NUMERICHOST);
    freeaddrinfo(list);
    return code == 0 ? NULL : gai_strerror(code);
}

static void *run(void *context)
{
    shared_t *shared = context;
    shared->reason = resolve(shared);
    atomic_store_explicit(&shared->done, true, memory_order_release);
    eventfd_write(shared->wake, 1);
    shared_leave(shared);
    return NULL;
}

static void tell(void *context, uint32_t events)
{
    (void)events;
    lookup_t *self = context;
    shared_t *shared = self->shared;
    eventfd_t count;
    eventfd_read(shared->wake, &count);
    if (!atomic_load_explicit(&shared->done, memory_order_acquire))
        return;
    atomic_fetch_add(&shared->users, 1); /* `done` may destroy the lookup */
    self->done(self->context, shared->reason ? NULL : shared->address, shared->reason);
    shared_leave(shared);
}

bool lookup_is_needed(const char *host)
{
    struct in6_addr address;
    return inet_pton(AF_INET, host, &address) != 1 && inet_pton(AF_INET6, host, &address) != 1;
}

lookup_t *lookup_new(loop_t *loop, const char *host, size_t turn, lookup_fn *done, void *context)
{
    assert(strlen(host) < HOST_SIZE);
    lookup_t *self = memory_new_zeroed(sizeof *self);
    shared_t *shared = memory_new_zeroed(sizeof *shared);
    *self = (lookup_t){.shared = shared, .done = done, .context = context};
    atomic_store(&shared->users, 1);
    shared->turn = turn;
    strcpy(shared->host, host);
    shared->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    self->watch = loop_watch_new(loop, shared->wake, EPOLLIN, tell, self);
    int reason = self->watch ? thread_start_user(run, shared, &shared->users) : errno;
    if (reason != 0) {
        lookup_destroy(&self);
        errno = reason;
    }
    return self;
}

void lookup_destroy(lookup_t **self_p)
{
    lookup_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    if (self->watch)
        loop_watch_destroy(&self->watch);
    shared_leave(self->shared);
    free(self);
}
