/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/owed.h"

#include <stdlib.h>

enum { KEPT_MAX = 1 << 20 /* bytes of texts that are of no use any more */ };

void owed_free(owed_t *self)
{
    for (size_t i = 0; i < self->count; i++)
        redis_reply_free(owed_at(self, i)->reply);
    free(self->ring);
    buffer_free(&self->texts);
    *self = (owed_t){0};
}

owed_reply_t *owed_at(const owed_t *self, size_t place)
{
    return &self->ring[(self->first + place) % self->capacity];
}

static void grow(owed_t *self)
{
    owed_t bigger = *self;
    bigger.first = 0;
    bigger.capacity = self->capacity ? 2 * self->capacity : 1024;
    bigger.ring = memory_new(bigger.capacity * sizeof *bigger.ring);
    for (size_t i = 0; i < self->count; i++)
        bigger.ring[i] = *owed_at(self, i);
    free(self->ring);
    *self = bigger;
}

/* Lets go of the texts in front of this place. */
static void drop_texts(owed_t *self, size_t place)
{
    buffer_t *texts = &self->texts;
    const size_t front = place - self->dropped;
    if (front < texts->size && (front < KEPT_MAX || front < texts->size / 2))
        return;
    memmove(texts->data, texts->data + front, texts->size - front);
    texts->size -= front;
    self->dropped += front;
}

owed_reply_t *owed_add(owed_t *self, owed_kind_t kind, const arguments_t *command, bool keeps)
{
    if (self->count == self->capacity)
        grow(self);
    owed_reply_t *last = owed_at(self, self->count++);
    *last = (owed_reply_t){.kind = kind,
                           .script = command->script,
                           .once = command->once,
                           .keys = self->dropped + self->texts.size};
    arguments_write_keys(command, &self->texts);
    last->command = self->dropped + self->texts.size;
    if (keeps)
        arguments_write(command, true, &self->texts);
    last->end = self->dropped + self->texts.size;
    return last;
}

text_t owed_keys(const owed_t *self, const owed_reply_t *reply)
{
    return (text_t){self->texts.data + (reply->keys - self->dropped), reply->command - reply->keys};
}

text_t owed_command(const owed_t *self, const owed_reply_t *reply)
{
    return (text_t){self->texts.data + (reply->command - self->dropped), reply->end - reply->command};
}

void owed_drop(owed_t *self)
{
    const size_t end = owed_at(self, 0)->end;
    self->first = (self->first + 1) % self->capacity;
    self->count--;
    drop_texts(self, end);
}
