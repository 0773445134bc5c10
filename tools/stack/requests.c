/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/requests.h"

#include <stdlib.h>

#include "tools/stack/status.h"

typedef struct pending {
    requests_t *requests;
    control_client_t *client;
    status_t *status;
    struct pending *next;
} pending_t;

struct requests {
    loop_t *loop;
    const plan_t *plan;
    control_t *control;
    pending_t *pending;        /* the clients that wait for a status */
    control_client_t *scaling; /* the one that waits for a change of the number of instances; NULL: none */
    requests_owner_t owner;
};

static void pending_free(pending_t *pending)
{
    status_destroy(&pending->status);
    free(pending);
}

static void pending_end(pending_t *pending)
{
    pending_t **link = &pending->requests->pending;
    while (*link != pending)
        link = &(*link)->next;
    *link = pending->next;
    pending_free(pending);
}

static void status_done(void *context, text_t answer)
{
    pending_t *pending = context;
    control_answer(pending->client, answer);
    pending_end(pending);
}

static void status_start(requests_t *self, control_client_t *client, bool json)
{
    pending_t *pending = memory_new_zeroed(sizeof(*pending));
    *pending = (pending_t){.requests = self, .client = client, .next = self->pending};
    self->pending = pending;
    pending->status = status_new(self->loop, self->plan, json, status_done, pending);
}

static bool read_scale(text_t word, int *chats)
{
    int64_t number;
    if (!text_skip(&word, TEXT_LITERAL("scale-chat ")) || !text_to_int(word, &number) || number < 1 ||
        number > OPTIONS_CHAT_MAX)
        return false;
    *chats = (int)number;
    return true;
}

static void scale_start(requests_t *self, control_client_t *client, int chats)
{
    if (self->scaling) {
        control_answer(client, TEXT_LITERAL("another change is under way\n"));
        return;
    }
    self->scaling = client;
    self->owner.scale(self->owner.context, chats);
}

/* The address of a cluster; nothing: one Redis has its socket. */
static void tell_redis(const requests_t *self, control_client_t *client)
{
    buffer_t address = {0};
    if (self->plan->settings->cluster)
        cluster_write_address(self->plan->settings->cluster, &address);
    control_answer(client, buffer_text(&address));
    buffer_free(&address);
}

static void asked(void *context, control_client_t *client, text_t word)
{
    requests_t *self = context;
    int chats;
    if (text_equal(word, TEXT_LITERAL("status"))) {
        status_start(self, client, false);
    } else if (text_equal(word, TEXT_LITERAL("status-json"))) {
        status_start(self, client, true);
    } else if (text_equal(word, TEXT_LITERAL("where"))) {
        control_answer(client, text_of(child_report(self->plan->gateway)->base_url));
    } else if (text_equal(word, TEXT_LITERAL("pages"))) {
        control_answer(client, text_of(settings_origins(self->plan->settings)));
    } else if (text_equal(word, TEXT_LITERAL("redis"))) {
        tell_redis(self, client);
    } else if (text_equal(word, TEXT_LITERAL("down"))) {
        self->owner.stop(self->owner.context);
    } else if (read_scale(word, &chats)) {
        scale_start(self, client, chats);
    } else {
        control_answer(client, TEXT_LITERAL("unknown request\n"));
    }
}

static void gone(void *context, control_client_t *client)
{
    requests_t *self = context;
    if (client == self->scaling)
        self->scaling = NULL;
    for (pending_t *pending = self->pending; pending; pending = pending->next) {
        if (pending->client == client) {
            pending_end(pending);
            return;
        }
    }
}

void requests_scaled(requests_t *self, const char *error)
{
    if (!self->scaling)
        return;
    buffer_t answer = {0};
    buffer_append_format(&answer, "%s\n", error ? error : "done");
    control_answer(self->scaling, buffer_text(&answer));
    self->scaling = NULL;
    buffer_free(&answer);
}

requests_t *requests_new(loop_t *loop, const plan_t *plan, const requests_owner_t *owner)
{
    requests_t *self = memory_new_zeroed(sizeof(*self));
    *self = (requests_t){.loop = loop, .plan = plan, .owner = *owner};
    const control_owner_t control = {.asked = asked, .gone = gone, .context = self};
    self->control = control_new(loop, &control);
    if (!self->control) {
        free(self);
        return NULL;
    }
    return self;
}

void requests_destroy(requests_t **self_p)
{
    requests_t *self = *self_p;
    if (!self)
        return;
    for (pending_t *next, *pending = self->pending; pending; pending = next) {
        next = pending->next;
        pending_free(pending);
    }
    control_destroy(&self->control);
    free(self);
    *self_p = NULL;
}
