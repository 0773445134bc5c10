/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/arguments.h"

#include <stdlib.h>

#include "base/hash.h"
#include "common/redis/scripts.h"
#include "common/redis/slots.h"

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
    self->once = false;
    arguments_add(self, text_of(name));
}

static void write_body(buffer_t *out, const store_script_t *script, bool in_cluster)
{
    buffer_append_text(out, text_of(in_cluster ? REDIS_SCRIPT_IN_CLUSTER : ""));
    buffer_append_text(out, text_of(script->body));
}

static void set_digest(store_script_t *script, bool in_cluster)
{
    buffer_t body = {0};
    write_body(&body, script, in_cluster);
    hash_sha1(script->digest, buffer_text(&body));
    buffer_free(&body);
}

void arguments_begin_script(arguments_t *self, store_script_t *script, int key_count, bool in_cluster)
{
    if (!script->digest[0])
        set_digest(script, in_cluster);
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

int arguments_slot(const arguments_t *self)
{
    int slot = ARGUMENTS_NO_KEY;
    for (size_t i = self->first_key; i < self->first_key + self->key_count && i < self->count; i++) {
        const int own = (int)redis_slot_of(argument(self, i));
        if (slot != ARGUMENTS_NO_KEY && slot != own)
            return ARGUMENTS_TWO_SLOTS;
        slot = own;
    }
    return slot;
}

void arguments_write_absent(text_t tag, buffer_t *out)
{
    buffer_append_literal(out, "absent:{");
    buffer_append_text(out, tag);
    buffer_append_char(out, '}');
}

/* A script's name and number of keys, then its keys and the one more; what is left begins behind them. */
static void write_keys(const arguments_t *self, buffer_t *out)
{
    buffer_t text = {0};
    write_text(out, argument(self, 0));
    write_text(out, argument(self, 1));
    buffer_append_int(&text, (int64_t)self->key_count + 1);
    write_text(out, buffer_text(&text));
    for (size_t i = 0; i < self->key_count; i++)
        write_text(out, argument(self, self->first_key + i));
    buffer_clear(&text);
    arguments_write_absent(redis_tag_of(argument(self, self->first_key)), &text);
    write_text(out, buffer_text(&text));
    buffer_free(&text);
}

void arguments_write(const arguments_t *self, bool in_cluster, buffer_t *out)
{
    const bool adds = in_cluster && self->script != NULL;
    write_size(out, '*', self->count + adds);
    if (adds)
        write_keys(self, out);
    for (size_t i = adds ? self->first_key + self->key_count : 0; i < self->count; i++)
        write_text(out, argument(self, i));
}

void arguments_write_words(size_t count, const text_t *words, buffer_t *out)
{
    write_size(out, '*', count);
    for (size_t i = 0; i < count; i++)
        write_text(out, words[i]);
}

void arguments_write_load(const store_script_t *script, bool in_cluster, buffer_t *out)
{
    buffer_t body = {0};
    write_body(&body, script, in_cluster);
    const text_t words[] = {TEXT_LITERAL("SCRIPT"), TEXT_LITERAL("LOAD"), buffer_text(&body)};
    arguments_write_words(sizeof words / sizeof *words, words, out);
    buffer_free(&body);
}
