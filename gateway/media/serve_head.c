/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/serve_head.h"

#include <stdio.h>

#include "common/media/name.h"
#include "gateway/http/entity_tag.h"
#include "gateway/media/range.h"

enum { TAG_SIZE = MEDIA_KEY_SIZE + 2 /* with its quotes */ };

static buffer_t head_begin(exchange_t *exchange)
{
    return (buffer_t){.data = arena_new(&exchange->arena, DOCUMENT_HEAD_MAX), .capacity = DOCUMENT_HEAD_MAX};
}

static void add_content_range(buffer_t *head, int http, int64_t from, int64_t end, int64_t size)
{
    if (http == 206)
        buffer_append_format(head, "\r\nContent-Range: bytes %lld-%lld/%lld", (long long)from,
                             (long long)end - 1, (long long)size);
    else if (http == 416)
        buffer_append_format(head, "\r\nContent-Range: bytes */%lld", (long long)size);
}

/* Which bytes the client wants: those of its one range, if it is of this file (RFC 9110 13.1.5). */
static int choose(const exchange_t *exchange, text_t tag, int64_t size, int64_t *from, int64_t *end)
{
    const head_t *head = &exchange->head;
    int64_t last;
    media_range_t range = MEDIA_RANGE_NONE;
    bool same = !head->range_of.data || text_equal(head->range_of, tag);
    if (exchange->http_method == HTTP_GET && head->ranges.count == 1 && same)
        range = media_range_read(head->ranges.lines[0], size, from, &last);
    if (range == MEDIA_RANGE_NOWHERE)
        return 416;
    if (range == MEDIA_RANGE_NONE) {
        *from = 0;
        last = size - 1;
    }
    *end = last + 1;
    return range == MEDIA_RANGE_PART ? 206 : 200;
}

document_t serve_head_write(exchange_t *exchange, text_t name, int64_t size, int64_t *from, int64_t *end)
{
    const media_suffix_t *suffix = media_name_read(name);
    char quoted[TAG_SIZE + 1];
    snprintf(quoted, sizeof quoted, "\"%.*s\"", MEDIA_KEY_SIZE, name.data);
    const text_t tag = {quoted, TAG_SIZE};
    int http = entity_tag_is_known(&exchange->head.known_tags, tag) ? 304
                                                                    : choose(exchange, tag, size, from, end);
    buffer_t head = head_begin(exchange);
    buffer_append_literal(&head, "\r\nETag: ");
    buffer_append_text(&head, tag);
    buffer_append_literal(&head, "\r\nCache-Control: public, max-age=31536000, immutable"
                                 "\r\nAccept-Ranges: bytes"
                                 "\r\nContent-Security-Policy: sandbox"
                                 "\r\nContent-Disposition: ");
    buffer_append_text(&head, text_of(suffix->is_attachment ? "attachment" : "inline"));
    add_content_range(&head, http, *from, *end, size);
    return (document_t){.http = http,
                        .type = http == 416 ? NULL : suffix->type,
                        .head = buffer_text(&head),
                        .body = TEXT_LITERAL("")};
}

bool serve_head_write_elsewhere(exchange_t *exchange, text_t url, document_t *document)
{
    /* As long as nobody can have waited out the ten minutes that it is good for. */
    static const text_t location = TEXT_CONSTANT("\r\nCache-Control: public, max-age=300\r\nLocation: ");
    if (location.size + url.size > DOCUMENT_HEAD_MAX)
        return false;
    buffer_t head = head_begin(exchange);
    buffer_append_text(&head, location);
    buffer_append_text(&head, url);
    *document = (document_t){.http = 302, .head = buffer_text(&head), .body = TEXT_LITERAL("")};
    return true;
}
