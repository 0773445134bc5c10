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

void listen_write_url(buffer_t *out, const char *scheme, const char *host, uint16_t port)
{
    buffer_append_format(out, strchr(host, ':') ? "%s://[%s]:%u" : "%s://%s:%u", scheme, host, port);
    *buffer_reserve(out, 1) = '\0';
}
