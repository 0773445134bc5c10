/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/address.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/address.h"
#include "base/buffer.h"

static bool host_take(redis_address_t *address, text_t host)
{
    if (host.size == 0 || host.size >= REDIS_HOST_SIZE)
        return false;
    memcpy(address->host, host.data, host.size);
    address->host[host.size] = '\0';
    return true;
}

bool redis_address_read(const char *text, redis_address_t *address)
{
    static const text_t unix_prefix = {"unix:", 5};
    text_t whole = text_of(text);
    address->local = whole.size > unix_prefix.size && memcmp(text, unix_prefix.data, unix_prefix.size) == 0;
    if (address->local)
        return host_take(address, (text_t){text + unix_prefix.size, whole.size - unix_prefix.size});

    address_t tcp;
    if (!address_read(text, &tcp) || tcp.port == 0)
        return false;
    address->port = tcp.port;
    return host_take(address, text_of(tcp.host));
}

void redis_address_write(const redis_address_t *address, char text[REDIS_ADDRESS_SIZE])
{
    const char *host = address->host;
    if (address->local)
        snprintf(text, REDIS_ADDRESS_SIZE, "unix:%s", host);
    else
        snprintf(text, REDIS_ADDRESS_SIZE, strchr(host, ':') ? "[%s]:%d" : "%s:%d", host, address->port);
}

bool redis_address_equal(const redis_address_t *a, const redis_address_t *b)
{
    return a->local == b->local && a->port == b->port && strcmp(a->host, b->host) == 0;
}

/* Reads "HOST:PORT,HOST:PORT" into as many as there is room for. */
static bool read_list(text_t text, redis_address_t *list, size_t room, size_t *count)
{
    char *copy = memory_copy_text(text), *rest = copy, *entry;
    bool good = true;
    *count = 0;
    while (good && (entry = strsep(&rest, ",")) != NULL) {
        redis_address_t *next = &list[*count];
        good = *count < room && redis_address_read(entry, next) && !next->local;
        *count += good;
    }
    free(copy);
    return good;
}

bool redis_sentinels_read(const char *text, redis_sentinels_t *sentinels)
{
    static const char prefix[] = "sentinel://";
    const char *slash = strrchr(text, '/');
    if (strncmp(text, prefix, sizeof prefix - 1) != 0 || slash < text + sizeof prefix - 1)
        return false;
    text += sizeof prefix - 1;
    const size_t name_size = strlen(slash + 1);
    if (name_size == 0 || name_size >= REDIS_MASTER_SIZE)
        return false;
    memcpy(sentinels->master, slash + 1, name_size + 1);
    return read_list((text_t){text, (size_t)(slash - text)}, sentinels->sentinels, REDIS_SENTINELS_MAX,
                     &sentinels->count);
}

bool redis_seeds_read(const char *text, redis_seeds_t *seeds)
{
    static const char prefix[] = "cluster://";
    if (strncmp(text, prefix, sizeof prefix - 1) != 0)
        return false;
    return read_list(text_of(text + sizeof prefix - 1), seeds->seeds, REDIS_SEEDS_MAX, &seeds->count);
}

bool redis_address_is_valid(const char *text)
{
    redis_address_t address;
    redis_sentinels_t sentinels;
    redis_seeds_t seeds;
    return redis_address_read(text, &address) || redis_sentinels_read(text, &sentinels) ||
           redis_seeds_read(text, &seeds);
}
