/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/handover.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "common/store/form.h"
#include "tools/leidactl/common/fail.h"

extern const char lua_move_switch[];

enum {
    REPLICA_MS = 300, /* that replicas of the new masters may take */
    SPARE_MS = 200    /* that must be left of the pause when all is copied */
};

static bool unsure;

bool handover_is_unsure(void)
{
    return unsure;
}

typedef struct {
    const handover_t *what;
    source_t *source;
    store_t *target;
    wire_t *control; /* has the pause, and the script that waits for its end */
    int64_t control_id;
    buffer_t channel;
    int64_t began;
    handed_over_t result;
} pause_t;

int64_t handover_clock(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static bool give_up(pause_t *self, const char *reason)
{
    snprintf(self->result.reason, sizeof self->result.reason, "%s", reason);
    return false;
}

/* ---- the script ---- */

/* As long as Redis is out of memory it takes only scripts that say that they may run. */
static void ask_script(pause_t *self, text_t body, text_t to)
{
    wire_words(self->control, "EVAL");
    wire_add(self->control, body);
    wire_words(self->control, "2 " STORE_FORM_KEY " " STORE_FORM_MOVED_KEY);
    wire_add(self->control, buffer_text(&self->channel));
    wire_add(self->control, to);
    wire_send(self->control);
}

/* All in one piece: nothing of anybody may come between these. The pause postpones the script, as the first
 * of all. */
static void begin(pause_t *self)
{
    buffer_t body = {0}, to = {0};
    buffer_append_literal(&body, "#!lua flags=allow-oom");
    buffer_append_text(&body, text_of(lua_move_switch));
    buffer_append_format(&to, "%s %s", self->what->token, self->what->address);
    buffer_append_format(&self->channel, STORE_FORM_MOVED_KEY ":%s:", self->what->token);
    wire_words(self->control, "CLIENT PAUSE");
    wire_add_int(self->control, self->what->pause);
    wire_words(self->control, "WRITE");
    wire_send(self->control);
    ask_script(self, buffer_text(&body), buffer_text(&to));
    wire_words(self->control, "CLIENT KILL TYPE normal");
    wire_send(self->control);
    wire_words(self->control, "CLIENT KILL TYPE pubsub");
    wire_send(self->control);
    self->began = handover_clock();
    wire_expect(self->control, "CLIENT PAUSE");
    buffer_free(&body);
    buffer_free(&to);
}

/* How many changes the store has seen: read in the pause, before anything else, so that one that comes later
 * by whatever way is another number. */
static int64_t read_changes(pause_t *self)
{
    wire_words(source_wire(self->source), "INFO persistence");
    return info_number(wire_ask(source_wire(self->source), "INFO persistence"),
                       "rdb_changes_since_last_save:");
}

/* The script goes first, so that it does not run at the end of the pause, nor what is behind it. */
static void end_in_vain(pause_t *self)
{
    wire_t *wire = source_wire(self->source);
    wire_words(wire, "CLIENT KILL ID");
    wire_add_int(wire, self->control_id);
    wire_ask(wire, "CLIENT KILL");
    wire_words(wire, "CLIENT UNPAUSE");
    wire_ask(wire, "CLIENT UNPAUSE");
}

/* ---- is all there? ---- */

/* Keys that expire may do so on either side first. */
static bool counts_agree(pause_t *self)
{
    handed_over_t *result = &self->result;
    result->old = source_count(self->source);
    result->new = target_size(self->target).keys;
    if (result->old.lasting == result->new.lasting)
        return true;
    snprintf(result->reason, sizeof result->reason, "%lld keys that stay are there, and %lld were copied",
             (long long)result->old.lasting, (long long)result->new.lasting);
    return false;
}

static bool replicas_have_it(pause_t *self)
{
    return target_is_replicated(self->target, REPLICA_MS) ||
           give_up(self, "a master of the new Redis has replicas, and none of them has got all");
}

static bool is_in_time(pause_t *self)
{
    self->result.took = handover_clock() - self->began;
    self->result.late = self->result.took / 1000 > self->what->pause - SPARE_MS;
    return !self->result.late || give_up(self, "what changed last took longer to copy than writes may wait");
}

static bool copy_last(pause_t *self)
{
    source_catch_up(self->source, &self->what->copy->changed);
    self->result.keys = copy_changed(self->what->copy);
    return counts_agree(self) && replicas_have_it(self) && is_in_time(self);
}

/* ---- the switch ---- */

static void say_complete(pause_t *self, int64_t changes)
{
    wire_t *wire = source_wire(self->source);
    unsure = true;
    buffer_append_int(&self->channel, changes);
    source_subscribe(self->source, buffer_text(&self->channel));
    wire_words(wire, "CLIENT UNPAUSE");
    wire_send(wire);
    wire_flush(wire); /* its answer may be lost with the connection */
}

static bool decided(pause_t *self)
{
    const redis_reply_t *reply = wire_receive(self->control);
    unsure = false;
    self->result.took = handover_clock() - self->began;
    if (reply->type == REDIS_REPLY_ERROR)
        return give_up(self, reply->str);
    return (reply->type == REDIS_REPLY_INTEGER && reply->integer == 1) ||
           give_up(self, "the pause ran out, or somebody wrote in spite of it");
}

handed_over_t handover_try(const handover_t *what)
{
    pause_t self = {.what = what, .source = what->copy->source, .target = what->copy->target};
    self.control = source_connect(self.source);
    wire_words(self.control, "CLIENT ID");
    self.control_id = wire_ask_int(self.control, "CLIENT ID");
    begin(&self);
    int64_t changes = read_changes(&self);
    if (copy_last(&self)) {
        say_complete(&self, changes);
        self.result.done = decided(&self);
    } else {
        end_in_vain(&self);
    }
    wire_destroy(&self.control);
    buffer_free(&self.channel);
    return self.result;
}

void handover_send_away(wire_t *wire)
{
    wire_words(wire, "CLIENT KILL TYPE normal");
    wire_ask(wire, "CLIENT KILL");
    wire_words(wire, "CLIENT KILL TYPE pubsub");
    wire_ask(wire, "CLIENT KILL");
}
