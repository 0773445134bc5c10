/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/reply_text.h"

#include <stdio.h>
#include <stdlib.h>

enum { ELEMENTS_MAX = 512 };

static redis_reply_t *reply_new(arena_t *arena, int type)
{
    redis_reply_t *reply = arena_new_zeroed(arena, sizeof *reply);
    reply->type = type;
    return reply;
}

static redis_reply_t *word_new(arena_t *arena, text_t word, bool quoted)
{
    int64_t number;
    if (!quoted && text_equal(word, TEXT_LITERAL("nil")))
        return reply_new(arena, REDIS_REPLY_NIL);
    redis_reply_t *reply = reply_new(arena, REDIS_REPLY_STRING);
    if (!quoted && text_to_int(word, &number)) {
        reply->type = REDIS_REPLY_INTEGER;
        reply->integer = number;
        return reply;
    }
    reply->str = arena_new_zeroed(arena, word.size + 1);
    memcpy(reply->str, word.data, word.size);
    reply->len = word.size;
    return reply;
}

static redis_reply_t *take(arena_t *arena, const char **at)
{
    *at += strspn(*at, " \n");
    if (**at == '[') {
        redis_reply_t *elements[ELEMENTS_MAX], *reply = reply_new(arena, REDIS_REPLY_ARRAY);
        for (++*at; *(*at += strspn(*at, " \n")) != ']';) {
            if (**at == '\0' || reply->elements == ELEMENTS_MAX) {
                fprintf(stderr, "reply_of_text: an array without an end, or too long\n");
                abort();
            }
            elements[reply->elements++] = take(arena, at);
        }
        ++*at;
        reply->element = arena_new(arena, (reply->elements + 1) * sizeof *reply->element);
        memcpy(reply->element, elements, reply->elements * sizeof *reply->element);
        return reply;
    }
    const bool quoted = **at == '\'';
    *at += quoted;
    const size_t size = strcspn(*at, quoted ? "'" : " \n[]");
    redis_reply_t *reply = word_new(arena, (text_t){*at, size}, quoted);
    *at += size + quoted;
    return reply;
}

redis_reply_t *reply_of_text(arena_t *arena, const char *text)
{
    if (text[0] == '-') {
        redis_reply_t *reply = word_new(arena, text_of(text + 1), true);
        reply->type = REDIS_REPLY_ERROR;
        return reply;
    }
    return take(arena, &text);
}
