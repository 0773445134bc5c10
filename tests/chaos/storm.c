/* SPDX-License-Identifier: Apache-2.0 */
/*
 * storm: many pages of a gateway that is killed. Opens one for each line of a file (the path of its WebSocket
 * TAB the path of what it reads on its hello, both signed; or nothing behind the TAB), RATE a second; says on
 * a line of its own that all are open, and waits until every one was lost, is there again and has read; then
 * it tells of that as one line of JSON. A page that has lost its socket, or was refused one, waits as
 * docs/push.md says: a random part of 1 s, 2 s, 4 s … 30 s, counted from the last hello.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    LINE_MAX_SIZE = 1024,
    HEAD_MAX = 1024,        /* of an answer, and what stands behind it */
    WAIT_MAX = 30 * 1000,   /* ms */
    SLOTS = 32 * 1024,      /* of the wheel, a ms each; more than WAIT_MAX */
    PAGES_AN_ADDRESS = 8000 /* of this host: one has some 28,000 ports, and a page may use two */
};

typedef enum { LINK_CLOSED, LINK_CONNECTS, LINK_ASKS, LINK_OPEN } state_t;

/* One connection of a page. */
typedef struct {
    struct page *page;
    char *request;
    int fd;
    state_t state;
    size_t got;
    char head[HEAD_MAX];
} link_t;

typedef struct page {
    struct page *next; /* in its slot of the wheel, while it waits */
    link_t socket, reader;
    unsigned tries;    /* since the last hello */
    bool lost;         /* it was open, and then it was not */
    int64_t read_from; /* ms: when it began to connect for reading */
} page_t;

static struct {
    page_t *pages;
    size_t count, open, back, reads;
    page_t *slots[SLOTS];
    int64_t turned; /* ms up to which the wheel was looked at */
    struct sockaddr_in address;
    int poll;
    int64_t began, ended; /* ms: the first was lost, the last was back */
    int64_t slowest_read; /* ms, with connecting */
    uint64_t refused, busy, broken, unread;
} storm;

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "storm: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---- ends ---- */

static void wait_ms(page_t *page, int64_t ms)
{
    page_t **slot = &storm.slots[(storm.turned + 1 + ms) % SLOTS];
    page->next = *slot;
    *slot = page;
}

/* The rule of docs/push.md. */
static void come_again(page_t *page)
{
    int64_t most = page->tries < 5 ? INT64_C(1000) << page->tries : WAIT_MAX;
    page->tries++;
    wait_ms(page, random() % most);
}

static void close_link(link_t *link)
{
    if (link->state != LINK_CLOSED)
        close(link->fd);
    link->state = LINK_CLOSED;
}

static void note_loss(page_t *page)
{
    storm.began = storm.began > 0 ? storm.began : now_ms();
    storm.back -= page->lost;
    storm.open--;
    page->lost = true;
}

/* It did not become, or is no longer, what it was for. */
static void end(link_t *link, uint64_t *why)
{
    page_t *page = link->page;
    bool reads = link == &page->reader, was_open = link->state == LINK_OPEN;
    close_link(link);
    if (reads) {
        storm.unread += page->lost;
        return;
    }
    if (was_open)
        note_loss(page);
    else
        (*why)++;
    come_again(page);
}

/* ---- begin ---- */

static void watch(link_t *link, int operation, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.ptr = link};
    if (epoll_ctl(storm.poll, operation, link->fd, &event) != 0)
        fail("epoll_ctl");
}

static void set_source(const link_t *link)
{
    int on = 1;
    uint32_t host = INADDR_LOOPBACK + (uint32_t)((size_t)(link->page - storm.pages) / PAGES_AN_ADDRESS);
    struct sockaddr_in source = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(host)};
    if (setsockopt(link->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on) != 0 ||
        bind(link->fd, (struct sockaddr *)&source, sizeof source) != 0)
        fail("bind");
}

static void begin(link_t *link)
{
    link->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (link->fd < 0)
        fail("socket");
    set_source(link);
    link->state = LINK_CONNECTS;
    link->got = 0;
    if (connect(link->fd, (struct sockaddr *)&storm.address, sizeof storm.address) != 0 &&
        errno != EINPROGRESS)
        end(link, &storm.refused);
    else
        watch(link, EPOLL_CTL_ADD, EPOLLOUT);
}

