/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/actionlog.h"

#include <stdlib.h>

const verb_t actionlog_verbs[] = {
    {METHOD_ACTIONS, actions_run},
    {METHOD_RECORD_ACTION, record_action_run},
};
const size_t actionlog_verb_count = sizeof actionlog_verbs / sizeof *actionlog_verbs;

actionlog_t *actionlog_new(redis_t *redis, cache_t *profiles, int64_t (*now)(void))
{
    actionlog_t *self = memory_new_zeroed(sizeof *self);
    self->store = store_new(redis);
    self->profiles = profiles;
    self->now = now;
    return self;
}

void actionlog_destroy(actionlog_t **self_p)
{
    actionlog_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    store_destroy(&self->store);
    buffer_free(&self->out);
    buffer_free(&self->log);
    buffer_free(&self->time);
    free(self);
}
