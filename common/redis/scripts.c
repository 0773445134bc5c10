/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/scripts.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/hash.h"
#include "common/redis/slots.h"

static void free_bodies(redis_scripts_t *self)
{
    for (size_t i = 0; i < self->count && self->bodies; i++)
        free(self->bodies[i]);
    free(self->bodies);
    free(self->names);
}

void redis_scripts_turn(redis_scripts_t *self, bool in_cluster)
{
    free_bodies(self);
    self->names = memory_new((self->count + 1) * sizeof *self->names);
    self->bodies = memory_new((self->count + 1) * sizeof *self->bodies);
    for (size_t i = 0; i < self->count; i++) {
        buffer_t body = {0};
        buffer_append_text(&body, text_of(in_cluster ? REDIS_SCRIPT_IN_CLUSTER : ""));
        buffer_append_text(&body, text_of(self->counts[i].script->body));
        hash_sha1(self->names[i].hex, buffer_text(&body));
        buffer_append_char(&body, '\0');
        self->bodies[i] = body.data;
    }
}

void redis_scripts_register(redis_scripts_t *self, const redis_script_t *const *scripts, bool in_cluster)
{
    static const redis_script_t *const none[] = {NULL};
    if (!scripts)
        scripts = none;
    while (scripts[self->count])
        self->count++;
    self->counts = memory_new_zeroed((self->count + 1) * sizeof *self->counts);
    for (size_t i = 0; i < self->count; i++) {
        assert(scripts[i]); /* those before the NULL were counted */
        self->counts[i].script = scripts[i];
    }
    redis_scripts_turn(self, in_cluster);
}

void redis_scripts_free(redis_scripts_t *self)
{
    free_bodies(self);
    free(self->counts);
    *self = (redis_scripts_t){0};
}

size_t redis_scripts_find(const redis_scripts_t *self, const redis_script_t *script)
{
    size_t i = 0;
    while (i < self->count && self->counts[i].script != script)
        i++;
    return i;
}

enum { KEYS_MAX = 10 };

static void begin_call(const redis_scripts_t *self, size_t index, size_t key_count, redis_command_t *command)
{
    static const char digits[] = "012345678910";
    assert(key_count <= KEYS_MAX);
    command->count = 0;
    redis_add_literal(command, "EVALSHA");
    redis_add(command, (text_t){self->names[index].hex, REDIS_SCRIPT_NAME_SIZE});
    redis_add(command, (text_t){&digits[key_count], key_count < KEYS_MAX ? 1 : 2});
}

static void add_arguments(const redis_command_t *from, size_t begin, size_t end, redis_command_t *command)
{
    assert(begin <= end && command->count + (end - begin) <= REDIS_ARGUMENTS_MAX);
    for (size_t i = begin; i < end; i++)
        redis_add(command, (text_t){from->values[i], from->sizes[i]});
}

void redis_scripts_call(const redis_scripts_t *self, size_t index, size_t key_count,
                        const redis_command_t *arguments, redis_command_t *command)
{
    assert(key_count <= arguments->count);
    begin_call(self, index, key_count, command);
    add_arguments(arguments, 0, arguments->count, command);
}

text_t redis_scripts_write_absent(text_t tag, char room[REDIS_ABSENT_SIZE])
{
    static const char begin[] = "absent:{";
    buffer_t absent = {room, 0, REDIS_ABSENT_SIZE};
    assert(sizeof begin + tag.size <= REDIS_ABSENT_SIZE); /* keys are ours */
    buffer_append(&absent, begin, sizeof begin - 1);
    buffer_append_text(&absent, tag);
    buffer_append_char(&absent, '}');
    return buffer_text(&absent);
}

void redis_scripts_call_in_cluster(const redis_scripts_t *self, size_t index, size_t key_count,
                                   const redis_command_t *arguments, text_t absent, redis_command_t *command)
{
    assert(key_count > 0 && key_count <= arguments->count);
    begin_call(self, index, key_count + 1, command);
    add_arguments(arguments, 0, key_count, command);
    redis_add(command, absent);
    add_arguments(arguments, key_count, arguments->count, command);
}
