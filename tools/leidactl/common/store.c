/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/store.h"

#include <assert.h>
#include <stdlib.h>

#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/patience.h"
#include "tools/leidactl/common/refusal.h"
#include "tools/leidactl/common/settle.h"

struct store {
    server_t *server;    /* NULL: there are those of a cluster, */
    cluster_t *cluster;  /* which is else NULL */
    arguments_t command; /* under construction */
    owed_t owed;
    bool unwritten;   /* servers may have output that the kernel does not have yet */
    bool changed;     /* the record whose replies are coming in has changed something */
    size_t unchanged; /* records */
};

store_t *store_new(const connection_settings_t *settings)
{
    store_t *self = memory_new_zeroed(sizeof *self);
    redis_seeds_t seeds;
    if (redis_seeds_read(settings->address, &seeds))
        self->cluster = cluster_new(settings, &seeds);
    else
        self->server = server_new(connection_open(settings), NULL);
    return self;
}

void store_destroy(store_t **self_p)
{
    store_t *self = *self_p;
    *self_p = NULL;
    if (!self)
        return;
    owed_free(&self->owed);
    arguments_free(&self->command);
    server_destroy(&self->server);
    cluster_destroy(&self->cluster);
    free(self);
}

/* ---- commands ---- */

void store_begin(store_t *self, const char *name)
{
    arguments_begin(&self->command, name);
}

void store_begin_script(store_t *self, store_script_t *script, int key_count)
{
    arguments_begin_script(&self->command, script, key_count, self->cluster != NULL);
}

buffer_t *store_part(store_t *self)
{
    return arguments_part(&self->command);
}

void store_add(store_t *self, text_t argument)
{
    arguments_add(&self->command, argument);
}

void store_add_int(store_t *self, int64_t argument)
{
    buffer_append_int(store_part(self), argument);
}

void store_once(store_t *self)
{
    self->command.once = true;
}

static void load_script(store_t *self, server_t *server, const store_script_t *script)
{
    owed_add(&self->owed, OWED_LOAD, &self->command, false)->server = server;
    arguments_write_load(script, self->cluster != NULL, server_output(server));
    server_added(server);
    server_add_script(server, script);
}

static int slot_of(const store_t *self)
{
    const int slot = self->cluster ? arguments_slot(&self->command) : ARGUMENTS_NO_KEY;
    if (slot == ARGUMENTS_TWO_SLOTS)
        fail("redis: a command of leidactl has keys of two slots, which no node of a cluster takes");
    return slot;
}

/* Gives who is to answer it; NULL: nobody so far. */
static server_t *send_command(store_t *self, owed_kind_t kind)
{
    const arguments_t *command = &self->command;
    const int slot = slot_of(self);
    server_t *server = self->cluster ? cluster_server(self->cluster, slot) : self->server;
    if (server && command->script && !server_has_script(server, command->script))
        load_script(self, server, command->script);
    owed_reply_t *owed = owed_add(&self->owed, kind, command, self->cluster != NULL);
    owed->server = server;
    owed->slot = slot;
    self->unwritten = true;
    if (server && self->cluster)
        buffer_append_text(server_output(server), owed_command(&self->owed, owed));
    else if (server)
        arguments_write(command, false, server_output(server));
    return server;
}

void store_send(store_t *self)
{
    server_t *server = send_command(self, OWED_ASKED);
    if (server)
        server_added(server);
}

/* ---- replies ---- */

static bool is_refused(const redis_reply_t *reply)
{
    return !reply || refusal_of(reply) != REFUSAL_NONE;
}

/* Also when there is no more to come: a script that was refused is given again with its next command. */
static bool has_come(const owed_reply_t *owed)
{
    return owed->reply || owed->kind == OWED_NOTHING;
}

/* Has the reply come that this one is owed. Meanwhile the other servers have work, too. */
static void fetch(store_t *self, owed_reply_t *owed)
{
    if (self->cluster && self->unwritten)
        cluster_write(self->cluster);
    self->unwritten = false;
    if (owed->server)
        owed->reply = server_receive(owed->server);
    if (self->cluster && is_refused(owed->reply))
        settle(self->cluster, &self->owed);
    if (!has_come(owed))
        fail("redis: %s", server_trouble(owed->server));
}

/* Ends the process with what is wrong, and where: NULL where that is not known. */
static void fail_of(const server_t *server, text_t what)
{
    buffer_t where = {0};
    if (!server || !server_address(server))
        fail("redis: %.*s", TEXT_ARG(what));
    cluster_write_trouble(&where, server, what);
    fail("%.*s", TEXT_ARG(buffer_text(&where)));
}

/* The reply is an error. */
static void fail_error(const owed_reply_t *owed, text_t keys)
{
    static const char moved[] = "MOVED ";
    const bool is_node = strncmp(owed->reply->str, moved, sizeof moved - 1) == 0;
    buffer_t what = {0};
    buffer_append_format(&what, "%.*s%s%s", TEXT_ARG(keys), owed->reply->str,
                         is_node ? ": it is a node of a cluster, whose address is cluster://HOST:PORT" : "");
    fail_of(owed->server, buffer_text(&what));
}

