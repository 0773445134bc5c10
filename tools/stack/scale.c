/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/scale.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/observe/log.h"
#include "tools/stack/files.h"

typedef enum {
    SCALE_IDLE,
    SCALE_STARTING, /* the new ones: from chat-`before + 1` up to chat-`plan->chats` */
    SCALE_STOPPING  /* those above chat-`plan->chats` */
} scale_state_t;

struct scale {
    plan_t *plan;
    scale_state_t state;
    int before;
    loop_timer_t *limit; /* of starting */
    char error[128];     /* why starting failed; empty: it did not */
    scale_done_fn *done;
    void *context;
};

static void finish(scale_t *self)
{
    self->state = SCALE_IDLE;
    loop_timer_unset(self->limit);
    if (self->error[0] == '\0')
        log_event(LOG_INFO, "scaled", LOG_INT("chat", self->plan->chats));
    self->done(self->context, self->error[0] ? self->error : NULL);
}

static void finish_when_stopped(scale_t *self)
{
    for (int i = self->plan->chats; i < OPTIONS_CHAT_MAX; i++)
        if (!child_is_idle(self->plan->children[i]))
            return;
    for (int i = self->plan->chats; i < OPTIONS_CHAT_MAX; i++)
        files_remove_chat(i + 1);
    finish(self);
}

/* Ends what runs above chat-`count`. */
static void shrink(scale_t *self, int count)
{
    self->state = SCALE_STOPPING;
    self->plan->chats = count;
    for (int i = count; i < OPTIONS_CHAT_MAX; i++)
        child_stop(self->plan->children[i]);
    finish_when_stopped(self);
}

static void give_up(scale_t *self, const char *name, const char *what)
{
    snprintf(self->error, sizeof(self->error), "%s %s; nothing was changed", name, what);
    log_event(LOG_ERROR, "not scaled", LOG_STRING("error", self->error));
    loop_timer_unset(self->limit);
    shrink(self, self->before);
}

static void took_too_long(void *context)
{
    scale_t *self = context;
    for (int i = self->before; i < self->plan->chats; i++) {
        const child_t *child = self->plan->children[i];
        if (!child_is_ready(child)) {
            give_up(self, child_name(child), "was not ready in time");
            return;
        }
    }
}

static void grow(scale_t *self, int count)
{
    self->state = SCALE_STARTING;
    self->before = self->plan->chats;
    self->plan->chats = count;
    for (int i = self->before; i < count; i++) {
        if (!files_write_chat(self->plan->settings, i + 1)) {
            give_up(self, "a configuration file", strerror(errno));
            return;
        }
    }
    loop_timer_set(self->limit, plan_start_limit(STAGE_SERVICES));
    for (int i = self->before; i < count; i++)
        child_start(self->plan->children[i]);
}

scale_t *scale_new(loop_t *loop, plan_t *plan, scale_done_fn *done, void *context)
{
    scale_t *self = memory_new_zeroed(sizeof(*self));
    *self = (scale_t){.plan = plan, .done = done, .context = context};
    self->limit = loop_timer_new(loop, took_too_long, self);
    return self;
}

void scale_destroy(scale_t **self_p)
{
    scale_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    loop_timer_destroy(&self->limit);
    free(self);
}

bool scale_begin(scale_t *self, int count)
{
    if (self->state != SCALE_IDLE)
        return false;
    self->error[0] = '\0';
    if (count > self->plan->chats)
        grow(self, count);
    else if (files_write_chats(count))
        shrink(self, count);
    else {
        snprintf(self->error, sizeof(self->error), "cannot write the list of instances: %s", strerror(errno));
        finish(self);
    }
    return true;
}

void scale_child_ready(scale_t *self)
{
    if (self->state != SCALE_STARTING)
        return;
    for (int i = self->before; i < self->plan->chats; i++)
        if (!child_is_ready(self->plan->children[i]))
            return;
    if (files_write_chats(self->plan->chats))
        finish(self);
    else
        give_up(self, "the list of instances", strerror(errno));
}

void scale_child_ended(scale_t *self, const child_t *child)
{
    if (self->state == SCALE_STOPPING)
        finish_when_stopped(self);
    for (int i = self->before; self->state == SCALE_STARTING && i < self->plan->chats; i++)
        if (self->plan->children[i] == child)
            give_up(self, child_name(child), "ended before it was ready (see `leida logs`)");
}
