/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/command.h"

#include <assert.h>

void command_open(command_t *self)
{
    buffer_reserve(&self->words, COMMAND_ROOM);
    command_begin(self);
}

void command_close(command_t *self)
{
    buffer_free(&self->words);
}

void command_end_word(command_t *self)
{
    assert(self->words.size <= COMMAND_ROOM);
    redis_add(&self->arguments,
              (text_t){self->words.data + self->words_end, self->words.size - self->words_end});
    self->words_end = self->words.size;
}
