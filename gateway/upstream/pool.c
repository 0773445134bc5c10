/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/upstream/pool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "common/log.h"
#include "common/zsocket.h"

static instance_t *pool_find(const pool_t *self, const char *endpoint)
{
    for (size_t i = 0; i < self->count; i++)
        if (strcmp(self->instances[i]->endpoint, endpoint) == 0)
            return self->instances[i];
    return NULL;
}

static bool pool_add(pool_t *self, loop_t *loop, const char *endpoint)
{
    instance_t *instance = pool_find(self, endpoint);
    if (!instance) {
        errno = ENOSPC;
        instance = self->count < POOL_MAX ? instance_new(loop, endpoint) : NULL;
        if (!instance) {
            log_event(LOG_ERROR, "cannot connect", LOG_STRING("endpoint", endpoint),
                      LOG_STRING("reason", zmq_strerror(errno)));
            return false;
        }
        self->instances[self->count++] = instance;
    }
    instance->retired = false;
    return true;
}

instance_t *pool_least_loaded(const pool_t *self, const instance_t *besides)
{
    instance_t *best = NULL;
    for (size_t i = 0; i < self->count; i++) {
        instance_t *instance = self->instances[(self->turn + i) % self->count];
        if (instance != besides && instance->state == INSTANCE_LIVE && !instance->retired &&
            (!best || instance_load(instance) < instance_load(best)))
            best = instance;
    }
    return best;
}

bool pool_set(pool_t *self, loop_t *loop, const char *list)
{
    char *copy = memory_copy_text(text_of(list));
    char *rest = copy;
    bool good = true;
    for (size_t i = 0; i < self->count; i++)
        self->instances[i]->retired = true;
    for (char *endpoint; (endpoint = strsep(&rest, " ,\t\r\n")) != NULL;)
        if (*endpoint)
            good &= pool_add(self, loop, endpoint);
    free(copy);
    return good;
}

void pool_remove_retired(pool_t *self)
{
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++) {
        instance_t *instance = self->instances[i];
        if (instance->retired && instance->calls == 0)
            instance_destroy(&instance);
        else
            self->instances[kept++] = instance;
    }
    self->count = kept;
}

void pool_clear(pool_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        instance_destroy(&self->instances[i]);
    self->count = 0;
}
