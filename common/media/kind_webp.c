/* SPDX-License-Identifier: Apache-2.0 */
/* A RIFF file: one bitstream alone, or VP8X with the size of the canvas and then a bitstream or frames. */
#include "common/media/kind_parts.h"
#include "common/media/webp.h"

enum {
    BITSTREAM = 10,  /* bytes of one that tell its size in pixels */
    CANVAS = 10,     /* bytes of VP8X */
    FRAME = 16,      /* bytes of ANMF before the chunks of the frame */
    ANIMATED = 0x02, /* among the flags of VP8X */
};

static bool is_bitstream(const webp_chunk_t *chunk)
{
    return webp_is(chunk, "VP8 ") || webp_is(chunk, "VP8L");
}

/* The size in pixels that a bitstream begins with: RFC 6386 9.1, RFC 9649 3.4. */
static bool read_bitstream(media_kind_t *size, media_bytes_t *bytes, const webp_chunk_t *chunk)
{
    const bool lossless = webp_is(chunk, "VP8L");
    const size_t wanted = lossless ? BITSTREAM / 2 : BITSTREAM;
    const unsigned char *head = chunk->end - chunk->begin >= (int64_t)wanted
                                    ? media_bytes_at(bytes, chunk->begin, wanted)
                                    : NULL;
    if (!head)
        return false;
    if (lossless) {
        const uint32_t bits = media_little32(head + 1);
        return head[0] == 0x2f && bits >> 29 == 0 &&
               kind_set_size(size, (bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1);
    }
    const bool is_key_frame = (head[0] & 1) == 0;
    return is_key_frame && memcmp(head + 3, "\x9d\x01\x2a", 3) == 0 &&
           kind_set_size(size, media_little16(head + 6) & 0x3fff, media_little16(head + 8) & 0x3fff);
}

/* Whether the frame lies on the canvas and holds one bitstream of its size. What else a frame might hold
 * nobody writes, and it could not be left out. */
static bool walk_frame(const media_kind_t *canvas, media_bytes_t *bytes, const webp_chunk_t *frame)
{
    bool has_bitstream = false;
    webp_chunk_t chunk;
    const unsigned char *head = frame->end - frame->begin >= FRAME
                                    ? media_bytes_at(bytes, frame->begin, FRAME)
                                    : NULL;
    if (!head)
        return false;
    const uint32_t width = media_little24(head + 6) + 1, height = media_little24(head + 9) + 1;
    if (2 * media_little24(head) + width > canvas->width ||
        2 * media_little24(head + 3) + height > canvas->height)
        return false;
    for (int64_t at = frame->begin + FRAME; at < frame->end; at = chunk.piece.next) {
        media_kind_t size = {0};
        if (!webp_read_chunk(bytes, at, frame->end, &chunk))
            return false;
        if (webp_is(&chunk, "ALPH"))
            continue;
        if (!is_bitstream(&chunk) || has_bitstream || !read_bitstream(&size, bytes, &chunk) ||
            size.width != width || size.height != height)
            return false;
        has_bitstream = true;
    }
    return has_bitstream;
}

/* One chunk behind VP8X. Whether it is a picture, or a frame of one, goes into *found. */
static bool walk_part(const media_kind_t *canvas, media_bytes_t *bytes, const webp_chunk_t *chunk,
                      bool *found)
{
    media_kind_t size = {0};
    *found = is_bitstream(chunk) || webp_is(chunk, "ANMF");
    if (is_bitstream(chunk))
        return read_bitstream(&size, bytes, chunk) && size.width == canvas->width &&
               size.height == canvas->height;
    return !*found || walk_frame(canvas, bytes, chunk);
}

static bool walk_extended(media_kind_t *kind, media_bytes_t *bytes, const webp_chunk_t *first)
{
    size_t pictures = 0;
    media_turn_t turn = {0};
    webp_chunk_t chunk;
    const unsigned char *head = first->end - first->begin == CANVAS
                                    ? media_bytes_at(bytes, first->begin, CANVAS)
                                    : NULL;
    if (!head)
        return false;
    const bool animated = head[0] & ANIMATED;
    if (!kind_set_size(kind, media_little24(head + 4) + 1, media_little24(head + 7) + 1))
        return false;
    for (int64_t at = first->piece.next; at < bytes->size; at = chunk.piece.next) {
        bool found = false;
        if (!webp_read_chunk(bytes, at, bytes->size, &chunk) || !walk_part(kind, bytes, &chunk, &found) ||
            (found && animated != webp_is(&chunk, "ANMF")))
            return false;
        media_turn_judge(&turn, &chunk.piece);
        kind_judge(kind, &chunk.piece);
        pictures += found ? 1 : 0;
    }
    return animated ? pictures > 0 : pictures == 1;
}

bool kind_walk_webp(media_kind_t *kind, media_bytes_t *bytes)
{
    webp_chunk_t chunk;
    const unsigned char *head = media_bytes_at(bytes, 0, WEBP_FIRST_CHUNK);
    if (!head || memcmp(head, "RIFF", 4) != 0 ||
        (int64_t)media_little32(head + 4) + WEBP_CHUNK_HEAD != bytes->size ||
        !webp_read_chunk(bytes, WEBP_FIRST_CHUNK, bytes->size, &chunk))
        return false;
    if (webp_is(&chunk, "VP8X"))
        return walk_extended(kind, bytes, &chunk);
    return is_bitstream(&chunk) && chunk.piece.next == bytes->size && read_bitstream(kind, bytes, &chunk);
}
