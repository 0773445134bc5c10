/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis_address.h"

#include "proto/text.h"

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

    const char *colon = whole.size ? strrchr(text, ':') : NULL;
    int64_t port;
    if (!colon || !text_to_int(text_of(colon + 1), &port) || port < 1 || port > 65535)
        return false;
    address->port = (int)port;
    text_t host = {text, (size_t)(colon - text)};
    if (host.size > 2 && host.data[0] == '[' && host.data[host.size - 1] == ']')
        host = (text_t){host.data + 1, host.size - 2};
    else if (memchr(host.data, ':', host.size) || memchr(host.data, '/', host.size))
        return false;
    return host_take(address, host);
}
