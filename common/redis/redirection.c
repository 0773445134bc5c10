/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/redirection.h"

static const redis_redirection_t NOWHERE = {.kind = REDIS_REDIRECTED_NOWHERE};

/* Takes the next word and the space behind it. */
static text_t take_word(text_t *rest)
{
    const char *space = rest->size > 0 ? memchr(rest->data, ' ', rest->size) : NULL;
    const text_t word = {rest->data, space ? (size_t)(space - rest->data) : rest->size};
    const size_t used = word.size + (space != NULL);
    *rest = (text_t){rest->data + used, rest->size - used};
    return word;
}

static redis_redirection_kind_t kind_of(text_t word)
{
    if (text_equal(word, TEXT_LITERAL("MOVED")))
        return REDIS_REDIRECTED_MOVED;
    if (text_equal(word, TEXT_LITERAL("ASK")))
        return REDIS_REDIRECTED_ASK;
    return REDIS_REDIRECTED_NOWHERE;
}

redis_redirection_t redis_redirection_read(text_t error, const redis_address_t *from)
{
    redis_redirection_t redirection = {.kind = kind_of(take_word(&error))};
    int64_t slot, port;
    if (redirection.kind == REDIS_REDIRECTED_NOWHERE || !text_to_int(take_word(&error), &slot) || slot < 0 ||
        slot >= REDIS_SLOTS)
        return NOWHERE;
    const text_t where = take_word(&error);
    const char *colon = where.size > 0 ? memrchr(where.data, ':', where.size) : NULL;
    if (!colon)
        return NOWHERE;
    const text_t host = {where.data, (size_t)(colon - where.data)};
    if (!text_to_int((text_t){colon + 1, where.size - host.size - 1}, &port) ||
        !redis_announced_read(host, port, from, &redirection.to))
        return NOWHERE;
    redirection.slot = (unsigned)slot;
    return redirection;
}
