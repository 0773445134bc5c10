/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chunked coding, whole and in pieces; and any bytes, coded, come back as they are. The first byte says
 * how large pieces and chunks are, the second the limit.
 */
#include "gateway/http/chunked.h"
#include "tests/fuzz/fuzz.h"

typedef struct {
    chunked_t chunked;
    buffer_t body;
    size_t taken;
} taken_t;

static void take(taken_t *self, text_t coded, size_t piece, size_t limit)
{
    *self = (taken_t){.taken = 0};
    while (self->taken < coded.size) {
        size_t size = coded.size - self->taken < piece ? coded.size - self->taken : piece;
        size_t taken = chunked_take(&self->chunked, (text_t){coded.data + self->taken, size}, &self->body,
                                    limit);
        self->taken += taken;
        if (taken < size || self->body.size > limit)
            break;
    }
    HOLDS(self->taken <= coded.size && self->body.size <= self->taken);
    HOLDS(self->taken == coded.size || self->chunked.state >= CHUNKED_DONE || self->body.size > limit);
}

static void check_pieces(text_t coded, size_t piece, size_t limit)
{
    taken_t whole, pieces;
    take(&whole, coded, SIZE_MAX, limit);
    take(&pieces, coded, piece, limit);
    /* Beyond the limit a larger piece may bring more. */
    if (whole.body.size > limit)
        HOLDS(pieces.body.size > limit);
    else {
        HOLDS(whole.taken == pieces.taken && whole.chunked.state == pieces.chunked.state);
        HOLDS(text_equal(buffer_text(&whole.body), buffer_text(&pieces.body)));
    }
    buffer_free(&whole.body);
    buffer_free(&pieces.body);
}

static void write_coded(buffer_t *out, text_t body, size_t chunk)
{
    while (body.size > 0) {
        size_t size = body.size < chunk ? body.size : chunk;
        buffer_append_format(out, "%zX;a=\"b\"\r\n", size);
        buffer_append(out, body.data, size);
        buffer_append_literal(out, "\r\n");
        body = (text_t){body.data + size, body.size - size};
    }
    buffer_append_literal(out, "000\r\nEtag: x\r\n\r\n");
}

static void check_coded(text_t body, size_t chunk)
{
    buffer_t coded = {0};
    taken_t taken;
    write_coded(&coded, body, chunk);
    const size_t size = coded.size;
    buffer_append_literal(&coded, "GET / HTTP/1.1\r\n"); /* the next request stays */
    take(&taken, buffer_text(&coded), SIZE_MAX, body.size);
    /* Extensions may take only so many bytes. */
    if (taken.chunked.state == CHUNKED_DONE)
        HOLDS(taken.taken == size && text_equal(buffer_text(&taken.body), body));
    else
        HOLDS(size - body.size > CHUNKED_LINES_MAX);
    buffer_free(&taken.body);
    buffer_free(&coded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t rest = {(const char *)data, size};
    const size_t piece = 1 + fuzz_take_byte(&rest) % 64, limit = 16 * (size_t)fuzz_take_byte(&rest);
    check_pieces(rest, piece, limit);
    check_coded(rest, piece);
    return 0;
}
