/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses and lists of them, as the configuration and Sentinels give them. */
#include <stdlib.h>

#include "base/address.h"
#include "common/redis/address.h"
#include "common/redis/moved.h"
#include "common/rpc/client/endpoints.h"
#include "common/rpc/curve.h"
#include "tests/fuzz/fuzz.h"

static void address_try(const char *text)
{
    address_t address, again;
    buffer_t out = {0};
    if (!address_read(text, &address))
        return;
    HOLDS(address.host[0] && strlen(address.host) < sizeof address.host);
    HOLDS(address.port >= 0 && address.port <= 65535);
    buffer_append_format(&out, "[%s]:%d%c", address.host, address.port, '\0');
    HOLDS(address_read(out.data, &again));
    HOLDS(strcmp(again.host, address.host) == 0 && again.port == address.port);
    buffer_free(&out);
}

static void write_redis(buffer_t *out, const redis_address_t *address)
{
    if (address->local)
        buffer_append_format(out, "unix:%s", address->host);
    else
        buffer_append_format(out, "[%s]:%d", address->host, address->port);
}

static void redis_try(const char *text)
{
    redis_address_t address, again = {.port = 0};
    buffer_t out = {0};
    memset(&address, 0, sizeof address);
    if (!redis_address_read(text, &address))
        return;
    HOLDS(redis_address_is_valid(text) && (address.local || (address.port >= 1 && address.port <= 65535)));
    write_redis(&out, &address);
    buffer_append_char(&out, '\0');
    HOLDS(redis_address_read(out.data, &again) && redis_address_equal(&address, &again));
    buffer_free(&out);
}

static void sentinels_try(const char *text)
{
    redis_sentinels_t sentinels, again;
    buffer_t out = {0};
    memset(&sentinels, 0, sizeof sentinels);
    if (!redis_sentinels_read(text, &sentinels))
        return;
    HOLDS(sentinels.count >= 1 && sentinels.count <= REDIS_SENTINELS_MAX && sentinels.master[0]);
    buffer_append_literal(&out, "sentinel://");
    for (size_t i = 0; i < sentinels.count; i++) {
        buffer_append_text(&out, text_of(i > 0 ? "," : ""));
        write_redis(&out, &sentinels.sentinels[i]);
    }
    buffer_append_format(&out, "/%s%c", sentinels.master, '\0');
    HOLDS(redis_sentinels_read(out.data, &again) && again.count == sentinels.count);
    HOLDS(strcmp(again.master, sentinels.master) == 0);
    for (size_t i = 0; i < sentinels.count; i++)
        HOLDS(redis_address_equal(&sentinels.sentinels[i], &again.sentinels[i]));
    buffer_free(&out);
}

static void seeds_try(const char *text)
{
    redis_seeds_t seeds, again;
    buffer_t out = {0};
    memset(&seeds, 0, sizeof seeds);
    if (!redis_seeds_read(text, &seeds))
        return;
    HOLDS(redis_address_is_valid(text) && seeds.count >= 1 && seeds.count <= REDIS_SEEDS_MAX);
    buffer_append_literal(&out, "cluster://");
    for (size_t i = 0; i < seeds.count; i++) {
        buffer_append_text(&out, text_of(i > 0 ? "," : ""));
        write_redis(&out, &seeds.seeds[i]);
    }
    buffer_append_char(&out, '\0');
    HOLDS(redis_seeds_read(out.data, &again) && again.count == seeds.count);
    for (size_t i = 0; i < seeds.count; i++)
        HOLDS(redis_address_equal(&seeds.seeds[i], &again.seeds[i]));
    buffer_free(&out);
}

/* What Redis says of a store that has moved: any bytes. */
static void moved_try(text_t error)
{
    redis_moved_t moved = {0}, again = {0};
    buffer_t out = {0};
    if (!redis_moved_read(&moved, error))
        return;
    HOLDS(redis_address_is_valid(moved.address) && moved.token[0] && !strchr(moved.token, ' '));
    buffer_append_format(&out, "MOVEDTO %s %s", moved.token, moved.address);
    HOLDS(text_equal(buffer_text(&out), error));
    HOLDS(redis_moved_read(&again, buffer_text(&out)) && strcmp(again.address, moved.address) == 0);
    redis_moved_free(&moved);
    redis_moved_free(&again);
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = memory_copy_text((text_t){(const char *)data, size});
    address_try(text);
    redis_try(text);
    sentinels_try(text);
    seeds_try(text);
    HOLDS(!curve_key_valid(text) || curve_keys_valid(text));
    endpoints_are_fixed(text);
    moved_try((text_t){(const char *)data, size});
    free(text);
    return 0;
}
