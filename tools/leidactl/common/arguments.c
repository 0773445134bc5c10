/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/arguments.h"

#include <stdlib.h>

#include "base/hash.h"

buffer_t *arguments_part(arguments_t *self)
{
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? 2 * self->capacity : 64;
        self->starts = memory_resize(self->starts, self->capacity * sizeof *self->starts);
    }
    self->starts[self->count++] = self->bytes.size;
    return &self->bytes;
}

void arguments_add(arguments_t *self, text_t argument)
{
    buffer_append_text(arguments_part(self), argument);
}

void arguments_begin(arguments_t *self, const char *name)
{
    buffer_clear(&self->bytes);
    self->count = 0;
    self->first_key = 1;
    self->key_count = 1;
    self->script = NULL;
    arguments_add(self, text_of(name));
}

void arguments_begin_script(arguments_t *self, store_script_t *script, int key_count)
{
    if (!script->digest[0])
        hash_sha1(script->digest, text_of(script->body));
    arguments_begin(self, "EVALSHA");
    arguments_add(self, text_of(script->digest));
    buffer_append_int(arguments_part(self), key_count);
    self->first_key = 3;
    self->key_count = (size_t)key_count;
    self->script = script;
}

void arguments_free(arguments_t *self)
{
    buffer_free(&self->bytes);
    free(self->starts);
    *self = (arguments_t){0};
}

static text_t argument(const arguments_t *self, size_t index)
{
    const size_t start = self->starts[index];
    return (text_t){self->bytes.data + start,
                    (index + 1 < self->count ? self->starts[index + 1] : self->bytes.size) - start};
}

void arguments_write_keys(const arguments_t *self, buffer_t *out)
{
    for (size_t i = self->first_key; i < self->first_key + self->key_count && i < self->count; i++) {
        buffer_append_text(out, argument(self, i));
        buffer_append_literal(out, ": ");
    }
}

/* "*3" of an array, "$3" of a text. */
static void write_size(buffer_t *out, char kind, size_t size)
{
    buffer_append_char(out, kind);
    buffer_append_int(out, (int64_t)size);
    buffer_append_literal(out, "\r\n");
}

static void write_text(buffer_t *out, text_t text)
{
    write_size(out, '$', text.size);
    buffer_append_text(out, text);
    buffer_append_literal(out, "\r\n");
}

void arguments_write(const arguments_t *self, buffer_t *out)
{
    write_size(out, '*', self->count);
    for (size_t i = 0; i < self->count; i++)
        write_text(out, argument(self, i));
}

void arguments_write_load(const store_script_t *script, buffer_t *out)
{
    write_size(out, '*', 3);
    write_text(out, TEXT_LITERAL("SCRIPT"));
    write_text(out, TEXT_LITERAL("LOAD"));
    write_text(out, text_of(script->body));
}
