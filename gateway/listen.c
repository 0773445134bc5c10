/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/listen.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

bool listen_read(const char *value, char host[LISTEN_HOST_MAX], uint16_t *port)
{
    const char *colon = strrchr(value, ':');
    int64_t number;
    if (!colon || !text_to_int(text_of(colon + 1), &number) || number < 0 || number > 65535)
        return false;
    bool six = value[0] == '[' && colon > value && colon[-1] == ']';
    const char *from = six ? value + 1 : value;
    size_t size = (size_t)((six ? colon - 1 : colon) - from);
    if (size == 0 || size >= LISTEN_HOST_MAX)
        return false;
    memcpy(host, from, size);
    host[size] = '\0';
    *port = (uint16_t)number;
    struct in6_addr address;
    return inet_pton(six ? AF_INET6 : AF_INET, host, &address) == 1;
}

bool listen_valid(const char *value)
{
    char host[LISTEN_HOST_MAX];
    uint16_t port;
    return listen_read(value, host, &port);
}

bool listen_is_free(const char *host, uint16_t port)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons(port)};
    bool is_six = inet_pton(AF_INET6, host, &six.sin6_addr) == 1;
    if (!is_six && inet_pton(AF_INET, host, &four.sin_addr) != 1)
        return false;
    int fd = socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const struct sockaddr *address = is_six ? (const struct sockaddr *)&six : (const struct sockaddr *)&four;
    bool is_free = bind(fd, address, is_six ? sizeof six : sizeof four) == 0;
    close(fd);
    return is_free;
}

void listen_write_url(buffer_t *out, const char *host, uint16_t port)
{
    buffer_append_format(out, strchr(host, ':') ? "http://[%s]:%u" : "http://%s:%u", host, port);
    *buffer_reserve(out, 1) = '\0';
}