static void ask(link_t *link)
{
    int error;
    socklen_t length = sizeof error;
    size_t size = strlen(link->request);
    if (getsockopt(link->fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0 || error != 0 ||
        send(link->fd, link->request, size, MSG_NOSIGNAL) != (ssize_t)size) {
        end(link, &storm.refused);
        return;
    }
    link->state = LINK_ASKS;
    watch(link, EPOLL_CTL_MOD, EPOLLIN);
}

/* ---- answers ---- */

static void has_read(link_t *link, const char *body)
{
    page_t *page = link->page;
    int64_t took = now_ms() - page->read_from;
    if (!strstr(body, "\"code\":200")) {
        end(link, &storm.unread);
        return;
    }
    close_link(link);
    storm.slowest_read = took > storm.slowest_read && page->lost ? took : storm.slowest_read;
    storm.reads += page->lost;
}

static void begin_reading(page_t *page)
{
    close_link(&page->reader);
    page->read_from = now_ms();
    if (page->reader.request)
        begin(&page->reader);
    else
        storm.reads += page->lost;
}

static void opened(page_t *page)
{
    page->socket.state = LINK_OPEN;
    page->tries = 0;
    storm.open++;
    storm.back += page->lost;
    if (storm.back == storm.count)
        storm.ended = now_ms();
    begin_reading(page);
}

static void judge(link_t *link)
{
    const char *rest = strstr(link->head, "\r\n\r\n");
    if (!rest)
        return;
    if (link == &link->page->reader)
        has_read(link, rest);
    else if (strncmp(link->head, "HTTP/1.1 503", 12) == 0)
        end(link, &storm.busy);
    else if (strncmp(link->head, "HTTP/1.1 101", 12) != 0)
        end(link, &storm.broken);
    else if (strstr(rest, "\"now\":")) /* its hello */
        opened(link->page);
}

static void take(link_t *link, const char *events)
{
    static const char beat[] = "\x81\x8d\0\0\0\0{\"do\":\"beat\"}"; /* masked with zeros */
    if (strstr(events, "\"beat\"}") && send(link->fd, beat, sizeof beat - 1, MSG_NOSIGNAL) < 0)
        end(link, &storm.broken);
}

static void receive(link_t *link)
{
    char events[HEAD_MAX];
    bool open = link->state == LINK_OPEN;
    char *into = open ? events : link->head + link->got;
    ssize_t got = recv(link->fd, into, HEAD_MAX - 1 - (open ? 0 : link->got), MSG_DONTWAIT);
    if (got < 0 && errno == EAGAIN)
        return;
    if (got <= 0) {
        end(link, &storm.broken);
        return;
    }
    into[got] = '\0';
    link->got += open ? 0 : (size_t)got;
    if (open)
        take(link, events);
    else
        judge(link);
}

/* ---- the loop ---- */

static void turn(void)
{
    for (int64_t now = now_ms(); storm.turned < now;) {
        page_t **slot = &storm.slots[++storm.turned % SLOTS];
        page_t *due = *slot;
        *slot = NULL;
        for (page_t *next; due; due = next) {
            next = due->next;
            begin(&due->socket);
        }
    }
}

static void step(void)
{
    struct epoll_event events[512];
    int count = epoll_wait(storm.poll, events, sizeof events / sizeof *events, 1);
    for (int i = 0; i < count; i++) {
        link_t *link = events[i].data.ptr;
        if (link->state == LINK_CONNECTS)
            ask(link);
        else if (link->state != LINK_CLOSED)
            receive(link);
    }
    turn();
}

static char *request(const char *target, const char *fields)
{
    char *made;
    if (asprintf(&made, "GET %s HTTP/1.1\r\nHost: storm\r\n%s\r\n", target, fields) < 0)
        fail("memory");
    return made;
}

static void read_targets(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[LINE_MAX_SIZE];
    if (!file)
        fail(path);
    while (fgets(line, sizeof line, file)) {
        char *rest = line, *target = strsep(&rest, "\t"), *reads = strsep(&rest, "\n");
        storm.pages = realloc(storm.pages, (storm.count + 1) * sizeof *storm.pages);
        if (!storm.pages || !reads)
            fail(path);
        page_t *page = &storm.pages[storm.count++];
        *page = (page_t){.next = NULL};
        page->reader.request = *reads ? request(reads, "") : NULL;
        page->socket.request = request(target, "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                                               "Sec-WebSocket-Version: 13\r\n"
                                               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                               "Sec-WebSocket-Protocol: leida.1\r\n");
    }
    fclose(file);
    for (page_t *page = storm.pages; page < storm.pages + storm.count; page++)
        page->socket.page = page->reader.page = page;
}

static void open_all(int64_t rate)
{
    storm.turned = now_ms();
    for (size_t i = 0; i < storm.count; i++)
        wait_ms(&storm.pages[i], (int64_t)i * 1000 / rate);
    while (storm.open < storm.count)
        step();
    storm.refused = storm.busy = storm.broken = storm.unread = 0;
    puts("open");
    fflush(stdout);
}

static void report(void)
{
    printf("{\"back\": %zu, \"ms\": %" PRId64 ", \"refused\": %" PRIu64 ", \"busy\": %" PRIu64
           ", \"broken\": %" PRIu64 ", ",
           storm.back, storm.ended - storm.began, storm.refused, storm.busy, storm.broken);
    printf("\"reads\": %zu, \"unread\": %" PRIu64 ", \"slowest_read_ms\": %" PRId64 "}\n", storm.reads,
           storm.unread, storm.slowest_read);
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: storm IP PORT TARGETS RATE SECONDS\n");
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    storm.address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2]))};
    inet_pton(AF_INET, argv[1], &storm.address.sin_addr);
    read_targets(argv[3]);
    storm.poll = epoll_create1(0);
    srandom((unsigned)now_ms());
    open_all(atoi(argv[4]));
    for (int64_t late = now_ms() + atoi(argv[5]) * 1000; storm.reads < storm.count && now_ms() < late;)
        step();
    report();
    return 0;
}
