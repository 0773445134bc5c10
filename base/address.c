/* SPDX-License-Identifier: Apache-2.0 */
#include "base/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

bool address_read(const char *text, address_t *address)
{
    const char *colon = strrchr(text, ':');
    int64_t port;
    if (!colon || !text_to_int(text_of(colon + 1), &port) || port < 0 || port > 65535)
        return false;
    text_t host = {text, (size_t)(colon - text)};
    if (host.size >= 2 && host.data[0] == '[' && host.data[host.size - 1] == ']')
        host = (text_t){host.data + 1, host.size - 2};
    else if (memchr(host.data, ':', host.size) || memchr(host.data, '/', host.size))
        return false;
    if (host.size == 0 || host.size >= sizeof address->host)
        return false;
    memcpy(address->host, host.data, host.size);
    address->host[host.size] = '\0';
    address->port = (int)port;
    return true;
}

bool address_valid(const char *text)
{
    address_t address;
    return address_read(text, &address);
}

bool address_is_numeric(const char *text)
{
    address_t address;
    unsigned char binary[sizeof(struct in6_addr)];
    return address_read(text, &address) &&
           inet_pton(strchr(address.host, ':') ? AF_INET6 : AF_INET, address.host, binary) == 1;
}

static int listen_at(const struct addrinfo *at)
{
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    int yes = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes); /* a restart need not wait for TIME_WAIT */
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, SOMAXCONN) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

int address_listen(const char *text)
{
    address_t address;
    if (!address_read(text, &address)) {
        errno = EINVAL;
        return -1;
    }
    char port[8];
    snprintf(port, sizeof port, "%d", address.port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found;
    if (getaddrinfo(address.host, port, &hints, &found) != 0) {
        errno = EADDRNOTAVAIL;
        return -1;
    }
    int fd = listen_at(found);
    int error = errno;
    freeaddrinfo(found);
    errno = error;
    return fd;
}

bool address_bound(int fd, char text[ADDRESS_TEXT_SIZE])
{
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } name = {.v6 = {0}};
    socklen_t size = sizeof name;
    char host[INET6_ADDRSTRLEN];
    if (getsockname(fd, &name.any, &size) != 0)
        return false;
    if (name.any.sa_family == AF_INET6) {
        bool any = IN6_IS_ADDR_UNSPECIFIED(&name.v6.sin6_addr);
        inet_ntop(AF_INET6, any ? &in6addr_loopback : &name.v6.sin6_addr, host, sizeof host);
        snprintf(text, ADDRESS_TEXT_SIZE, "[%s]:%d", host, ntohs(name.v6.sin6_port));
        return true;
    }
    if (name.v4.sin_addr.s_addr == htonl(INADDR_ANY))
        name.v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    inet_ntop(AF_INET, &name.v4.sin_addr, host, sizeof host);
    snprintf(text, ADDRESS_TEXT_SIZE, "%s:%d", host, ntohs(name.v4.sin_port));
    return true;
}
