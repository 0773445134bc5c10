/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/status.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "tools/stack/home.h"

static const char ipc_scheme[] = "ipc://";

typedef struct {
    status_t *status;
    child_t *child;
    probe_t *probe;
    bool ready;
    char *reason; /* why it is not, for people; NULL: it is */
    char *remark; /* what a node of a cluster is: "master", "replica of 127.0.0.1:11300"; NULL: it did not say
                   */
} row_t;

struct status {
    size_t waiting; /* rows without an answer */
    bool json;
    const cluster_t *cluster; /* NULL: the store is one Redis */
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

/* Adds what a process and Redis have in common. */
static json_t *with_state(json_t *object, const row_t *row)
{
    const int64_t age = child_age(row->child);
    json_t *uptime = age < 0 ? json_null() : json_integer(age / 1000);
    json_object_set_new(object, "ready", json_boolean(row->ready));
    json_object_set_new(object, "reason", nullable(row->reason));
    json_object_set_new(object, "uptime_seconds", uptime);
    json_object_set_new(object, "restarts", json_integer(child_restarts(row->child)));
    return object;
}

static bool is_redis(const row_t *row)
{
    return child_target(row->child) != NULL;
}

static json_t *redis_object(const row_t *row)
{
    return with_state(json_pack("{s:i, s:o}", "pid", child_pid(row->child), "socket",
                                json_sprintf("%s/" HOME_REDIS, home_path())),
                      row);
}

/* The "127.0.0.1:11300" of a node. */
static const char *node_address(const row_t *row)
{
    return strchr(child_target(row->child), ':') + 1;
}

/* The address of its master, behind what a replica says of itself; NULL for a master. */
static const char *master_of(const row_t *row)
{
    static const char replica[] = "replica of ";
    const size_t size = sizeof replica - 1;
    return row->remark && strncmp(row->remark, replica, size) == 0 ? row->remark + size : NULL;
}

static json_t *node_object(const row_t *row)
{
    const char *name = child_name(row->child), *master = master_of(row);
    json_t *object = json_pack("{s:s, s:i, s:s, s:o, s:o, s:o}", "name", name, "pid", child_pid(row->child),
                               "address", node_address(row), "folder",
                               json_sprintf("%s/" CLUSTER_FOLDER "/%s", home_path(), name), "role",
                               nullable(master ? "replica" : row->remark), "replica_of", nullable(master));
    return with_state(object, row);
}

static json_t *cluster_object(const status_t *self)
{
    json_t *nodes = json_array();
    buffer_t address = {0};
    bool ready = true;
    for (size_t i = 0; i < self->count; i++) {
        if (!is_redis(&self->rows[i]))
            continue;
        json_array_append_new(nodes, node_object(&self->rows[i]));
        ready = ready && self->rows[i].ready;
    }
    cluster_write_address(self->cluster, &address);
    json_t *object = json_pack("{s:s#, s:b, s:o}", "address", address.data, (int)address.size, "ready", ready,
                               "nodes", nodes);
    buffer_free(&address);
    return object;
}

static json_t *process_object(const row_t *row)
{
    const report_t *report = child_report(row->child);
    return with_state(json_pack("{s:s, s:s, s:i, s:o, s:o}", "role", child_role(row->child), "name",
                                child_name(row->child), "pid", child_pid(row->child), "endpoint",
                                absolute_endpoint(report->endpoint), "admin_url",
                                nullable(report->admin_url)),
                      row);
}

static json_t *document(const status_t *self)
{
    json_t *redis = self->cluster ? cluster_object(self) : NULL, *processes = json_array();
    const char *base_url = NULL;
    for (size_t i = 0; i < self->count; i++) {
        child_t *child = self->rows[i].child;
        if (is_redis(&self->rows[i])) {
            redis = redis ? redis : redis_object(&self->rows[i]);
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

enum { AGE_SIZE = 32 };

/* "2d 3h", "3h 5m", "5m 12s": the two units that say most. */
static void write_age(char text[AGE_SIZE], int64_t ms)
{
    const long long seconds = ms / 1000;
    if (ms < 0)
        snprintf(text, AGE_SIZE, "-");
    else if (seconds >= 86400)
        snprintf(text, AGE_SIZE, "%lldd %lldh", seconds / 86400, seconds / 3600 % 24);
    else if (seconds >= 3600)
        snprintf(text, AGE_SIZE, "%lldh %lldm", seconds / 3600, seconds / 60 % 60);
    else
        snprintf(text, AGE_SIZE, "%lldm %llds", seconds / 60, seconds % 60);
}

static void write_row(buffer_t *out, const row_t *row)
{
    char pid[16] = "-", age[AGE_SIZE];
    if (child_pid(row->child) > 0)
        snprintf(pid, sizeof(pid), "%d", (int)child_pid(row->child));
    write_age(age, child_age(row->child));
    buffer_append_format(out, "%-12s %8s  %-9s  %8s  %8d  ", child_name(row->child), pid,
                         row->ready ? "ready" : "not ready", age, child_restarts(row->child));
    if (row->status->cluster && is_redis(row))
        buffer_append_format(out, "%s%s%s\n", node_address(row), row->remark ? " " : "",
                             row->remark ? row->remark : "");
    else
        buffer_append_format(out, "%s\n", or_dash(child_report(row->child)->admin_url));
}

static void write_reasons(buffer_t *out, const status_t *self)
{
    const char *before = "\n";
    for (size_t i = 0; i < self->count; i++) {
        const row_t *row = &self->rows[i];
        if (!row->reason)
            continue;
        buffer_append_format(out, "%s%s is not ready: %s\n", before, child_name(row->child), row->reason);
        before = "";
    }
}

static void write_table(buffer_t *out, const status_t *self)
{
    const char *base_url = NULL;
    buffer_append_format(out, "%-12s %8s  %-9s  %8s  %8s  %s\n", "PROCESS", "PID", "STATE", "UP", "RESTARTS",
                         "ADMIN");
    for (size_t i = 0; i < self->count; i++) {
        const report_t *report = child_report(self->rows[i].child);
        write_row(out, &self->rows[i]);
        if (report->base_url)
            base_url = report->base_url;
    }
    write_reasons(out, self);
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

static void row_answered(void *context, text_t answer)
{
    row_t *row = context;
    status_t *self = row->status;
    row->ready = child_is_yes(row->child, answer);
    row->reason = row->ready ? NULL : child_reason(row->child, answer);
    const text_t remark = child_remark(row->child, answer);
    row->remark = remark.size > 0 ? memory_copy_text(remark) : NULL;
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
    self->cluster = plan->settings->cluster;
    self->done = done;
    self->context = context;
    for (size_t i = 0; i < plan->count; i++) {
        child_t *child = plan->children[i];
        if (child == plan->demo || !plan_wants(plan, child))
            continue;
        row_t *row = &self->rows[self->count++];
        *row = (row_t){.status = self, .child = child};
        row->probe = child_ask(row->child, row_answered, row);
        if (!row->probe)
            row->reason = child_reason(child, TEXT_NONE);
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
    for (size_t i = 0; i < self->count; i++) {
        probe_destroy(&self->rows[i].probe);
        free(self->rows[i].reason);
        free(self->rows[i].remark);
    }
    loop_timer_destroy(&self->none);
    free(self);
    *self_p = NULL;
}
