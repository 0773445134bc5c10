/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/wechat/report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/json/build.h"
#include "base/printable.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/wechat/wechat.h"

static void add_text(buffer_t *out, const char *name, text_t value)
{
    char *text = memory_copy_text(value);
    json_add_text(out, name, text);
    free(text);
}

void report_add_kept(report_t *self, text_t kind, text_t account, int64_t expires, int64_t gen, int64_t now)
{
    buffer_t until = {0};
    clock_write_time(&until, expires - expires % 1000);
    if (self->json) {
        json_open(&self->accounts, NULL, '{');
        add_text(&self->accounts, "kind", kind);
        add_text(&self->accounts, "account", account);
        add_text(&self->accounts, "valid_until", buffer_text(&until));
        json_add_raw(&self->accounts, "valid", expires > now ? "true" : "false");
        json_add_int(&self->accounts, "number", gen);
        json_close(&self->accounts, '}');
    } else {
        buffer_append_format(&self->accounts, "%.*s %.*s: %s %.*s, number %lld\n", TEXT_ARG(kind),
                             TEXT_ARG(account), expires > now ? "valid until" : "expired",
                             TEXT_ARG(buffer_text(&until)), (long long)gen);
    }
    buffer_free(&until);
}

void report_add_wrong(report_t *self, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    buffer_t shown = {0};
    printable_write(&shown, text_of(text));
    if (self->json)
        add_text(&self->wrong, NULL, buffer_text(&shown));
    else
        buffer_append_format(&self->wrong, "wrong: %.*s\n", TEXT_ARG(buffer_text(&shown)));
    buffer_free(&shown);
}

static void print_queue(const char *name, const report_queue_t *queue)
{
    if (queue->oldest < 0)
        say(stdout, "%s: %lld", name, (long long)queue->entries);
    else
        say(stdout, "%s: %lld, the oldest %lld s old", name, (long long)queue->entries,
            (long long)queue->oldest / 1000);
}

static void add_queue(buffer_t *out, const char *name, const report_queue_t *queue)
{
    json_open(out, name, '{');
    json_add_int(out, "entries", queue->entries);
    if (queue->oldest < 0)
        json_add_raw(out, "oldest_seconds", "null");
    else
        json_add_int(out, "oldest_seconds", queue->oldest / 1000);
    json_close(out, '}');
}

/* The items of a list, each of which was added with nothing before it. */
static void add_list(buffer_t *out, const char *name, const buffer_t *items)
{
    json_open(out, name, '[');
    buffer_append_text(out, buffer_text(items));
    json_close(out, ']');
}

static void print_json(const report_t *self)
{
    buffer_t out = {0};
    json_open(&out, NULL, '{');
    add_list(&out, "accounts", &self->accounts);
    add_queue(&out, "in", &self->in);
    add_queue(&out, "out", &self->out);
    add_queue(&out, "dead", &self->dead);
    json_add_int(&out, "partitions_held", self->held);
    add_list(&out, "wrong", &self->wrong);
    json_close(&out, '}');
    printf("%.*s\n", TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

void report_print(const report_t *self)
{
    if (self->json) {
        print_json(self);
        return;
    }
    fwrite(self->accounts.data, 1, self->accounts.size, stdout);
    print_queue("inbound queue", &self->in);
    print_queue("outbound queue", &self->out);
    print_queue("dead items", &self->dead);
    say(stdout, "partitions with a holder: %lld of %d", (long long)self->held, WECHAT_PARTITIONS);
    fwrite(self->wrong.data, 1, self->wrong.size, stdout);
}

void report_free(report_t *self)
{
    buffer_free(&self->accounts);
    buffer_free(&self->wrong);
}