/* The first that is owed. NULL where a key holds the wrong kind of value, if that is `sound`. */
static redis_reply_t *take(store_t *self, reply_kind_t kind, bool sound)
{
    owed_reply_t *first = owed_at(&self->owed, 0);
    const text_t keys = owed_keys(&self->owed, first);
    if (!first->reply)
        fetch(self, first);
    redis_reply_t *reply = first->reply;
    assert(reply); /* only a script's load has none, which take_queued drops */
    if (reply_is_wrong_type(reply) && !sound)
        fail("redis: %.*sholds the wrong kind of value", TEXT_ARG(keys));
    if (reply_is_wrong_type(reply)) {
        redis_reply_free(reply);
        reply = NULL;
    } else if (reply->type == REDIS_REPLY_ERROR) {
        fail_error(first, keys);
    } else if (!reply_is_of_kind(reply, kind)) {
        fail("redis: %.*san answer of another kind than expected", TEXT_ARG(keys));
    }
    owed_drop(&self->owed);
    return reply;
}

static void count_record(store_t *self, const redis_reply_t *reply, bool last)
{
    self->changed = self->changed || reply_number(reply) != 0;
    if (!last)
        return;
    self->unchanged += !self->changed;
    self->changed = false;
}

/* Of a command that was queued, or of what gave the server a script. */
static void take_queued(store_t *self)
{
    owed_reply_t *first = owed_at(&self->owed, 0);
    if (!has_come(first))
        fetch(self, first);
    const owed_kind_t kind = first->kind;
    if (kind == OWED_NOTHING) {
        owed_drop(&self->owed);
        return;
    }
    redis_reply_t *reply = take(self, REPLY_ANY, false);
    if (kind == OWED_PART || kind == OWED_LAST)
        count_record(self, reply, kind == OWED_LAST);
    redis_reply_free(reply);
}

static redis_reply_t *receive(store_t *self, reply_kind_t kind, bool sound)
{
    while (owed_at(&self->owed, 0)->kind != OWED_ASKED)
        take_queued(self);
    return take(self, kind, sound);
}

redis_reply_t *store_receive(store_t *self, reply_kind_t kind)
{
    return receive(self, kind, false);
}

redis_reply_t *store_receive_sound(store_t *self, reply_kind_t kind)
{
    return receive(self, kind, true);
}

void store_flush(store_t *self)
{
    while (self->owed.count > 0)
        take_queued(self);
}

/* Has so many replies come that the server owes. Those that are owed before them by others come in any case.
 */
static void fetch_due(store_t *self, const server_t *server, size_t due)
{
    for (size_t i = 0; i < self->owed.count && due > 0; i++) {
        owed_reply_t *owed = owed_at(&self->owed, i);
        if (owed->reply || owed->server != server)
            continue;
        fetch(self, owed);
        due--;
    }
}

static void queue(store_t *self, owed_kind_t kind)
{
    server_t *server = send_command(self, kind);
    if (server)
        fetch_due(self, server, server_queued(server));
    else
        settle(self->cluster, &self->owed);
    while (self->owed.count > 0 && has_come(owed_at(&self->owed, 0)))
        take_queued(self);
}

void store_queue(store_t *self)
{
    queue(self, OWED_ALONE);
}

void store_queue_record(store_t *self, bool last)
{
    queue(self, last ? OWED_LAST : OWED_PART);
}

size_t store_unchanged(const store_t *self)
{
    return self->unchanged;
}

redis_reply_t *store_ask(store_t *self, reply_kind_t kind)
{
    store_flush(self);
    store_send(self);
    return store_receive(self, kind);
}

int64_t store_ask_int(store_t *self)
{
    redis_reply_t *reply = store_ask(self, REPLY_NUMBER);
    int64_t value = reply->integer;
    redis_reply_free(reply);
    return value;
}

/* ---- servers ---- */

cluster_t *store_cluster(store_t *self)
{
    return self->cluster;
}

redis_reply_t *store_ask_server(server_t *server, size_t count, const text_t *words, reply_kind_t kind)
{
    buffer_t why = {0};
    redis_reply_t *reply = server_ask(server, count, words);
    if (!reply)
        buffer_append_text(&why, text_of(server_trouble(server)));
    else if (reply->type == REDIS_REPLY_ERROR)
        buffer_append_text(&why, redis_text(reply));
    else if (!reply_is_of_kind(reply, kind))
        buffer_append_format(&why, "an answer to %.*s of another kind than expected", TEXT_ARG(words[0]));
    if (why.size > 0)
        fail_of(server, buffer_text(&why));
    return reply;
}

/* Connects to all masters that have slots. False, and the trouble, where that fails. */
static bool try_all(cluster_t *cluster)
{
    size_t place = 0;
    while (place < cluster_count(cluster) &&
           (!cluster_has_slots(cluster, place) || cluster_at(cluster, place)))
        place++;
    return place == cluster_count(cluster);
}

static void connect_to_all(cluster_t *cluster)
{
    patience_t patience = {.began = 0};
    while (!try_all(cluster)) {
        patience_wait(&patience, cluster_trouble(cluster), "");
        cluster_ask(cluster);
    }
}

void store_hold(store_t *self, const char *name)
{
    const text_t words[] = {TEXT_LITERAL("CLIENT"), TEXT_LITERAL("SETNAME"), text_of(name)};
    if (self->cluster) {
        cluster_hold(self->cluster, name);
        connect_to_all(self->cluster);
    } else {
        redis_reply_free(store_ask_server(self->server, sizeof words / sizeof *words, words, REPLY_ANY));
    }
}

void store_each_server(store_t *self, store_server_fn *visit, void *context)
{
    if (!self->cluster) {
        visit(context, self->server);
        return;
    }
    connect_to_all(self->cluster);
    for (size_t place = 0; place < cluster_count(self->cluster); place++)
        if (cluster_has_slots(self->cluster, place))
            visit(context, cluster_at(self->cluster, place));
}
