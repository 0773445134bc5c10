/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frames of RFC 6455 5, as a server reads and writes them: no extensions, text only, short messages. Pure:
 * bytes in, slices of them out, no memory of its own.
 */
#ifndef LEIDA_GATEWAY_PUSH_FRAME_H
#define LEIDA_GATEWAY_PUSH_FRAME_H

#include "base/buffer.h"
#include "gateway/push/close.h"

enum {
    FRAME_MESSAGE_MAX = 1024, /* bytes of a client's message, all its frames together */
    FRAME_CONTROL_MAX = 125,  /* bytes that a control frame carries (RFC 6455 5.5) */
    FRAME_HEAD_MAX = 14       /* bytes in front of what a frame carries */
};

/* On the wire (RFC 6455 5.2); others are refused. */
typedef enum {
    FRAME_CONTINUATION = 0x0,
    FRAME_TEXT = 0x1,
    FRAME_BINARY = 0x2,
    FRAME_CLOSE = 0x8,
    FRAME_PING = 0x9,
    FRAME_PONG = 0xa
} frame_opcode_t;

typedef struct {
    frame_opcode_t opcode;
    bool final;
    text_t payload; /* unmasked, where it came in */
    size_t size;    /* bytes of the whole frame */
} frame_t;

typedef enum {
    FRAME_MORE,  /* its end has not come yet; nothing was changed */
    FRAME_WHOLE, /* *frame is there, and its payload unmasked in place */
    FRAME_WRONG  /* it cannot become one that is taken: *why says what for */
} frame_result_t;

/* Reads the frame that the bytes begin with. Of what a client may not send it refuses all that one frame
 * shows: not masked, reserved bits and opcodes, lengths not in their shortest form, control frames that are
 * long or in fragments (CLOSE_PROTOCOL), binary ones (CLOSE_BINARY), those that are too large. */
frame_result_t frame_read(char *bytes, size_t size, frame_t *frame, close_cause_t *why);

/* Whether a client may have closed with this payload (RFC 6455 5.5.1, 7.4): none, or a code and UTF-8. *why
 * says what is wrong with it. */
bool frame_is_close(text_t payload, close_cause_t *why);

/* Appends a frame as a server sends it: whole, not masked. */
void frame_write(buffer_t *out, frame_opcode_t opcode, text_t payload);
/* Appends a closing frame; 0: without a code. */
void frame_write_close(buffer_t *out, unsigned code, text_t reason);

#endif
