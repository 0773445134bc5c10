/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis_address.h"

#include "common/address.h"
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

    address_t tcp;
    if (!address_read(text, &tcp) || tcp.port == 0)
        return false;
    address->port = tcp.port;
    return host_take(address, text_of(tcp.host));
}
