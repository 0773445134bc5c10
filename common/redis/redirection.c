/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/redirection.h"

#include "common/redis/topology.h"

/* Takes the next word and the space behind it. */
static text_t take_word(text_t *rest)
{
    if (rest->size == 0)
        return TEXT_NONE;
    const char *space = memchr(rest->data, ' ', rest->size);
    const text_t word = {rest->data, space ? (size_t)(space - rest->data) : rest->size};
    const size_t used = word.size + (space != NULL);
    *rest = (text_t){rest->data + used, rest->size - used};
    return word;
}

static redis_redirection_kind_t kind_of(text_t word)
{
    static const text_t words[REDIS_REDIRECTION_KINDS] = {
        [REDIS_REDIRECTED_MOVED] = TEXT_CONSTANT("MOVED"),
        [REDIS_REDIRECTED_ASK] = TEXT_CONSTANT("ASK"),
        [REDIS_REDIRECTED_LATER] = TEXT_CONSTANT("TRYAGAIN"),
        [REDIS_REDIRECTED_DOWN] = TEXT_CONSTANT("CLUSTERDOWN")};
    redis_redirection_kind_t kind = REDIS_REDIRECTION_KINDS - 1;
    while (kind != REDIS_REDIRECTED_NOWHERE && !text_equal(word, words[kind]))
        kind--;
    return kind;
}

/* The rest of MOVED and ASK. */
static bool read_target(text_t rest, const redis_address_t *from, redis_redirection_t *redirection)
{
    int64_t slot, port;
    if (!text_to_int(take_word(&rest), &slot) || slot < 0 || slot >= REDIS_SLOTS)
        return false;
    const text_t where = take_word(&rest);
    const char *colon = where.size > 0 ? memrchr(where.data, ':', where.size) : NULL;
    if (!colon)
        return false;
    const text_t host = {where.data, (size_t)(colon - where.data)};
    redirection->slot = (unsigned)slot;
    return text_to_int((text_t){colon + 1, where.size - host.size - 1}, &port) &&
           redis_announced_read(host, port, from, &redirection->to);
}

redis_redirection_t redis_redirection_read(text_t error, const redis_address_t *from)
{
    static const redis_redirection_t nowhere = {.kind = REDIS_REDIRECTED_NOWHERE};
    redis_redirection_t redirection = {.kind = kind_of(take_word(&error))};
    switch (redirection.kind) {
    case REDIS_REDIRECTED_MOVED:
    case REDIS_REDIRECTED_ASK:
        return read_target(error, from, &redirection) ? redirection : nowhere;
    case REDIS_REDIRECTED_NOWHERE:
    case REDIS_REDIRECTED_LATER:
    case REDIS_REDIRECTED_DOWN:
    case REDIS_REDIRECTION_KINDS:
        break;
    }
    return redirection;
}
