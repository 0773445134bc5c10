/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/cluster_form.h"

#include "base/hash.h"

static redis_member_t *keeper(redis_cluster_form_t *self)
{
    const char *key = self->members->shared->options.form_key;
    redis_member_t *member = redis_members_owner(self->members, redis_slot_of(text_of(key)));
    return member && redis_node_is_connected(member->node) ? member : NULL;
}

static void ask_later(redis_cluster_form_t *self)
{
    loop_timer_set(self->retry, back_off_next(&self->back_off));
}

/* A store without a form, whose masters have not all been heard of yet: no news unless it lasts. */
static bool is_early(const redis_cluster_form_t *self, text_t error)
{
    return text_begins(error, TEXT_LITERAL("UNSURE ")) && self->back_off.delay < self->back_off.limit;
}

static void refused(redis_cluster_form_t *self, const redis_reply_t *reply)
{
    const redis_shared_t *shared = self->members->shared;
    if (!is_early(self, redis_text(reply)))
        redis_log_failure(self->log, "redis not ready", reply->str ? reply->str : "no form");
    shared->refused(shared->owner, redis_text(reply));
    ask_later(self);
}

/* The script's own error comes as a text, so that it can be told on. */
static void answered(void *context, redis_status_t status, const redis_reply_t *reply)
{
    redis_cluster_form_t *self = context;
    const bool was_right = self->right;
    self->asking--;
    if (status != REDIS_OK) {
        ask_later(self);
        return;
    }
    self->right = reply->type == REDIS_REPLY_INTEGER;
    if (self->right)
        back_off_reset(&self->back_off);
    else
        refused(self, reply);
    if (self->right != was_right)
        self->judged(self->owner, self->right);
}

static void run_script(redis_cluster_form_t *self)
{
    redis_member_t *member = keeper(self);
    char digits[24];
    buffer_t elsewhere = {digits, 0, sizeof digits};
    redis_command_t command = {0};
    buffer_append_int(&elsewhere, self->uncertain && self->elsewhere == 0 ? -1 : self->elsewhere);
    redis_add_literal(&command, "EVALSHA");
    redis_add(&command, (text_t){self->script_name.hex, sizeof self->script_name.hex});
    redis_add_literal(&command, "1");
    redis_add(&command, text_of(self->members->shared->options.form_key));
    redis_add(&command, buffer_text(&elsewhere));
    if (self->members->shared->token)
        redis_add(&command, text_of(self->members->shared->token));
    redis_waiter_t waiter = {.done = answered, .context = self};
    if (member && redis_node_send(member->node, &command, &waiter))
        self->asking++;
    else
        ask_later(self);
}

static void counted(void *context, redis_status_t status, const redis_reply_t *reply)
{
    redis_cluster_form_t *self = context;
    if (status == REDIS_OK && reply->type == REDIS_REPLY_INTEGER)
        self->elsewhere += reply->integer;
    else
        self->uncertain = true;
    if (--self->asking == 0)
        run_script(self);
}

/* Wherever the question may be redirected to. */
static void load_script(redis_cluster_form_t *self, redis_node_t *node)
{
    redis_command_t command = {0};
    redis_waiter_t nobody = {.done = NULL};
    redis_add_literal(&command, "SCRIPT");
    redis_add_literal(&command, "LOAD");
    redis_add(&command, buffer_text(&self->script));
    redis_node_send(node, &command, &nobody);
}

/* A master that cannot be asked may hold keys. */
static void count_keys(redis_cluster_form_t *self, const redis_member_t *member)
{
    redis_command_t command = {0};
    redis_waiter_t waiter = {.done = counted, .context = self};
    redis_add_literal(&command, "DBSIZE");
    if (redis_node_send(member->node, &command, &waiter))
        self->asking++;
    else if (member->slots > 0)
        self->uncertain = true;
}

static void ask(redis_cluster_form_t *self)
{
    const redis_member_t *asked = keeper(self);
    if (self->asking > 0 || !asked)
        return;
    self->elsewhere = 0;
    self->uncertain = false;
    for (size_t i = 0; i < self->members->used; i++) {
        const redis_member_t *member = &self->members->places[i];
        if (!member->node)
            continue;
        load_script(self, member->node);
        if (member != asked)
            count_keys(self, member);
    }
    if (self->asking == 0)
        run_script(self);
}

static void retry_due(void *context)
{
    ask(context);
}

static void write_script(buffer_t *out, text_t body)
{
    buffer_append_literal(out, "local form = (function()\n");
    buffer_append_text(out, body);
    buffer_append_literal(out, "\nend)()\nif type(form) == 'table' then return form.err end\nreturn form");
}

void redis_cluster_form_open(redis_cluster_form_t *self)
{
    const redis_shared_t *shared = self->members->shared;
    self->right = !shared->options.form;
    if (shared->options.form) {
        write_script(&self->script, text_of(shared->options.form->body));
        hash_sha1(self->script_name.hex, buffer_text(&self->script));
    }
    self->retry = loop_timer_new(shared->loop, retry_due, self);
    back_off_init(&self->back_off, 10, 1000);
}

void redis_cluster_form_close(redis_cluster_form_t *self)
{
    buffer_free(&self->script);
    loop_timer_destroy(&self->retry);
}

void redis_cluster_form_look(redis_cluster_form_t *self, const redis_node_t *node)
{
    if (!self->members->shared->options.form)
        return;
    const redis_member_t *member = keeper(self);
    if (!self->right || (member && member->node == node))
        ask(self);
}

void redis_cluster_form_forget(redis_cluster_form_t *self)
{
    self->right = !self->members->shared->options.form;
}
