/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/users.h"

#include <stdio.h>

#include "base/buffer.h"
#include "common/store/form.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"

static text_t word_behind(text_t line, const char *field)
{
    const size_t size = strlen(field);
    for (size_t at = 0; at + size <= line.size; at++)
        if (memcmp(line.data + at, field, size) == 0) {
            const text_t rest = {line.data + at + size, line.size - at - size};
            const char *end = memchr(rest.data, ' ', rest.size);
            return (text_t){rest.data, end ? (size_t)(end - rest.data) : rest.size};
        }
    return TEXT_NONE;
}

/* Those who are connected, out of the answer to CLIENT LIST, but for ourselves. */
static void add_users(key_set_t *users, const redis_reply_t *list)
{
    const char *at = list->type == REDIS_REPLY_STRING ? list->str : "";
    for (size_t size; *at; at += size + (at[size] == '\n')) {
        size = strcspn(at, "\n");
        const text_t line = {at, size}, user = word_behind(line, " user=");
        if (user.size > 0 && !text_equal(word_behind(line, " name="), TEXT_LITERAL(MOVE_NAME)))
            key_set_add(users, user);
    }
}

static const redis_reply_t *field_of(const redis_reply_t *user, text_t name)
{
    for (size_t i = 0; i + 1 < user->elements; i += 2)
        if (text_equal(redis_text(user->element[i]), name))
            return user->element[i + 1];
    return NULL;
}

static bool has_flag(const redis_reply_t *user, text_t flag)
{
    const redis_reply_t *flags = field_of(user, TEXT_LITERAL("flags"));
    for (size_t i = 0; flags && i < flags->elements; i++)
        if (text_equal(redis_text(flags->element[i]), flag))
            return true;
    return false;
}

/* What a login depends on. Redis tells digests of passwords, in the order in which they were given. */
static void write_login(buffer_t *out, const redis_reply_t *user)
{
    const redis_reply_t *passwords = field_of(user, TEXT_LITERAL("passwords"));
    buffer_append_literal(out, "login");
    if (!has_flag(user, TEXT_LITERAL("on")))
        buffer_append_literal(out, " off");
    if (has_flag(user, TEXT_LITERAL("nopass")))
        buffer_append_literal(out, " nopass");
    for (size_t i = 0; passwords && i < passwords->elements; i++) {
        buffer_append_char(out, ' ');
        buffer_append_text(out, redis_text(passwords->element[i]));
    }
}

static bool write_user(buffer_t *out, const redis_reply_t *user)
{
    buffer_clear(out);
    if (user->type == REDIS_REPLY_ARRAY)
        write_login(out, user);
    return user->type == REDIS_REPLY_ARRAY;
}

static void look_at_right(wire_t *wire, text_t name)
{
    wire_words(wire, "ACL DRYRUN");
    wire_add(wire, name);
    wire_words(wire, "GET " STORE_FORM_MOVED_KEY);
    const redis_reply_t *reply = wire_ask(wire, "ACL DRYRUN");
    if (reply->type != REDIS_REPLY_STATUS)
        fail("redis at %s: its user %.*s could not read where the store has moved: it needs "
             "%%R~" STORE_FORM_MOVED_KEY,
             wire_name(wire), TEXT_ARG(name));
}

/* What every process begins with. */
static void look_at_cluster_right(server_t *server, text_t name)
{
    const text_t words[] = {TEXT_LITERAL("ACL"), TEXT_LITERAL("DRYRUN"), name, TEXT_LITERAL("CLUSTER"),
                            TEXT_LITERAL("SHARDS")};
    redis_reply_t *reply = store_ask_server(server, sizeof words / sizeof *words, words, REPLY_ANY);
    if (reply->type != REDIS_REPLY_STATUS)
        fail("the user %.*s may not use the cluster: it needs +cluster|shards, and what else "
             "ops/docker/make-secrets gives",
             TEXT_ARG(name));
    redis_reply_free(reply);
}

/* How somebody logs in on the old side, and does on each master of the new one. */
typedef struct {
    text_t name;
    bool cluster; /* the new side is one */
    buffer_t old, new;
} login_t;

static void look_at_master(void *context, server_t *server)
{
    login_t *self = context;
    const text_t words[] = {TEXT_LITERAL("ACL"), TEXT_LITERAL("GETUSER"), self->name};
    redis_reply_t *user = store_ask_server(server, sizeof words / sizeof *words, words, REPLY_ANY);
    if (!write_user(&self->new, user))
        fail("the new Redis has no user %.*s, and the old one has", TEXT_ARG(self->name));
    if (!text_equal(buffer_text(&self->old), buffer_text(&self->new)))
        fail("the user %.*s has other passwords on the new Redis than on the old one", TEXT_ARG(self->name));
    redis_reply_free(user);
    if (self->cluster)
        look_at_cluster_right(server, self->name);
}

static void look_at_user(source_t *source, store_t *target, text_t name)
{
    login_t login = {.name = name, .cluster = store_cluster(target) != NULL};
    wire_t *wire = source_wire(source);
    look_at_right(wire, name);
    wire_words(wire, "ACL GETUSER");
    wire_add(wire, name);
    if (write_user(&login.old, wire_ask(wire, "ACL GETUSER")))
        store_each_server(target, look_at_master, &login);
    buffer_free(&login.old);
    buffer_free(&login.new);
}

void users_look(source_t *source, store_t *target)
{
    key_set_t users = {0};
    add_users(&users, wire_try(source_wire(source), "CLIENT LIST"));
    const redis_reply_t *allowed = wire_try(source_wire(source), "ACL WHOAMI");
    if (allowed->type == REDIS_REPLY_ERROR)
        say(stdout, "users  not looked at: this user of Redis may not");
    size_t at = 0;
    text_t name;
    while (allowed->type != REDIS_REPLY_ERROR && key_set_next(&users, &at, &name))
        look_at_user(source, target, name);
    key_set_free(&users);
}
