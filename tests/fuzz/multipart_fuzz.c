/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content-Type (the first line) and the multipart body that it announces. Parts that were read, written with
 * another boundary, are read the same; and so are those that come in pieces (gateway/media/parts.h).
 */
#include "gateway/http/multipart.h"

#include "gateway/http/media_type.h"
#include "gateway/media/parts.h"
#include "tests/fuzz/fuzz.h"

#define BOUNDARY "=_leida/1:2'3"

enum { PARTS_MAX = 64 };

typedef struct {
    text_t names[PARTS_MAX], values[PARTS_MAX];
    size_t count;
    const char *why;
} parts_t;

static void read_parts(parts_t *parts, text_t body, text_t boundary, arena_t *arena)
{
    multipart_t multipart;
    text_t name, value;
    parts->count = 0;
    multipart_start(&multipart, body, boundary, arena);
    while (multipart_next(&multipart, &name, &value) && parts->count < PARTS_MAX) {
        HOLDS(name.data && fuzz_is_inside(value, body));
        parts->names[parts->count] = name;
        parts->values[parts->count++] = value;
    }
    HOLDS(multipart.why || multipart.ended || parts->count == PARTS_MAX);
    parts->why = multipart.why;
}

static void write_part(buffer_t *out, text_t name, text_t value)
{
    buffer_append_literal(out, "--" BOUNDARY " \t\r\ncontent-disposition: form-data ; NAME=\"");
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '"' || name.data[i] == '\\')
            buffer_append_char(out, '\\');
        buffer_append_char(out, name.data[i]);
    }
    buffer_append_literal(out, "\"; filename=x\r\nContent-Type: text/plain\r\n\r\n");
    buffer_append_text(out, value);
    buffer_append_literal(out, "\r\n");
}

static bool has_boundary(const parts_t *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        if (parts->values[i].size > 0 &&
            memmem(parts->values[i].data, parts->values[i].size, BOUNDARY, sizeof BOUNDARY - 1))
            return true;
    return false;
}

static void read_again(const parts_t *parts, arena_t *arena)
{
    parts_t again;
    buffer_t body = {0};
    buffer_append_literal(&body, "preamble\r\n");
    for (size_t i = 0; i < parts->count; i++)
        write_part(&body, parts->names[i], parts->values[i]);
    buffer_append_literal(&body, "--" BOUNDARY "--\r\nepilogue");
    read_parts(&again, buffer_text(&body), TEXT_LITERAL(BOUNDARY), arena);
    HOLDS(again.count == parts->count && !again.why);
    for (size_t i = 0; i < parts->count; i++)
        HOLDS(text_equal(again.names[i], parts->names[i]) && text_equal(again.values[i], parts->values[i]));
    buffer_free(&body);
}

/* What follows the closing delimiter is of no matter, nor is what leads to the first that is no line of it.
 */
static void check_value(text_t value, text_t boundary)
{
    buffer_t delimiter = {0};
    buffer_append_format(&delimiter, "\r\n--%.*s\r\n", TEXT_ARG(boundary));
    HOLDS(value.size == 0 || !memmem(value.data, value.size, delimiter.data, delimiter.size));
    buffer_free(&delimiter);
}

/* What the parts are, one behind the other. False where the body is wrong, or has more than is taken in
 * pieces. */
static bool read_pieces(buffer_t *out, text_t body, text_t boundary, size_t step, arena_t *arena)
{
    media_parts_t parts;
    media_parts_start(&parts, boundary, arena);
    for (size_t at = 0; at < body.size; at += step) {
        text_t bytes = {body.data + at, body.size - at < step ? body.size - at : step}, piece;
        media_parts_event_t event;
        while ((event = media_parts_next(&parts, &bytes, &piece)) == MEDIA_PARTS_BEGIN ||
               event == MEDIA_PARTS_CONTENT) {
            buffer_append_text(out, event == MEDIA_PARTS_BEGIN ? TEXT_LITERAL("\n") : TEXT_NONE);
            buffer_append_text(out, piece);
            buffer_append_text(out, event == MEDIA_PARTS_BEGIN ? TEXT_LITERAL("=") : TEXT_NONE);
        }
        HOLDS(event == MEDIA_PARTS_WRONG || bytes.size == 0);
    }
    bool whole = media_parts_are_whole(&parts);
    HOLDS(whole == !parts.why);
    return whole;
}

static void check_pieces(const parts_t *parts, text_t body, text_t boundary, arena_t *arena)
{
    buffer_t wanted = {0}, found = {0};
    for (size_t i = 0; i < parts->count; i++) {
        buffer_append_char(&wanted, '\n');
        buffer_append_text(&wanted, parts->names[i]);
        buffer_append_char(&wanted, '=');
        buffer_append_text(&wanted, parts->values[i]);
    }
    size_t step = 1 + body.size % 13;
    if (read_pieces(&found, body, boundary, step, arena))
        HOLDS(!parts->why && text_equal(buffer_text(&wanted), buffer_text(&found)));
    buffer_free(&wanted);
    buffer_free(&found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t body = {(const char *)data, size};
    const text_t type = fuzz_take_until(&body, '\n');
    arena_t arena = {0};
    text_t boundary;
    HOLDS(fuzz_is_inside(media_type_essence(type), type));
    if (media_type_parameter(type, "boundary", &arena, &boundary) && media_type_is_boundary(boundary)) {
        parts_t parts;
        read_parts(&parts, body, boundary, &arena);
        for (size_t i = 0; i < parts.count; i++)
            check_value(parts.values[i], boundary);
        check_pieces(&parts, body, boundary, &arena);
        if (parts.count > 0 && !has_boundary(&parts))
            read_again(&parts, &arena);
    }
    arena_free(&arena);
    return 0;
}
