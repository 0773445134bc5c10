/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Heads of requests: found the same however they come in, read within their bytes, and only those of which no
 * other reader could see another length. The second reader here is as lenient as the worst of proxies.
 */
#include "gateway/http/head.h"

#include <strings.h>

#include "gateway/http/head_syntax.h"
#include "tests/fuzz/fuzz.h"

typedef struct {
    head_result_t result;
    size_t size;
} found_t;

static found_t find_whole(text_t bytes)
{
    head_search_t search = {0};
    found_t found = {.size = 0};
    status_t why = STATUS_DONE;
    found.result = head_find(&search, bytes, &found.size, &why);
    HOLDS((found.result == HEAD_WRONG) == (why != STATUS_DONE));
    return found;
}

/* `step` bytes more each time. */
static found_t find_in_pieces(text_t bytes, size_t step)
{
    head_search_t search = {0};
    found_t found = {HEAD_MORE, 0};
    status_t why;
    for (size_t size = 0; found.result == HEAD_MORE && size < bytes.size;) {
        size = bytes.size - size < step ? bytes.size : size + step;
        found.result = head_find(&search, (text_t){bytes.data, size}, &found.size, &why);
    }
    return found;
}

/* In pieces a fault may be seen before the head's end; what is taken for whole is the same. */
static void check_pieces(text_t bytes, const found_t *whole, bool good)
{
    const size_t steps[] = {1 + bytes.size / 512, 7}; /* a head in single bytes takes long */
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        found_t pieces = find_in_pieces(bytes, steps[i]);
        if (pieces.result == HEAD_WRONG)
            HOLDS(!good);
        else
            HOLDS(pieces.result == whole->result && pieces.size == whole->size);
    }
}

/* ---- the other reader ---- */

static bool is_named(text_t line, const char *name)
{
    const size_t size = strlen(name);
    while (line.size > 0 && (unsigned char)line.data[0] <= ' ')
        line = (text_t){line.data + 1, line.size - 1};
    if (line.size < size || strncasecmp(line.data, name, size) != 0)
        return false;
    return line.size == size || !head_is_token((text_t){line.data + size, 1});
}

/* Counts lines, ended by any of CR, LF and NUL, that begin with the name. */
static size_t count_named(text_t bytes, const char *name)
{
    size_t count = 0;
    while (bytes.size > 0) {
        size_t size = 0;
        while (size < bytes.size && bytes.data[size] != '\r' && bytes.data[size] != '\n' && bytes.data[size])
            size++;
        count += is_named((text_t){bytes.data, size}, name);
        size += size < bytes.size;
        bytes = (text_t){bytes.data + size, bytes.size - size};
    }
    return count;
}

/* What stands behind the request line: its method may have a field's name. */
static text_t fields_of(text_t bytes)
{
    const size_t skipped = bytes.size >= 2 && memcmp(bytes.data, "\r\n", 2) == 0 ? 2 : 0;
    const char *end = memmem(bytes.data + skipped, bytes.size - skipped, "\r\n", 2);
    HOLDS(end);
    return (text_t){end, (size_t)(bytes.data + bytes.size - end)};
}

static void check_framing(text_t head_bytes, const head_t *head)
{
    const text_t bytes = fields_of(head_bytes);
    const size_t lengths = count_named(bytes, "Content-Length"),
                 codings = count_named(bytes, "Transfer-Encoding");
    HOLDS(lengths + codings <= 1);
    HOLDS(lengths == 0 || (head->length >= 0 && head->framing == BODY_LENGTH));
    HOLDS(codings == 0 || (head->length == HEAD_LENGTH_NONE && head->framing == BODY_CHUNKED));
    HOLDS(lengths + codings > 0 || (head->length == HEAD_LENGTH_NONE && head->framing == BODY_LENGTH));
    HOLDS(count_named(bytes, "Host") <= 1);
    HOLDS(!memchr(bytes.data, '\0', bytes.size) && !memmem(bytes.data, bytes.size, "\n ", 2) &&
          !memmem(bytes.data, bytes.size, "\n\t", 2));
    for (size_t i = 0; i < bytes.size; i++)
        HOLDS((bytes.data[i] == '\r') == (i + 1 < bytes.size && bytes.data[i + 1] == '\n'));
}

