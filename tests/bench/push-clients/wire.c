/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/push-clients/wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

enum { EVENTS = 512, SOURCES = 8, FIRST_SOURCE = 2 /* of 127.0.0.x */ };

static struct {
    struct sockaddr_in server;
    int poll;
} wire;

void wire_fail(const char *what)
{
    fprintf(stderr, "push-clients: %s: %s\n", what, strerror(errno));
    exit(1);
}

int64_t wire_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void *wire_allocate(size_t count, size_t size)
{
    void *data = calloc(count, size);
    if (!data)
        wire_fail("memory");
    return data;
}

void wire_start(uint16_t port)
{
    wire.server = (struct sockaddr_in){
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    wire.poll = epoll_create1(EPOLL_CLOEXEC);
    if (wire.poll < 0)
        wire_fail("epoll");
}

void wire_watch(watched_t *who)
{
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = who};
    if (epoll_ctl(wire.poll, EPOLL_CTL_ADD, who->fd, &event) != 0)
        wire_fail("epoll");
}

int wire_turn(int64_t wait)
{
    struct epoll_event events[EVENTS];
    struct timespec limit = {.tv_sec = wait / 1000000000, .tv_nsec = wait % 1000000000};
    int count = epoll_pwait2(wire.poll, events, EVENTS, wait < 0 ? NULL : &limit, NULL);
    for (int i = 0; i < count; i++) {
        watched_t *who = events[i].data.ptr;
        if (who->fd >= 0) /* somebody before it in this turn may have closed it */
            who->ready(who);
    }
    return count < 0 ? 0 : count;
}

void wire_rest(int64_t quiet)
{
    while (wire_turn(quiet) > 0)
        ;
}

void wire_connect(watched_t *who, size_t number)
{
    struct sockaddr_in source = {.sin_family = AF_INET};
    source.sin_addr.s_addr = htonl(INADDR_LOOPBACK - 1 + FIRST_SOURCE + (uint32_t)(number % SOURCES));
    int on = 1;
    who->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (who->fd < 0)
        wire_fail("socket");
    setsockopt(who->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    setsockopt(who->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    setsockopt(who->fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1}, sizeof(struct linger));
    if (bind(who->fd, (struct sockaddr *)&source, sizeof source) != 0 ||
        connect(who->fd, (struct sockaddr *)&wire.server, sizeof wire.server) != 0)
        wire_fail("connect");
    wire_watch(who);
}

void wire_close(watched_t *who)
{
    close(who->fd);
    who->fd = -1;
}

bool wire_send(const watched_t *who, const void *data, size_t size)
{
    return send(who->fd, data, size, MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)size;
}

char **wire_lines(const char *path, size_t *count)
{
    FILE *file = fopen(path, "r");
    char **lines = NULL, *line = NULL;
    size_t room = 0, size = 0;
    *count = 0;
    if (!file)
        wire_fail(path);
    while (getline(&line, &size, file) > 0) {
        line[strcspn(line, "\n")] = '\0';
        if (*count == room && !(lines = realloc(lines, (room = 2 * room + 64) * sizeof *lines)))
            wire_fail("memory");
        if (!(lines[(*count)++] = strdup(line)))
            wire_fail("memory");
    }
    free(line);
    fclose(file);
    return lines;
}
