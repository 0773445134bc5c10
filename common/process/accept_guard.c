/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/accept_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "common/observe/log_limit.h"
#include "common/process/descriptors.h"

enum {
    LINES_PERIOD = 60 * 1000,   /* ms: one line a minute */
    PAUSE_NS = 10 * 1000 * 1000 /* without any descriptor: how long a listener's thread waits */
};

static bool armed;
static pthread_t exempt; /* the thread of our own loop: it knows what to do without descriptors */
static pthread_mutex_t spare_lock = PTHREAD_MUTEX_INITIALIZER;
static int spare = -1; /* a descriptor to give up when there is no other */
static atomic_uint_fast64_t refused;

static int open_spare(void)
{
    return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static int accept_plain(int listener, struct sockaddr *address, socklen_t *size, int flags)
{
    return (int)syscall(SYS_accept4, listener, address, size, flags);
}

static void count_refusal(void)
{
    uint64_t count = atomic_fetch_add_explicit(&refused, 1, memory_order_relaxed) + 1;
    log_limited_to(1, LINES_PERIOD, LOG_WARNING, "connection refused: too few descriptors",
                   LOG_INT("limit", descriptors_limit()), LOG_INT("refused", count));
}

/* Without a descriptor the next connection could be neither accepted nor refused, and the listener would ask
 * for it over and over: the spare one makes room to refuse it. False when even that is gone. */
static bool refuse_by_spare(int listener)
{
    pthread_mutex_lock(&spare_lock);
    if (spare >= 0)
        close(spare);
    int fd = accept_plain(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0)
        close(fd);
    spare = open_spare();
    pthread_mutex_unlock(&spare_lock);
    return fd >= 0;
}

static int accept_guarded(int listener, struct sockaddr *address, socklen_t *size, int flags)
{
    int fd = accept_plain(listener, address, size, flags);
    if (fd >= 0 && (size_t)fd < descriptors_reserve_begin())
        return fd;
    if (fd < 0 && errno != EMFILE)
        return fd;
    if (fd >= 0)
        close(fd);
    if (fd >= 0 || refuse_by_spare(listener))
        count_refusal();
    else
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
    errno = ECONNABORTED; /* which libzmq takes for a client that went away */
    return -1;
}

/* By its name for the linker it takes the place of the C library's accept4 in the whole program, shared
 * libraries included. (<sys/socket.h> declares that one with a type that ISO C cannot define.) */
int accept_for_all(int listener, struct sockaddr *address, socklen_t *size, int flags) __asm__("accept4");

int accept_for_all(int listener, struct sockaddr *address, socklen_t *size, int flags)
{
    if (!armed || pthread_equal(pthread_self(), exempt))
        return accept_plain(listener, address, size, flags);
    return accept_guarded(listener, address, size, flags);
}

void accept_guard_arm(void)
{
    exempt = pthread_self();
    spare = open_spare();
    armed = true;
}

uint64_t accept_guard_refused(void)
{
    return atomic_load_explicit(&refused, memory_order_relaxed);
}
