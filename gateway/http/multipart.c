/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/multipart.h"

#include "gateway/http/media_type.h"
#include "gateway/http/part_head.h"

static bool fail(multipart_t *self, size_t at, const char *why)
{
    self->at = at;
    self->why = why;
    return false;
}

static text_t from(const multipart_t *self, size_t at)
{
    return (text_t){self->body.data + at, self->body.size - at};
}

/* Takes white space and CRLF behind a boundary. False when something else stands there: no delimiter. */
static bool end_delimiter(const multipart_t *self, size_t *at)
{
    while (*at < self->body.size && (self->body.data[*at] == ' ' || self->body.data[*at] == '\t'))
        ++*at;
    if (!text_begins(from(self, *at), TEXT_LITERAL("\r\n")))
        return false;
    *at += 2;
    return true;
}

/* Finds "--boundary" at the beginning of a line, from `at` on, and makes what stands behind that line the
 * next to be read. *dashes is where it begins. */
static bool find_delimiter(multipart_t *self, size_t at, size_t *dashes)
{
    char delimiter[4 + BOUNDARY_MAX] = "\r\n--";
    size_t size = 4 + self->boundary.size;
    memcpy(delimiter + 4, self->boundary.data, self->boundary.size);
    for (;; at = *dashes + 1) {
        const char *next = memmem(self->body.data + at, self->body.size - at, delimiter, size);
        if (at == 0 && text_begins(self->body, (text_t){delimiter + 2, size - 2}))
            *dashes = 0;
        else if (next)
            *dashes = (size_t)(next - self->body.data) + 2;
        else
            return false;
        self->at = *dashes + size - 2;
        self->ended = text_begins(from(self, self->at), TEXT_LITERAL("--"));
        if (self->ended || end_delimiter(self, &self->at))
            return true;
    }
}

void multipart_start(multipart_t *self, text_t body, text_t boundary, arena_t *arena)
{
    *self = (multipart_t){.body = body, .boundary = boundary, .arena = arena};
    size_t dashes;
    if (body.size == 0 || !find_delimiter(self, 0, &dashes))
        fail(self, 0, "multipart:找不到分隔符");
}

/* The fields of a part, up to and with the empty line. */
static bool read_head(multipart_t *self, text_t *name)
{
    part_head_t head = {.arena = self->arena};
    for (;;) {
        text_t left = from(self, self->at);
        const char *end = memmem(left.data, left.size, "\r\n", 2);
        if (!end)
            return fail(self, self->at, "multipart:头部不完整");
        text_t line = {left.data, (size_t)(end - left.data)};
        part_head_result_t result = part_head_take(&head, line);
        if (result == PART_HEAD_WRONG)
            return fail(self, self->at, head.why);
        self->at += line.size + 2;
        *name = head.name;
        if (result == PART_HEAD_WHOLE)
            return true;
    }
}

bool multipart_next(multipart_t *self, text_t *name, text_t *value)
{
    if (self->why || self->ended)
        return false;
    *name = TEXT_NONE;
    if (!read_head(self, name))
        return false;
    /* The CRLF of the empty line may be the delimiter's: then there is no content (RFC 2046 5.1.1). */
    size_t content = self->at, dashes;
    if (!find_delimiter(self, content - 2, &dashes))
        return fail(self, content, "multipart:缺少结束分隔符");
    *value = (text_t){self->body.data + content, dashes > content ? dashes - 2 - content : 0};
    return true;
}
