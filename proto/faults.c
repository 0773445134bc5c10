/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/faults.h"

#include <assert.h>

#include "base/json/write.h"

void faults_add(faults_t *self, value_status_t status)
{
    assert(self->count < FAULTS_MAX);
    self->list[self->count].status = status;
    self->list[self->count].end = self->text.size;
    self->count++;
}

text_t faults_sentence(const faults_t *self, size_t index)
{
    size_t begin = index > 0 ? self->list[index - 1].end : 0;
    size_t size = self->list[index].end - begin;
    return size > 0 ? (text_t){self->text.data + begin, size} : TEXT_NONE;
}

void faults_write(buffer_t *out, const char *name, const faults_t *self)
{
    json_write_string(out, text_of(name));
    buffer_append_literal(out, ":[");
    for (size_t i = 0; i < self->count; i++) {
        buffer_append_text(out, i ? TEXT_LITERAL(",{\"message\":") : TEXT_LITERAL("{\"message\":"));
        json_write_string(out, faults_sentence(self, i));
        buffer_append_literal(out, ",\"code\":\"");
        buffer_append_text(out, text_of(value_status_code(self->list[i].status)));
        buffer_append_literal(out, "\"}");
    }
    buffer_append_char(out, ']');
}

void faults_clear(faults_t *self)
{
    self->count = 0;
    buffer_clear(&self->text);
}

void faults_free(faults_t *self)
{
    self->count = 0;
    buffer_free(&self->text);
}