/* ---- what was read ---- */

static void check_lines(text_t bytes, const header_lines_t *header)
{
    HOLDS(header->count <= HEADER_LINES_MAX);
    for (size_t i = 0; i < header->count; i++)
        HOLDS(header->lines[i].size > 0 && fuzz_is_inside(header->lines[i], bytes));
}

static void check_slices(text_t bytes, const head_t *head)
{
    const text_t slices[] = {head->method,
                             head->query,
                             head->host,
                             head->content_type,
                             head->content_encoding,
                             head->authorization,
                             head->idempotency_key,
                             head->traceparent,
                             head->origin,
                             head->requested_method};
    for (size_t i = 0; i < sizeof slices / sizeof *slices; i++)
        HOLDS(fuzz_is_inside(slices[i], bytes));
    check_lines(bytes, &head->forwarded);
    check_lines(bytes, &head->forwarded_for);
    HOLDS(head->path.size > 0 &&
          (fuzz_is_inside(head->path, bytes) || text_equal(head->path, TEXT_LITERAL("/"))));
    HOLDS(head_is_token(head->method) && !memchr(head->path.data, '?', head->path.size));
}

static void write_field(buffer_t *out, const char *name, text_t value)
{
    if (value.data)
        buffer_append_format(out, "%s: %.*s\r\n", name, TEXT_ARG(value));
}

static void write_head(buffer_t *out, const head_t *head)
{
    buffer_append_format(out, "%.*s %.*s%s%.*s HTTP/1.%c\r\n", TEXT_ARG(head->method), TEXT_ARG(head->path),
                         head->query.data ? "?" : "", TEXT_ARG(head->query), head->http_1_0 ? '0' : '1');
    if (head->has_host || head->host.data)
        write_field(out, "host", head->host.data ? head->host : TEXT_LITERAL(""));
    if (head->length != HEAD_LENGTH_NONE)
        buffer_append_format(out, "CONTENT-LENGTH:%lld\r\n", (long long)head->length);
    if (head->framing == BODY_CHUNKED)
        buffer_append_literal(out, "Transfer-Encoding: chunked\r\n");
    write_field(out, "Connection", head->keeps_alive ? TEXT_LITERAL("Keep-Alive") : TEXT_LITERAL("close"));
    write_field(out, "Content-Type", head->content_type);
    write_field(out, "Idempotency-Key", head->idempotency_key);
    write_field(out, "traceparent", head->traceparent);
    write_field(out, "Authorization", head->authorization);
    buffer_append_literal(out, "\r\n");
}

static void check_again(const head_t *head)
{
    buffer_t out = {0};
    head_t again;
    write_head(&out, head);
    const text_t bytes = buffer_text(&out);
    const found_t found = find_whole(bytes);
    HOLDS(bytes.size > HEAD_SIZE_MAX || (found.result == HEAD_WHOLE && found.size == bytes.size));
    HOLDS(head_read(bytes, &again) == STATUS_DONE);
    HOLDS(text_equal(again.method, head->method) && text_equal(again.path, head->path));
    HOLDS(text_equal(again.query, head->query) && text_equal(again.host, head->host));
    HOLDS(again.length == head->length && again.framing == head->framing);
    HOLDS(again.keeps_alive == head->keeps_alive && again.http_1_0 == head->http_1_0);
    HOLDS(text_equal(again.content_type, head->content_type));
    HOLDS(text_equal(again.idempotency_key, head->idempotency_key));
    HOLDS(text_equal(again.authorization, head->authorization));
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t bytes = {(const char *)data, size};
    const found_t found = find_whole(bytes);
    const text_t whole = {bytes.data, found.result == HEAD_WHOLE ? found.size : 0};
    head_t head;
    HOLDS(found.size <= size);
    const bool good = whole.size > 0 && head_read(whole, &head) == STATUS_DONE;
    check_pieces(bytes, &found, good);
    if (good) {
        check_framing(whole, &head);
        check_slices(whole, &head);
        check_again(&head);
    }
    return 0;
}
