/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/instance.h"

#include <assert.h>
#include <stdlib.h>

#include "common/observe/log_limit.h"

enum {
    PING_MS = 100,        /* silent for so long with calls out, or not heard yet: ask */
    QUIET_PING_MS = 2000, /* without calls it is asked so rarely */
    SUSPECT_MS = 250,     /* a ping unanswered for so long: no new calls, and those it has go elsewhere */
    DEAD_MS = 3000,       /* … a new connection */
    MISSED_MS = 10000,    /* a new connection that says nothing for so long is told of */
    AVOID_MS = 1000,      /* after it passed a call back */
    NEW_MS = 300,         /* in which every loop finds one that has come (RECONNECT_MAX_MS of the dealer) */
    OPEN_AGAIN_MS = 1000  /* after there was no descriptor for a connection */
};

instance_t *instance_new(struct pool *pool, const char *endpoint)
{
    instance_t *self = memory_new_zeroed(sizeof *self);
    self->pool = pool;
    self->endpoint = memory_copy_text(text_of(endpoint));
    return self;
}

void instance_destroy(instance_t **self_p)
{
    instance_t *self = *self_p;
    *self_p = NULL;
    assert(self->calls.count == 0);
    free(self->endpoint);
    free(self);
}

void instance_opened(instance_t *self, bool open, int64_t now)
{
    self->open = open;
    self->state = INSTANCE_CONNECTING;
    self->pinged = self->asked = now;
    self->missed = false;
}

void instance_heard(instance_t *self, int64_t now)
{
    self->heard = now;
    self->asked = 0;
    if (self->state != INSTANCE_CONNECTING && self->state != INSTANCE_SUSPECT)
        return;
    if (self->state == INSTANCE_CONNECTING)
        self->new_until = now + NEW_MS;
    self->state = INSTANCE_LIVE;
    log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, LOG_INFO, "instance is live",
                   LOG_STRING("endpoint", self->endpoint));
}

void instance_give(instance_t *self, pending_t *call, int64_t now)
{
    /* The time of silence begins with the first call that an idle instance gets. */
    if (self->calls.count == 0)
        self->heard = now;
    pending_move(call, &self->calls);
    call->instance = self;
    self->given++;
}

void instance_passed(instance_t *self, int64_t now)
{
    self->avoided = now + AVOID_MS;
}

void instance_pinged(instance_t *self, int64_t now)
{
    self->pinged = now;
    if (self->asked == 0)
        self->asked = now;
}

bool instance_is_avoided(const instance_t *self, int64_t now)
{
    return now < self->avoided;
}

size_t instance_load(const instance_t *self, int64_t now)
{
    bool others_first = instance_is_avoided(self, now) || now < self->new_until;
    return self->calls.count + (others_first ? IN_FLIGHT_MAX : 0);
}

static int64_t ping_interval(const instance_t *self)
{
    return self->calls.count > 0 || self->state == INSTANCE_CONNECTING ? PING_MS : QUIET_PING_MS;
}

bool instance_ping_is_due(const instance_t *self, int64_t now)
{
    int64_t interval = ping_interval(self);
    return self->open && now - self->heard >= interval && now - self->pinged >= interval;
}

static bool owes(const instance_t *self, int64_t ms, int64_t now)
{
    return self->asked > 0 && now - self->asked >= ms;
}

bool instance_owes(const instance_t *self, int64_t now)
{
    return owes(self, SUSPECT_MS, now);
}

bool instance_is_silent(const instance_t *self, int64_t now)
{
    return self->state == INSTANCE_LIVE && instance_owes(self, now);
}

bool instance_is_missed(instance_t *self, int64_t now)
{
    if (self->missed || self->state != INSTANCE_CONNECTING || !self->open || !owes(self, MISSED_MS, now))
        return false;
    self->missed = true;
    return true;
}

bool instance_is_dead(const instance_t *self, int64_t now)
{
    if (!self->open)
        return now - self->pinged >= OPEN_AGAIN_MS;
    return self->state != INSTANCE_CONNECTING && owes(self, DEAD_MS, now);
}

int64_t instance_check_interval(const instance_t *self)
{
    return self->state == INSTANCE_LIVE && self->calls.count == 0 ? QUIET_PING_MS : PING_MS / 2;
}
