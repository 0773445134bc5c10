/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/inquiry.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "common/redis/link.h"
#include "common/redis/prepare.h"

/* ms: for the connection and then for the answer, of which each byte is a sign of life; and for all of it. */
enum { INQUIRY_SILENCE = 500, INQUIRY_WHOLE = 1000, REASON_SIZE = 128 };

struct redis_inquiry {
    const redis_options_t *options;
    redis_inquiry_fn *done;
    void *context;
    redis_link_t *link;
    loop_timer_t *timer; /* until the node that is asked must have answered */
    redis_address_t nodes[REDIS_INQUIRY_NODES_MAX];
    size_t count, current;
    bool asking;
    bool whole; /* the node that is asked says that the cluster is */
    redis_inquiry_result_t result;
    redis_topology_t read, best; /* from the node that is asked; the first that was read, or a sure one */
    char reason[REASON_SIZE];    /* why the last one could not tell */
};

/* What an answer is to; carried as the waiter's context. */
typedef struct {
    void (*take)(redis_inquiry_t *self, const redis_reply_t *reply);
} question_t;

static void send_words(redis_inquiry_t *self, const question_t *question, const redis_command_t *command)
{
    /* The link gives the pointer back as it is. */
    redis_waiter_t waiter = {.context = (void *)(uintptr_t)question};
    redis_link_write(self->link, command);
    redis_link_expect(self->link, &waiter);
}

static void send_cluster(redis_inquiry_t *self, const question_t *question, text_t word)
{
    redis_command_t command = {0};
    redis_add_literal(&command, "CLUSTER");
    redis_add(&command, word);
    send_words(self, question, &command);
}

static void take_login(redis_inquiry_t *self, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_ERROR)
        redis_link_break(self->link, reply->str);
}

static void take_info(redis_inquiry_t *self, const redis_reply_t *reply)
{
    static const char ok[] = "cluster_state:ok";
    const text_t info = redis_text(reply);
    if (reply->type == REDIS_REPLY_ERROR)
        redis_link_break(self->link, reply->str);
    self->whole = info.size > 0 && memmem(info.data, info.size, ok, sizeof ok - 1) != NULL;
}

static void take_topology(redis_inquiry_t *self, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_ERROR)
        redis_link_break(self->link, reply->str);
    else if (!redis_topology_read(&self->read, reply, &self->nodes[self->current]))
        redis_link_break(self->link, self->read.refusal);
    else {
        if (self->whole || self->result == REDIS_INQUIRY_FAILED)
            self->best = self->read;
        self->result = self->whole ? REDIS_INQUIRY_SURE : REDIS_INQUIRY_UNSURE;
        redis_link_break(self->link, self->whole ? "answered" : "the cluster is down");
    }
}

/* Redis 6 knows no SHARDS. */
static void take_shards(redis_inquiry_t *self, const redis_reply_t *reply)
{
    static const question_t slots = {take_topology};
    static const char unknown[] = "ERR ";
    if (reply->type == REDIS_REPLY_ERROR && strncmp(reply->str, unknown, sizeof unknown - 1) == 0)
        send_cluster(self, &slots, TEXT_LITERAL("SLOTS"));
    else
        take_topology(self, reply);
}

static void send_login(redis_inquiry_t *self)
{
    static const question_t login = {take_login};
    const redis_options_t *options = self->options;
    redis_command_t command = {0};
    if (redis_add_login(&command, options->user, options->password))
        send_words(self, &login, &command);
}

static void ask_current(redis_inquiry_t *self)
{
    static const question_t info = {take_info}, shards = {take_shards};
    self->whole = false;
    redis_link_open(self->link, &self->nodes[self->current]);
    loop_timer_set(self->timer, INQUIRY_WHOLE);
    send_login(self);
    send_cluster(self, &info, TEXT_LITERAL("INFO"));
    send_cluster(self, &shards, TEXT_LITERAL("SHARDS"));
}

static void link_answered(void *owner, const redis_waiter_t *waiter, const redis_reply_t *reply)
{
    const question_t *question = waiter->context;
    redis_inquiry_t *self = owner;
    if (reply && redis_link_is_open(self->link))
        question->take(self, reply);
}

/* Nothing is published to a connection that has not subscribed. */
static void link_pushed(void *owner, const redis_reply_t *message)
{
    (void)owner;
    (void)message;
}

static void link_closed(void *owner, const char *reason)
{
    redis_inquiry_t *self = owner;
    loop_timer_unset(self->timer);
    snprintf(self->reason, sizeof self->reason, "%s", reason);
}

static void link_emptied(void *owner)
{
    redis_inquiry_t *self = owner;
    if (self->result != REDIS_INQUIRY_SURE && ++self->current < self->count) {
        ask_current(self);
        return;
    }
    self->asking = false;
    self->done(self->context, self->result, self->result == REDIS_INQUIRY_FAILED ? NULL : &self->best,
               self->reason);
}

/* If this process itself was stopped for a while, the answer lies in the socket: what of it is whole counts.
 */
static void answer_due(void *context)
{
    redis_inquiry_t *self = context;
    redis_link_read(self->link);
    redis_link_break(self->link, "no whole answer in time");
}

static const redis_link_events_t LINK_EVENTS = {link_answered, link_pushed, link_closed, link_emptied};

redis_inquiry_t *redis_inquiry_new(loop_t *loop, const redis_options_t *options, redis_inquiry_fn *done,
                                   void *context)
{
    redis_inquiry_t *self = memory_new_zeroed(sizeof *self);
    self->options = options;
    self->done = done;
    self->context = context;
    self->link = redis_link_new(loop, INQUIRY_SILENCE, &LINK_EVENTS, self);
    self->timer = loop_timer_new(loop, answer_due, self);
    return self;
}

void redis_inquiry_destroy(redis_inquiry_t **self_p)
{
    redis_inquiry_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    redis_link_destroy(&self->link);
    loop_timer_destroy(&self->timer);
    free(self);
}

bool redis_inquiry_is_under_way(const redis_inquiry_t *self)
{
    return self->asking;
}

void redis_inquiry_ask(redis_inquiry_t *self, const redis_address_t *nodes, size_t count)
{
    assert(count > 0 && count <= REDIS_INQUIRY_NODES_MAX);
    if (self->asking)
        return;
    memcpy(self->nodes, nodes, count * sizeof *nodes);
    self->count = count;
    self->current = 0;
    self->asking = true;
    self->result = REDIS_INQUIRY_FAILED;
    ask_current(self);
}
