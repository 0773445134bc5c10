/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/settle.h"

#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/patience.h"
#include "tools/leidactl/common/refusal.h"

enum { REDIRECTIONS_MAX = 5 /* one after the other, before it waits */ };

/* A command that is done anew. */
typedef struct {
    cluster_t *cluster;
    const owed_reply_t *owed;
    text_t command;
    redis_address_t to; /* where ASK has sent it */
    bool asks;          /* there is such a place, for the next try only */
    int redirections;
    patience_t patience;
    buffer_t why; /* NUL-terminated: of the last refusal */
} redo_t;

static const char *advice_of(text_t what)
{
    if (text_begins(what, TEXT_LITERAL("TRYAGAIN")))
        return "a move that was broken off is finished by redis-cli --cluster fix";
    if (text_begins(what, TEXT_LITERAL("CLUSTERDOWN")))
        return "redis-cli --cluster check says what is wrong";
    return "";
}

static void wait(redo_t *self, const char *advice)
{
    patience_wait(&self->patience, self->why.data, advice);
    self->redirections = 0;
    cluster_drop_broken(self->cluster);
    cluster_ask(self->cluster);
}

static void set_why(redo_t *self, const server_t *server, text_t what)
{
    buffer_clear(&self->why);
    cluster_write_trouble(&self->why, server, what);
    buffer_append_char(&self->why, '\0');
}

/* It may have done what it was sent last, or not. */
static void fail_unknown(const server_t *server)
{
    buffer_t why = {0};
    cluster_write_trouble(&why, server, text_of(server_trouble(server)));
    fail("%.*s: what it was sent last may be stored, or not; run it again", TEXT_ARG(buffer_text(&why)));
}

static void take_loss(redo_t *self, const server_t *server)
{
    set_why(self, server, text_of(server_trouble(server)));
    if (self->owed->once || cluster_is_held(self->cluster))
        fail_unknown(server);
    wait(self, "");
}

static void give_script(server_t *server, const store_script_t *script)
{
    arguments_write_load(script, true, server_output(server));
    server_added(server);
    server_add_script(server, script);
}

/* NULL: the connection is of no use any more. */
static redis_reply_t *receive_last(server_t *server, size_t before)
{
    redis_reply_t *reply = server_receive(server);
    for (; reply && before > 0; before--) {
        redis_reply_free(reply);
        reply = server_receive(server);
    }
    return reply;
}

/* The reply of this server; it owes nothing else. */
static redis_reply_t *send_to(redo_t *self, server_t *server, bool asks)
{
    static const text_t asking[] = {TEXT_CONSTANT("ASKING")};
    const store_script_t *script = self->owed->script;
    size_t before = 0;
    if (script && !server_has_script(server, script)) {
        give_script(server, script);
        before++;
    }
    if (asks) {
        arguments_write_words(1, asking, server_output(server));
        server_added(server);
        before++;
    }
    buffer_append_text(server_output(server), self->command);
    server_added(server);
    return receive_last(server, before);
}

static void redirect(redo_t *self, const server_t *server, const redis_reply_t *reply, bool asks)
{
    if (!refusal_read(reply, server_address(server), &self->to))
        fail("%s: it leads nowhere", self->why.data);
    self->asks = asks;
    if (!asks)
        cluster_correct(self->cluster, self->owed->slot, &self->to);
    if (++self->redirections > REDIRECTIONS_MAX)
        wait(self, "it is sent from one node to the other");
}

/* False when the reply is one. */
static bool take_refusal(redo_t *self, server_t *server, const redis_reply_t *reply)
{
    const refusal_t refusal = refusal_of(reply);
    if (refusal == REFUSAL_NONE)
        return false;
    set_why(self, server, redis_text(reply));
    switch (refusal) {
    case REFUSAL_MOVED:
    case REFUSAL_ASK:
        redirect(self, server, reply, refusal == REFUSAL_ASK);
        break;
    case REFUSAL_SCRIPT:
        server_forget_scripts(server);
        if (++self->redirections > REDIRECTIONS_MAX)
            wait(self, "");
        break;
    case REFUSAL_LATER:
        wait(self, advice_of(redis_text(reply)));
        break;
    case REFUSAL_NONE:
        break;
    }
    return true;
}

/* NULL: it is to be tried again. */
static redis_reply_t *try_once(redo_t *self)
{
    const bool asks = self->asks;
    server_t *server = asks ? cluster_server_at(self->cluster, &self->to)
                            : cluster_server(self->cluster, self->owed->slot);
    self->asks = false;
    if (!server) {
        buffer_clear(&self->why);
        buffer_append_format(&self->why, "%s", cluster_trouble(self->cluster));
        buffer_append_char(&self->why, '\0');
        wait(self, "");
        return NULL;
    }
    redis_reply_t *reply = send_to(self, server, asks);
    if (!reply) {
        take_loss(self, server);
    } else if (take_refusal(self, server, reply)) {
        redis_reply_free(reply);
        reply = NULL;
    }
    return reply;
}

/* Nothing else is owed by then. */
static redis_reply_t *redo(cluster_t *cluster, const owed_t *all, const owed_reply_t *owed)
{
    redo_t self = {.cluster = cluster, .owed = owed, .command = owed_command(all, owed)};
    redis_reply_t *reply = NULL;
    while (!reply)
        reply = try_once(&self);
    buffer_free(&self.why);
    return reply;
}

/* Takes all that is under way. */
static void drain(const cluster_t *cluster, owed_t *owed)
{
    for (size_t i = 0; i < owed->count; i++) {
        owed_reply_t *one = owed_at(owed, i);
        if (one->server && !one->reply)
            one->reply = server_receive(one->server);
        if (one->server && !one->reply && (one->once || cluster_is_held(cluster)))
            fail_unknown(one->server);
        one->server = NULL;
    }
}

void settle(cluster_t *cluster, owed_t *owed)
{
    drain(cluster, owed);
    cluster_drop_broken(cluster);
    for (size_t i = 0; i < owed->count; i++) {
        owed_reply_t *one = owed_at(owed, i);
        if (one->reply && refusal_of(one->reply) == REFUSAL_NONE)
            continue;
        redis_reply_free(one->reply);
        one->reply = NULL;
        if (one->kind == OWED_LOAD)
            one->kind = OWED_NOTHING; /* who runs the script gives it anew */
        else if (one->kind != OWED_NOTHING)
            one->reply = redo(cluster, owed, one);
    }
}
