/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/pool.h"

#include <stdlib.h>
#include <string.h>

#include "common/observe/log.h"

static instance_t *pool_find(const pool_t *self, const char *endpoint)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->instances[i]->endpoint, endpoint) == 0)
            return self->instances[i];
    return NULL;
}

bool pool_connect(pool_t *self, instance_t *instance, int64_t now)
{
    bool open = self->actions->connect(self->actions->context, instance);
    instance_opened(instance, open, now);
    if (open)
        self->actions->ping(self->actions->context, instance);
    return open;
}

/* False, after logging it, when it cannot be connected to: it is tried again; or when there are too many. */
static bool pool_add(pool_t *self, const char *endpoint, int64_t now)
{
    if (self->count == POOL_MAX) {
        self->unfilled = true;
        log_event(LOG_ERROR, "too many instances", LOG_STRING("endpoint", endpoint),
                  LOG_INT("most", POOL_MAX));
        return false;
    }
    instance_t *instance = instance_new(self, endpoint);
    self->instances[self->count++] = instance;
    return pool_connect(self, instance, now);
}

instance_t *pool_least_loaded(const pool_t *self, int64_t now)
{
    instance_t *best = NULL;
    for (size_t i = 0; i < self->count; i++) {
        instance_t *instance = self->instances[(self->turn + i) % self->count];
        if (instance->state == INSTANCE_LIVE && !instance->retired &&
            (!best || instance_load(instance, now) < instance_load(best, now)))
            best = instance;
    }
    return best;
}

typedef bool(endpoint_fn)(pool_t *self, const char *endpoint, int64_t now);

static bool keep_known(pool_t *self, const char *endpoint, int64_t now)
{
    (void)now;
    instance_t *known = pool_find(self, endpoint);
    if (known)
        known->retired = false;
    return true;
}

static bool add_unknown(pool_t *self, const char *endpoint, int64_t now)
{
    return pool_find(self, endpoint) || pool_add(self, endpoint, now);
}

/* True when each of the list's endpoints gave true. */
static bool each_endpoint(pool_t *self, endpoint_fn *call, int64_t now)
{
    char *copy = memory_copy_text(text_of(self->list)), *rest = copy, *endpoint;
    bool good = true;
    while ((endpoint = strsep(&rest, " ,\t\r\n")) != NULL)
        good &= !*endpoint || call(self, endpoint, now);
    free(copy);
    return good;
}

void pool_want(pool_t *self, const char *list)
{
    free(self->list);
    self->list = memory_copy_text(text_of(list));
    self->unfilled = true;
    for (size_t i = 0; i < self->count; i++)
        self->instances[i]->retired = true;
    each_endpoint(self, keep_known, 0);
}

bool pool_fill(pool_t *self, int64_t now)
{
    self->unfilled = false;
    return each_endpoint(self, add_unknown, now);
}

void pool_remove_retired(pool_t *self)
{
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++) {
        instance_t *instance = self->instances[i];
        if (instance->retired && instance->calls.count == 0) {
            self->actions->close(self->actions->context, instance);
            instance_destroy(&instance);
        } else
            self->instances[kept++] = instance;
    }
    self->count = kept;
}

void pool_free(pool_t *self)
{
    free(self->list);
    self->list = NULL;
}
