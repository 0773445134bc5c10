/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a WebSocket's client sends, whole and in pieces: it is taken as the same messages, or refused for the
 * same reason. The first byte says how large the pieces are.
 */
#include <stdlib.h>

#include "gateway/push/inbox.h"
#include "tests/fuzz/fuzz.h"

/* A line for each message: what was taken of the bytes. */
static void take(text_t bytes, size_t piece, buffer_t *log)
{
    inbox_t *kept = NULL;
    inbox_kind_t kind = INBOX_MORE;
    while (bytes.size > 0 && kind != INBOX_WRONG && kind != INBOX_CLOSE) {
        size_t size = bytes.size < piece ? bytes.size : piece;
        char *own = memory_copy_text((text_t){bytes.data, size});
        inbox_turn_t turn;
        text_t payload = TEXT_NONE;
        close_cause_t why = CLOSE_GONE;
        inbox_begin(&turn, &kept, own, size);
        while ((kind = inbox_next(&turn, &payload, &why)) != INBOX_MORE) {
            HOLDS(kind != INBOX_TEXT || (payload.size <= FRAME_MESSAGE_MAX && text_is_utf8(payload)));
            HOLDS(kind != INBOX_WRONG || (close_is_deaf(why) && close_code(why) != 0));
            buffer_append_format(log, "%d %d:", kind, kind == INBOX_WRONG ? (int)why : 0);
            if (kind != INBOX_WRONG)
                buffer_append_text(log, payload);
            if (kind == INBOX_WRONG || kind == INBOX_CLOSE)
                break;
        }
        inbox_end(&turn);
        free(own);
        /* No more than a message, the beginning of a frame and what their buffers have besides. */
        HOLDS(kind == INBOX_WRONG || kind == INBOX_CLOSE || inbox_size(kept) < 8 * FRAME_MESSAGE_MAX);
        bytes = (text_t){bytes.data + size, bytes.size - size};
    }
    inbox_destroy(&kept);
}

static void check_pieces(text_t bytes, size_t piece)
{
    buffer_t whole = {0}, pieces = {0};
    take(bytes, SIZE_MAX, &whole);
    take(bytes, piece, &pieces);
    HOLDS(text_equal(buffer_text(&whole), buffer_text(&pieces)));
    buffer_free(&whole);
    buffer_free(&pieces);
}

/* A server's frame, masked as a client has to, comes back. */
static void check_written(text_t text)
{
    static const char no_mask[4] = {0};
    buffer_t written = {0}, masked = {0};
    frame_t frame;
    close_cause_t why;
    frame_write(&written, FRAME_TEXT, text);
    size_t head = written.size - text.size;
    HOLDS(head >= 2);
    written.data[1] = (char)(written.data[1] | 0x80);
    buffer_append(&masked, written.data, head);
    buffer_append(&masked, no_mask, sizeof no_mask);
    buffer_append_text(&masked, text);
    frame_result_t result = frame_read(masked.data, masked.size, &frame, &why);
    HOLDS(result == (text.size <= FRAME_MESSAGE_MAX ? FRAME_WHOLE : FRAME_WRONG));
    HOLDS(result == FRAME_WRONG || (text_equal(frame.payload, text) && frame.size == masked.size));
    buffer_free(&written);
    buffer_free(&masked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t rest = {(const char *)data, size};
    const size_t piece = 1 + fuzz_take_byte(&rest) % 64;
    check_pieces(rest, piece);
    check_written(rest.size <= UINT16_MAX ? rest : (text_t){rest.data, UINT16_MAX});
    return 0;
}
