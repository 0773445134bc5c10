/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/log_limit.h"

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

/* Guards every limit: they are taken rarely, and held for one line at most. */
static pthread_mutex_t limits_lock = PTHREAD_MUTEX_INITIALIZER;
static log_limit_t *limits; /* those that ever left a line out */
static atomic_uint_fast64_t left_out_ever;

static void tell(log_limit_t *self)
{
    if (self->left_out > 0)
        log_event(LOG_WARNING, "lines left out", LOG_STRING("of", self->event),
                  LOG_INT("count", self->left_out));
    self->left_out = 0;
}

void log_limits_count(void)
{
    atomic_fetch_add_explicit(&left_out_ever, 1, memory_order_relaxed);
}

static void leave_out(log_limit_t *self)
{
    self->left_out++;
    log_limits_count();
    if (self->known)
        return;
    self->known = true;
    self->next = limits;
    limits = self;
}

static bool is_over(const log_limit_t *self, int64_t now)
{
    return self->began == 0 || now - self->began >= self->period;
}

static bool take(log_limit_t *self, int64_t now)
{
    if (is_over(self, now)) {
        tell(self);
        self->began = now;
        self->written = 0;
    }
    if (self->written == self->lines) {
        leave_out(self);
        return false;
    }
    self->written++;
    return true;
}

bool log_limit_take(log_limit_t *self, int64_t now)
{
    pthread_mutex_lock(&limits_lock);
    bool taken = take(self, now);
    pthread_mutex_unlock(&limits_lock);
    return taken;
}

void log_limits_tell(int64_t now)
{
    pthread_mutex_lock(&limits_lock);
    for (log_limit_t *limit = limits; limit; limit = limit->next)
        if (is_over(limit, now))
            tell(limit);
    pthread_mutex_unlock(&limits_lock);
}

uint64_t log_limits_left_out(void)
{
    return atomic_load_explicit(&left_out_ever, memory_order_relaxed);
}

int64_t log_limit_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
