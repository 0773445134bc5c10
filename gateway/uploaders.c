/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/uploaders.h"

#include <pthread.h>
#include <stdlib.h>

#include "gateway/quota.h"
#include "gateway/rate.h"

enum { MINUTE = 60 * 1000000 /* µs */ };

struct uploaders {
    pthread_mutex_t lock; /* of what follows */
    quota_t *open;        /* it counts uploads, not bytes */
    rate_t *begun;
};

uploaders_t *uploaders_new(int64_t rate, size_t open)
{
    uploaders_t *self = memory_new_zeroed(sizeof *self);
    pthread_mutex_init(&self->lock, NULL);
    /* The sum is bounded by whoever has them open: here it is out of reach. */
    self->open = quota_new(
        &(quota_options_t){.per_principal = UPLOADERS_AT_A_TIME, .total = SIZE_MAX, .principals = open});
    self->begun = rate_new(&(rate_options_t){.tokens = rate, .period = MINUTE, .burst = rate > 0 ? rate : 1});
    return self;
}

void uploaders_destroy(uploaders_t **self_p)
{
    uploaders_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    quota_destroy(&self->open);
    rate_destroy(&self->begun);
    pthread_mutex_destroy(&self->lock);
    free(self);
}

/* With the lock held. */
static unsigned enter(uploaders_t *self, const principal_t *caller, int64_t now)
{
    if (quota_grow(self->open, caller, 1) != STATUS_DONE)
        return 1;
    const unsigned wait = rate_take(self->begun, rate_key_of_principal(caller), now);
    if (wait > 0)
        quota_remove(self->open, caller, 1);
    return wait;
}

unsigned uploaders_enter(uploaders_t *self, const principal_t *caller, int64_t now)
{
    pthread_mutex_lock(&self->lock);
    const unsigned wait = enter(self, caller, now);
    pthread_mutex_unlock(&self->lock);
    return wait;
}

void uploaders_leave(uploaders_t *self, const principal_t *caller)
{
    pthread_mutex_lock(&self->lock);
    quota_remove(self->open, caller, 1);
    pthread_mutex_unlock(&self->lock);
}
