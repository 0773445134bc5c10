/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/scripts.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/hash.h"

void redis_scripts_register(redis_scripts_t *self, const redis_script_t *const *scripts)
{
    static const redis_script_t *const none[] = {NULL};
    if (!scripts)
        scripts = none;
    while (scripts[self->count])
        self->count++;
    self->counts = memory_new_zeroed((self->count + 1) * sizeof *self->counts);
    self->names = memory_new((self->count + 1) * sizeof *self->names);
    for (size_t i = 0; i < self->count; i++) {
        assert(scripts[i]); /* those before the NULL were counted */
        self->counts[i].script = scripts[i];
        hash_sha1(self->names[i].hex, text_of(scripts[i]->body));
    }
}

void redis_scripts_free(redis_scripts_t *self)
{
    free(self->counts);
    free(self->names);
    *self = (redis_scripts_t){0};
}

size_t redis_scripts_find(const redis_scripts_t *self, const redis_script_t *script)
{
    size_t i = 0;
    while (i < self->count && self->counts[i].script != script)
        i++;
    return i;
}

void redis_scripts_call(const redis_scripts_t *self, size_t index, size_t key_count,
                        const redis_command_t *arguments, redis_command_t *command)
{
    static const char digits[] = "0123456789";
    assert(key_count <= arguments->count && key_count < 10);
    assert(arguments->count + 3 <= REDIS_ARGUMENTS_MAX);
    command->count = 0;
    redis_add_literal(command, "EVALSHA");
    redis_add(command, (text_t){self->names[index].hex, REDIS_SCRIPT_NAME_SIZE});
    redis_add(command, (text_t){&digits[key_count], 1});
    for (size_t i = 0; i < arguments->count; i++)
        redis_add(command, (text_t){arguments->values[i], arguments->sizes[i]});
}
