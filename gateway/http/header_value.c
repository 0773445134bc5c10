/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/header_value.h"

void header_lines_add(header_lines_t *self, text_t value)
{
    if (value.size == 0)
        return;
    if (self->count == HEADER_LINES_MAX)
        memmove(self->lines, self->lines + 1, --self->count * sizeof *self->lines);
    self->lines[self->count++] = value;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

text_t header_trim(text_t text)
{
    while (text.size > 0 && is_blank(text.data[0]))
        text = (text_t){text.data + 1, text.size - 1};
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

text_t header_unquote(text_t text)
{
    bool quoted = text.size >= 2 && text.data[0] == '"' && text.data[text.size - 1] == '"';
    return quoted ? (text_t){text.data + 1, text.size - 2} : text;
}

text_t header_take_last(text_t *list, char separator)
{
    size_t at = list->size;
    bool quoted = false;
    while (at > 0 && (quoted || list->data[at - 1] != separator)) {
        at--;
        quoted ^= list->data[at] == '"';
    }
    text_t last = {list->data + at, list->size - at};
    list->size = at > 0 ? at - 1 : 0;
    return header_trim(last);
}
