/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/plan.h"

#include <stdio.h>

#include "common/store/form.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/move/users.h"

enum { MIB = 1 << 20 };

bool plan_read(wire_t *wire, const char *key, buffer_t *out)
{
    buffer_clear(out);
    wire_words(wire, "GET");
    wire_add(wire, text_of(key));
    const redis_reply_t *reply = wire_ask(wire, key);
    if (reply->type != REDIS_REPLY_STRING)
        return false;
    buffer_append_text(out, redis_text(reply));
    return true;
}

/* ---- both sides ---- */

static void look_at_form(const plan_t *self)
{
    buffer_t form = {0};
    plan_read(source_wire(self->source), STORE_FORM_KEY, &form);
    if (!text_equal(buffer_text(&form), TEXT_LITERAL(STORE_FORM)))
        fail("redis at %s: its store is of form '%.*s', and this build moves form " STORE_FORM
             ": start the services of this build on it first",
             self->from, TEXT_ARG(buffer_text(&form)));
    buffer_free(&form);
}

static void look_at_source(const plan_t *self)
{
    wire_t *wire = source_wire(self->source);
    wire_words(wire, "INFO all");
    const redis_reply_t *info = wire_ask(wire, "INFO");
    int64_t memory = info_number(info, "\nused_memory:");
    if (info->type == REDIS_REPLY_STRING && strstr(info->str, "\ncluster_enabled:1"))
        fail("redis at %s: it is part of a cluster, which is no source of a move", self->from);
    for (int number = 1; number < 16; number++) {
        char name[16];
        snprintf(name, sizeof name, "\ndb%d:", number);
        if (info->type == REDIS_REPLY_STRING && strstr(info->str, name))
            fail("redis at %s: it has keys in database %d; only those of database 0 can be moved", self->from,
                 number);
    }
    say(stdout, "from   %s: %lld keys, %lld MiB of memory", self->from,
        (long long)source_count(self->source).all, (long long)(memory / MIB));
}

static void look_at_target(const plan_t *self)
{
    buffer_t form = {0};
    bool marked = target_read(self->target, STORE_FORM_KEY, &form);
    bool interrupted = marked && text_begins(buffer_text(&form), TEXT_LITERAL(STORE_FORM_FILLED));
    target_size_t size = target_size(self->target);
    int64_t keys = size.keys.all - marked;
    say(stdout, "to     %s: %zu master%s, %zu replica%s, %lld keys%s", self->to, size.masters,
        size.masters == 1 ? "" : "s", size.replicas, size.replicas == 1 ? "" : "s", (long long)keys,
        interrupted ? " of a move that was interrupted" : "");
    if (keys > 0 && !interrupted && !self->clear)
        fail("%s is not empty: nothing was done; with --yes a move deletes what is in it", self->to);
    buffer_free(&form);
}

/* ---- rights ---- */

/* What it is given is no key that could be put anywhere: it says so to whom it does not refuse the command.
 */
static void look_at_master(void *context, server_t *server)
{
    (void)context;
    const text_t words[] = {TEXT_LITERAL("RESTORE"), TEXT_LITERAL(STORE_FORM_KEY), TEXT_LITERAL("0"),
                            TEXT_LITERAL("-")};
    redis_reply_t *reply = server_ask(server, sizeof words / sizeof *words, words);
    if (reply && reply->type == REDIS_REPLY_ERROR && text_begins(redis_text(reply), TEXT_LITERAL("NOPERM")))
        fail("redis: RESTORE: %s", reply->str);
    redis_reply_free(reply);
}

/* Commands that change nothing so. */
static void look_at_rights(const plan_t *self)
{
    wire_t *wire = source_wire(self->source);
    wire_words(wire, "CLIENT PAUSE 1 WRITE");
    wire_ask(wire, "CLIENT PAUSE");
    wire_words(wire, "CLIENT KILL ID 9223372036854775807");
    wire_ask(wire, "CLIENT KILL");
    store_each_server(self->target, look_at_master, NULL);
}

void plan_look(const plan_t *self)
{
    look_at_form(self);
    look_at_source(self);
    look_at_target(self);
    look_at_rights(self);
    users_look(self->source, self->target);
}
