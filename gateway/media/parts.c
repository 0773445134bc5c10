/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/parts.h"

static media_parts_event_t fail(media_parts_t *self, const char *why)
{
    self->state = MEDIA_PARTS_BROKEN;
    self->why = why;
    return MEDIA_PARTS_WRONG;
}

static void skip(text_t *bytes, size_t size)
{
    bytes->data += size;
    bytes->size -= size;
}

void media_parts_start(media_parts_t *self, text_t boundary, arena_t *arena)
{
    *self = (media_parts_t){.arena = arena, .held = "\r\n--", .size = 4 + boundary.size};
    memcpy(self->held + 4, boundary.data, boundary.size);
    /* The first delimiter may stand at the very beginning. */
    self->matched = self->skip = 2;
}

/* What was taken for a delimiter is none. A CR at its end may be the beginning of another. */
static text_t release(media_parts_t *self)
{
    size_t size = self->matched + self->tail, from = self->skip;
    self->matched = self->tail > 0 && self->held[size - 1] == '\r';
    self->skip = self->tail = 0;
    self->state = self->parts > 0 ? MEDIA_PARTS_BODY : MEDIA_PARTS_PREAMBLE;
    return (text_t){self->held + from, size - self->matched - from};
}

/* Goes on in a delimiter that has begun. */
static text_t match_more(media_parts_t *self, text_t *bytes)
{
    size_t before = self->matched, left = self->size - before, same = 0;
    while (same < left && same < bytes->size && bytes->data[same] == self->held[before + same])
        same++;
    self->matched += same;
    skip(bytes, same);
    if (self->matched == self->size)
        self->state = MEDIA_PARTS_TAIL;
    return self->matched < self->size && bytes->size > 0 ? release(self) : TEXT_NONE;
}

/* How many bytes at the end may be the beginning of a delimiter: no CR stands in it but the first. */
static size_t begun(const media_parts_t *self, text_t bytes)
{
    size_t most = bytes.size < self->size ? bytes.size : self->size - 1;
    const char *end = bytes.data + bytes.size, *cr = memrchr(end - most, '\r', most);
    size_t size = cr ? (size_t)(end - cr) : 0;
    return size > 0 && memcmp(cr, self->held, size) == 0 ? size : 0;
}

static text_t find(media_parts_t *self, text_t *bytes)
{
    const char *at = memmem(bytes->data, bytes->size, self->held, self->size);
    size_t kept = at ? self->size : begun(self, *bytes);
    size_t size = at ? (size_t)(at - bytes->data) : bytes->size - kept;
    text_t piece = {bytes->data, size};
    self->matched = kept;
    if (at)
        self->state = MEDIA_PARTS_TAIL;
    skip(bytes, size + kept);
    return piece;
}

/* One byte of the line of a delimiter: white space, or two dashes that close the body. */
static text_t take_tail(media_parts_t *self, text_t *bytes)
{
    char c = bytes->data[0], last = self->tail > 0 ? self->held[self->size + self->tail - 1] : ' ';
    bool is_blank = c == ' ' || c == '\t' || c == '\r';
    if (last == '-' && c == '-')
        self->state = MEDIA_PARTS_EPILOGUE;
    else if (last == '\r' && c == '\n')
        self->state = MEDIA_PARTS_HEAD;
    else if (last == '-' || last == '\r' || !(is_blank || (c == '-' && self->tail == 0)))
        return release(self);
    else
        self->held[self->size + self->tail++] = c;
    skip(bytes, 1);
    if (self->state != MEDIA_PARTS_TAIL)
        self->matched = self->skip = self->tail = 0;
    return TEXT_NONE;
}

static media_parts_event_t take_line(media_parts_t *self, text_t *piece)
{
    text_t line = arena_copy(self->arena, (text_t){self->line, self->line_size - 2});
    self->line_size = 0;
    switch (part_head_take(&self->head, line)) {
    case PART_HEAD_MORE:
        return MEDIA_PARTS_MORE;
    case PART_HEAD_WRONG:
        return fail(self, self->head.why);
    case PART_HEAD_WHOLE:
        break;
    }
    *piece = self->head.name;
    self->head_size = 0;
    if (++self->parts > MEDIA_PARTS_MAX)
        return fail(self, "multipart:部分过多");
    /* The CRLF of the empty line may be the delimiter's: then there is no content (RFC 2046 5.1.1). */
    self->matched = self->skip = 2;
    self->state = MEDIA_PARTS_BODY;
    return MEDIA_PARTS_BEGIN;
}

/* MEDIA_PARTS_MORE: no event yet, there may be bytes left. */
static media_parts_event_t take_head(media_parts_t *self, text_t *bytes, text_t *piece)
{
    if (self->head_size == 0)
        self->head = (part_head_t){.arena = self->arena};
    const char *feed = memchr(bytes->data, '\n', bytes->size);
    size_t size = feed ? (size_t)(feed - bytes->data) + 1 : bytes->size;
    if (size > sizeof self->line - self->head_size)
        return fail(self, "multipart:头部过多");
    memcpy(self->line + self->line_size, bytes->data, size);
    self->line_size += size;
    self->head_size += size;
    skip(bytes, size);
    bool whole = feed && self->line_size >= 2 && self->line[self->line_size - 2] == '\r';
    return whole ? take_line(self, piece) : MEDIA_PARTS_MORE;
}

static media_parts_event_t step(media_parts_t *self, text_t *bytes, text_t *piece)
{
    bool content = self->parts > 0;
    switch (self->state) {
    case MEDIA_PARTS_PREAMBLE:
    case MEDIA_PARTS_BODY:
        *piece = self->matched > 0 ? match_more(self, bytes) : find(self, bytes);
        break;
    case MEDIA_PARTS_TAIL:
        if (self->tail == MEDIA_TAIL_MAX)
            return fail(self, "multipart:分隔符过长");
        *piece = take_tail(self, bytes);
        break;
    case MEDIA_PARTS_HEAD:
        return take_head(self, bytes, piece);
    case MEDIA_PARTS_EPILOGUE:
        skip(bytes, bytes->size);
        break;
    case MEDIA_PARTS_BROKEN:
        return MEDIA_PARTS_WRONG;
    }
    return content && piece->size > 0 ? MEDIA_PARTS_CONTENT : MEDIA_PARTS_MORE;
}

media_parts_event_t media_parts_next(media_parts_t *self, text_t *bytes, text_t *piece)
{
    media_parts_event_t event = MEDIA_PARTS_MORE;
    while (event == MEDIA_PARTS_MORE && bytes->size > 0) {
        *piece = TEXT_NONE;
        event = step(self, bytes, piece);
    }
    return event;
}

bool media_parts_are_whole(media_parts_t *self)
{
    if (self->state == MEDIA_PARTS_EPILOGUE)
        return true;
    if (self->state != MEDIA_PARTS_BROKEN)
        fail(self, self->parts > 0                   ? "multipart:缺少结束分隔符"
                   : self->state == MEDIA_PARTS_HEAD ? "multipart:头部不完整"
                                                     : "multipart:找不到分隔符");
    return false;
}
