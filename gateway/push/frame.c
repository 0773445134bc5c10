/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/frame.h"

#include <assert.h>

enum {
    FINAL = 0x80,
    RESERVED = 0x70,
    OPCODE = 0x0f,
    CONTROL = 0x08,
    MASKED = 0x80,
    LENGTH = 0x7f,
    LENGTH_16 = 126, /* the length is in the two bytes that follow */
    LENGTH_64 = 127, /* in the eight */
    MASK_SIZE = 4,
    HEAD_SIZE = 2
};

static bool is_known(unsigned opcode)
{
    return opcode <= FRAME_BINARY || (opcode >= FRAME_CLOSE && opcode <= FRAME_PONG);
}

/* What the first two bytes show already. False when it must not be. */
static bool head_is_good(const uint8_t *head, close_cause_t *why)
{
    unsigned opcode = head[0] & OPCODE;
    bool control = opcode & CONTROL;
    *why = CLOSE_PROTOCOL;
    if ((head[0] & RESERVED) || !is_known(opcode) || !(head[1] & MASKED))
        return false;
    if (control && (!(head[0] & FINAL) || (head[1] & LENGTH) > FRAME_CONTROL_MAX))
        return false;
    *why = CLOSE_BINARY;
    return opcode != FRAME_BINARY;
}

/* How many bytes the length takes besides the second byte of the head. */
static size_t length_size(const uint8_t *head)
{
    unsigned length = head[1] & LENGTH;
    return length == LENGTH_64 ? 8 : length == LENGTH_16 ? 2 : 0;
}

static uint64_t read_number(const uint8_t *bytes, size_t size)
{
    uint64_t number = 0;
    for (size_t i = 0; i < size; i++)
        number = number << 8 | bytes[i];
    return number;
}

/* False when it is none, or too large. */
static bool read_length(const uint8_t *head, uint64_t *length, close_cause_t *why)
{
    size_t size = length_size(head);
    *length = size == 0 ? head[1] & LENGTH : read_number(head + HEAD_SIZE, size);
    bool shortest = size == 0 || (size == 2 ? *length >= LENGTH_16 : *length > UINT16_MAX);
    *why = shortest && *length <= INT64_MAX ? CLOSE_TOO_LARGE : CLOSE_PROTOCOL;
    return *why == CLOSE_TOO_LARGE && *length <= FRAME_MESSAGE_MAX;
}

static void unmask(char *payload, size_t size, const uint8_t *mask)
{
    for (size_t i = 0; i < size; i++)
        payload[i] = (char)((uint8_t)payload[i] ^ mask[i % MASK_SIZE]);
}

frame_result_t frame_read(char *bytes, size_t size, frame_t *frame, close_cause_t *why)
{
    const uint8_t *head = (const uint8_t *)bytes;
    uint64_t length;
    if (size < HEAD_SIZE)
        return FRAME_MORE;
    if (!head_is_good(head, why))
        return FRAME_WRONG;
    size_t before = HEAD_SIZE + length_size(head);
    if (size < before)
        return FRAME_MORE;
    if (!read_length(head, &length, why))
        return FRAME_WRONG;
    size_t whole = before + MASK_SIZE + (size_t)length;
    if (size < whole)
        return FRAME_MORE;
    char *payload = bytes + before + MASK_SIZE;
    unmask(payload, (size_t)length, head + before);
    *frame = (frame_t){.opcode = (frame_opcode_t)(head[0] & OPCODE),
                       .final = head[0] & FINAL,
                       .payload = {payload, (size_t)length},
                       .size = whole};
    return FRAME_WHOLE;
}

/* Those that an endpoint may send: defined ones that are no mere findings, and the ranges of libraries and
 * applications. */
static bool is_code(uint64_t code)
{
    bool defined = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
    return defined || (code >= 3000 && code <= 4999);
}

bool frame_is_close(text_t payload, close_cause_t *why)
{
    *why = CLOSE_PROTOCOL;
    if (payload.size == 0)
        return true;
    if (payload.size < 2 || !is_code(read_number((const uint8_t *)payload.data, 2)))
        return false;
    *why = CLOSE_UTF8;
    return text_is_utf8((text_t){payload.data + 2, payload.size - 2});
}

void frame_write(buffer_t *out, frame_opcode_t opcode, text_t payload)
{
    assert(payload.size <= UINT16_MAX);
    bool is_short = payload.size < LENGTH_16;
    buffer_append_char(out, (char)(FINAL | opcode));
    buffer_append_char(out, (char)(is_short ? payload.size : LENGTH_16));
    if (!is_short) {
        buffer_append_char(out, (char)(payload.size >> 8));
        buffer_append_char(out, (char)(payload.size & 0xff));
    }
    buffer_append_text(out, payload);
}

void frame_write_close(buffer_t *out, unsigned code, text_t reason)
{
    char bytes[FRAME_CONTROL_MAX];
    assert(reason.size <= sizeof bytes - 2);
    if (code == 0) {
        frame_write(out, FRAME_CLOSE, TEXT_NONE);
        return;
    }
    bytes[0] = (char)(code >> 8);
    bytes[1] = (char)(code & 0xff);
    if (reason.size > 0)
        memcpy(bytes + 2, reason.data, reason.size);
    frame_write(out, FRAME_CLOSE, (text_t){bytes, 2 + reason.size});
}
