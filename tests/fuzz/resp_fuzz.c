/* SPDX-License-Identifier: Apache-2.0 */
/* Replies of Redis, whole and in pieces (the first byte says how large), as our connection reads them. */
#include "common/redis/tree.h"
#include "common/redis/verdict.h"
#include "tests/fuzz/fuzz.h"

#include <hiredis/hiredis.h>

/* Appends the reply as Redis would send it. */
static void write_reply(buffer_t *out, const redis_reply_t *reply)
{
    switch (reply->type) {
    case REDIS_REPLY_STRING:
        buffer_append_format(out, "$%zu\r\n", redis_text(reply).size);
        buffer_append_text(out, redis_text(reply));
        break;
    case REDIS_REPLY_ARRAY:
        buffer_append_format(out, "*%zu\r\n", reply->elements);
        for (size_t i = 0; i < reply->elements; i++)
            write_reply(out, reply->element[i]);
        return;
    case REDIS_REPLY_INTEGER:
        buffer_append_format(out, ":%lld", reply->integer);
        break;
    case REDIS_REPLY_NIL:
        buffer_append_literal(out, "$-1");
        break;
    default:
        HOLDS(reply->type == REDIS_REPLY_STATUS || reply->type == REDIS_REPLY_ERROR);
        buffer_append_char(out, reply->type == REDIS_REPLY_STATUS ? '+' : '-');
        buffer_append_text(out, redis_text(reply));
    }
    buffer_append_literal(out, "\r\n");
}

static void judge(const redis_reply_t *reply)
{
    const redis_verdict_t *verdict = redis_reply_judge(reply);
    int64_t number = redis_int(reply);
    HOLDS(verdict && (verdict->status == REDIS_OK || reply->type == REDIS_REPLY_ERROR));
    HOLDS(reply->type != REDIS_REPLY_INTEGER || number == reply->integer);
    HOLDS(!reply->str || reply->str[redis_text(reply).size] == '\0');
}

/* Takes the replies that are whole. False when the reader has given up. */
static bool take_replies(redisReader *reader, arena_t *arena, buffer_t *out)
{
    void *reply = NULL;
    while (redisReaderGetReply(reader, &reply) == 0) {
        if (!reply)
            return true;
        judge(reply);
        write_reply(out, reply);
        arena_clear(arena);
    }
    return false;
}

/* Appends all replies in the bytes, which come `piece` at a time, as they were understood. */
static void read_in_pieces(text_t bytes, size_t piece, buffer_t *out)
{
    arena_t arena = {0};
    redisReader *reader = redisReaderCreate();
    redis_tree_use(reader, &arena);
    for (bool good = true; good && bytes.size > 0;) {
        size_t size = bytes.size < piece ? bytes.size : piece;
        redisReaderFeed(reader, bytes.data, size);
        bytes = (text_t){bytes.data + size, bytes.size - size};
        good = take_replies(reader, &arena, out);
    }
    redisReaderFree(reader);
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t bytes = {(const char *)data, size};
    const size_t piece = 1 + fuzz_take_byte(&bytes) % 32;
    buffer_t whole = {0}, pieces = {0}, again = {0};
    read_in_pieces(bytes, SIZE_MAX, &whole);
    read_in_pieces(bytes, piece, &pieces);
    HOLDS(text_equal(buffer_text(&whole), buffer_text(&pieces)));
    read_in_pieces(buffer_text(&whole), SIZE_MAX, &again);
    HOLDS(text_equal(buffer_text(&whole), buffer_text(&again)));
    buffer_free(&whole);
    buffer_free(&pieces);
    buffer_free(&again);
    return 0;
}
