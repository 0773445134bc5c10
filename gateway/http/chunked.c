/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/chunked.h"

#include "base/ascii.h"
#include "gateway/http/head.h"

static chunked_state_t take_digit(chunked_t *self, char c)
{
    int value = ascii_hex_value(c);
    if (value >= 0) {
        self->left = self->left << 4 | (unsigned)value;
        return ++self->digits > CHUNKED_DIGITS_MAX ? CHUNKED_WRONG : CHUNKED_SIZE;
    }
    if (self->digits == 0)
        return CHUNKED_WRONG;
    return c == '\r' ? CHUNKED_SIZE_FEED : c == ';' ? CHUNKED_EXTENSION : CHUNKED_WRONG;
}

/* Extensions mean nothing to us; they may hold whatever a field's value may. */
static chunked_state_t take_extension(chunked_t *self, char c)
{
    bool control = ((unsigned char)c < ' ' && c != '\t') || c == 0x7f;
    if (c == '\r')
        return CHUNKED_SIZE_FEED;
    return control || ++self->lines > CHUNKED_LINES_MAX ? CHUNKED_WRONG : CHUNKED_EXTENSION;
}

static chunked_state_t end_size(chunked_t *self, char c)
{
    self->digits = 0;
    if (c != '\n')
        return CHUNKED_WRONG;
    return self->left > 0 ? CHUNKED_DATA : CHUNKED_TRAILER;
}

/* The fields of a trailer are ignored (RFC 9110 6.5.1), once they are fields. */
static chunked_state_t take_trailer(chunked_t *self, char c)
{
    if (c == '\r')
        return CHUNKED_TRAILER_FEED;
    if (c == '\n' || self->line == CHUNKED_LINE_MAX || ++self->lines > CHUNKED_LINES_MAX)
        return CHUNKED_WRONG;
    self->trailer[self->line++] = c;
    return CHUNKED_TRAILER;
}

static chunked_state_t end_trailer(chunked_t *self, char c)
{
    text_t name, value, line = {self->trailer, self->line};
    self->line = 0;
    if (c != '\n')
        return CHUNKED_WRONG;
    if (line.size == 0)
        return CHUNKED_DONE;
    return head_split_field(line, &name, &value) ? CHUNKED_TRAILER : CHUNKED_WRONG;
}

/* One byte of what is not data. */
static chunked_state_t take_byte(chunked_t *self, char c)
{
    switch (self->state) {
    case CHUNKED_SIZE:
        return take_digit(self, c);
    case CHUNKED_EXTENSION:
        return take_extension(self, c);
    case CHUNKED_SIZE_FEED:
        return end_size(self, c);
    case CHUNKED_DATA_RETURN:
        return c == '\r' ? CHUNKED_DATA_FEED : CHUNKED_WRONG;
    case CHUNKED_DATA_FEED:
        return c == '\n' ? CHUNKED_SIZE : CHUNKED_WRONG;
    case CHUNKED_TRAILER:
        return take_trailer(self, c);
    case CHUNKED_TRAILER_FEED:
        return end_trailer(self, c);
    case CHUNKED_DATA:
    case CHUNKED_DONE:
    case CHUNKED_WRONG:
        break;
    }
    return CHUNKED_WRONG;
}

static size_t take_data(chunked_t *self, text_t coded, buffer_t *body)
{
    size_t size = coded.size < self->left ? coded.size : (size_t)self->left;
    buffer_append(body, coded.data, size);
    self->left -= size;
    if (self->left == 0)
        self->state = CHUNKED_DATA_RETURN;
    return size;
}

size_t chunked_take(chunked_t *self, text_t coded, buffer_t *body, size_t limit)
{
    size_t at = 0;
    while (at < coded.size && self->state < CHUNKED_DONE && body->size <= limit) {
        if (self->state == CHUNKED_DATA)
            at += take_data(self, (text_t){coded.data + at, coded.size - at}, body);
        else
            self->state = take_byte(self, coded.data[at++]);
    }
    return at;
}
