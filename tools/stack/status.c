/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/status.h"

#include <jansson.h>
#include <stdlib.h>

#include "tools/stack/home.h"

static const char ipc_scheme[] = "ipc://";

typedef struct {
    status_t *status;
    child_t *child;
    probe_t *probe;
    bool ready;
} row_t;

struct status {
    size_t waiting; /* rows without an answer */
    bool json;
    status_done_fn *done;
    void *context;
    loop_timer_t *none; /* ends it when there is nobody to ask */
    size_t count;
    row_t rows[];
};

static json_t *nullable(const char *value)
{
    return value ? json_string(value) : json_null();
}

/* With its path from the root: the processes themselves have theirs from DIR. */
static json_t *absolute_endpoint(const char *endpoint)
{
    const size_t scheme = sizeof(ipc_scheme) - 1;
    if (!endpoint || strncmp(endpoint, ipc_scheme, scheme) != 0 || endpoint[scheme] == '/')
        return nullable(endpoint);
    return json_sprintf("%s%s/%s", ipc_scheme, home_path(), endpoint + scheme);
}

static json_t *redis_object(const child_t *redis)
{
    return json_pack("{s:i, s:o}", "pid", child_pid(redis), "socket",
                     json_sprintf("%s/" HOME_REDIS, home_path()));
}

static json_t *process_object(const row_t *row)
{
    const report_t *report = child_report(row->child);
    return json_pack("{s:s, s:s, s:i, s:o, s:o, s:b}", "role", child_role(row->child), "name",
                     child_name(row->child), "pid", child_pid(row->child), "endpoint",
                     absolute_endpoint(report->endpoint), "admin_url", nullable(report->admin_url), "ready",
                     row->ready);
}

static json_t *document(const status_t *self)
{
    json_t *redis = NULL, *processes = json_array();
    const char *base_url = NULL;
    for (size_t i = 0; i < self->count; i++) {
        child_t *child = self->rows[i].child;
        if (strcmp(child_role(child), "redis") == 0) {
            redis = redis_object(child);
            continue;
        }
        json_array_append_new(processes, process_object(&self->rows[i]));
        if (child_report(child)->base_url)
            base_url = child_report(child)->base_url;
    }
    return json_pack("{s:o, s:o, s:o}", "base_url", nullable(base_url), "redis", redis ? redis : json_null(),
                     "processes", processes);
}

static void write_json(buffer_t *out, json_t *object)
{
    char *text = json_dumps(object, JSON_COMPACT);
    buffer_append_text(out, text_of(text));
    buffer_append_char(out, '\n');
    free(text);
    json_decref(object);
}

static const char *or_dash(const char *value)
{
    return value ? value : "-";
}

static void write_table(buffer_t *out, const status_t *self)
{
    const char *base_url = NULL;
    buffer_append_format(out, "%-12s %8s  %-9s  %s\n", "PROCESS", "PID", "STATE", "ADMIN");
    for (size_t i = 0; i < self->count; i++) {
        const row_t *row = &self->rows[i];
        const report_t *report = child_report(row->child);
        buffer_append_format(out, "%-12s %8d  %-9s  %s\n", child_name(row->child), (int)child_pid(row->child),
                             row->ready ? "ready" : "not ready", or_dash(report->admin_url));
        if (report->base_url)
            base_url = report->base_url;
    }
    buffer_append_format(out, "\nbase URL  %s\ndata      %s\n", or_dash(base_url), home_path());
}

static void finish(status_t *self)
{
    bool ready = self->count > 0;
    for (size_t i = 0; i < self->count; i++)
        ready = ready && self->rows[i].ready;
    buffer_t out = {0};
    buffer_append_text(&out, ready ? TEXT_LITERAL("ready\n") : TEXT_LITERAL("not ready\n"));
    if (self->json)
        write_json(&out, document(self));
    else
        write_table(&out, self);
    self->done(self->context, buffer_text(&out));
    buffer_free(&out);
}

static void row_answered(void *context, text_t line)
{
    row_t *row = context;
    status_t *self = row->status;
    row->ready = child_is_yes(row->child, line);
    probe_destroy(&row->probe);
    if (--self->waiting == 0)
        finish(self);
}

static void nobody_asked(void *context)
{
    finish(context);
}

status_t *status_new(loop_t *loop, const plan_t *plan, bool json, status_done_fn *done, void *context)
{
    status_t *self = memory_new_zeroed(sizeof(*self) + plan->count * sizeof(row_t));
    self->json = json;
    self->done = done;
    self->context = context;
    for (size_t i = 0; i < plan->count; i++) {
        child_t *child = plan->children[i];
        if (child == plan->demo || !plan_wants(plan, child))
            continue;
        row_t *row = &self->rows[self->count++];
        *row = (row_t){.status = self, .child = child};
        row->probe = child_ask(row->child, row_answered, row);
        self->waiting += row->probe != NULL;
    }
    self->none = loop_timer_new(loop, nobody_asked, self);
    if (self->waiting == 0)
        loop_timer_set(self->none, 0);
    return self;
}

void status_destroy(status_t **self_p)
{
    status_t *self = *self_p;
    if (!self)
        return;
    for (size_t i = 0; i < self->count; i++)
        probe_destroy(&self->rows[i].probe);
    loop_timer_destroy(&self->none);
    free(self);
    *self_p = NULL;
}

void status_write_down(buffer_t *out, bool json)
{
    if (json)
        buffer_append_literal(out, "{\"base_url\":null,\"redis\":null,\"processes\":[]}\n");
    else
        buffer_append_literal(out, "nothing is up here\n");
}
