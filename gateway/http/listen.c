/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

bool listen_fill(const char *host, uint16_t port, struct sockaddr_storage *address)
{
    memset(address, 0, sizeof *address);
    struct sockaddr_in *four = (struct sockaddr_in *)address;
    struct sockaddr_in6 *six = (struct sockaddr_in6 *)address;
    if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
        four->sin_family = AF_INET;
        four->sin_port = htons(port);
        return true;
    }
    if (inet_pton(AF_INET6, host, &six->sin6_addr) == 1) {
        six->sin6_family = AF_INET6;
        six->sin6_port = htons(port);
        return true;
    }
    errno = EINVAL;
    return false;
}

bool listen_is_free(const char *value)
{
    int fd = address_listen(value);
    if (fd < 0)
        return false;
    close(fd);
    return true;
}

const char *listen_near(const char *host)
{
    struct sockaddr_storage address;
    const struct sockaddr_in *four = (const struct sockaddr_in *)&address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address;
    if (!listen_fill(host, 0, &address))
        return host;
    if (address.ss_family == AF_INET)
        return four->sin_addr.s_addr == htonl(INADDR_ANY) ? "127.0.0.1" : host;
    return IN6_IS_ADDR_UNSPECIFIED(&six->sin6_addr) ? "::1" : host;
}

void listen_write_url(buffer_t *out, const char *scheme, const char *host, uint16_t port)
{
    buffer_append_format(out, strchr(host, ':') ? "%s://[%s]:%u" : "%s://%s:%u", scheme, host, port);
    *buffer_reserve(out, 1) = '\0';
}
