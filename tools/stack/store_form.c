/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/store_form.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/store/form.h"
#include "tools/stack/redis_probe.h"

struct store_form {
    loop_t *loop;
    buffer_t target, request;
    probe_t *probe;
    bool moved; /* a node has told where the key is */
    store_form_fn *done;
    void *context;
};

static void answered(void *context, text_t line);

static void ask(store_form_t *self)
{
    probe_destroy(&self->probe);
    self->probe = probe_new(self->loop, self->target.data, self->request.data, answered, self);
}

/* Takes the node that "-MOVED SLOT ADDRESS" names. */
static bool follow(store_form_t *self, text_t line)
{
    char text[PROBE_SIZE], address[128];
    snprintf(text, sizeof(text), "%.*s", TEXT_ARG(line));
    if (sscanf(text, "-MOVED %*d %127s", address) != 1)
        return false;
    buffer_clear(&self->target);
    buffer_append_format(&self->target, "tcp:%s%c", address, '\0');
    return true;
}

static long newer_form(text_t line)
{
    char digits[24] = "";
    if (line.size == 0 || line.data[0] != ':' || line.size > sizeof digits)
        return 0;
    memcpy(digits, line.data + 1, line.size - 1);
    const long form = strtol(digits, NULL, 10);
    return form > strtol(STORE_FORM, NULL, 10) ? form : 0;
}

static void answered(void *context, text_t line)
{
    store_form_t *self = context;
    if (!self->moved && follow(self, line)) {
        self->moved = true;
        ask(self);
    } else {
        self->done(self->context, newer_form(line));
    }
}

store_form_t *store_form_new(loop_t *loop, const cluster_t *cluster, store_form_fn *done, void *context)
{
    store_form_t *self = memory_new_zeroed(sizeof(*self));
    *self = (store_form_t){.loop = loop, .done = done, .context = context};
    redis_probe_target(&self->target, cluster, 1);
    redis_probe_request(&self->request, cluster,
                        "EVAL \"return tonumber(redis.call('GET', KEYS[1])) or 0\" 1 " STORE_FORM_KEY);
    ask(self);
    return self;
}

void store_form_destroy(store_form_t **self_p)
{
    store_form_t *self = *self_p;
    if (!self)
        return;
    probe_destroy(&self->probe);
    buffer_free(&self->target);
    buffer_free(&self->request);
    free(self);
    *self_p = NULL;
}
