/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flood: more requests than a stack can answer. Sends the requests of a file (a line of path TAB body each; a
 * GET where the body is empty) in turn over many keep-alive connections, as fast as these allow or at a rate
 * that does not wait for answers, and tells as one line of JSON what became of them. For the overload test.
 */
#include <arpa/inet.h>
#include <assert.h>
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
    REQUEST_MAX = 2048,
    ANSWER_MAX = 16 * 1024,
    SLOT_US = 100,      /* of the histograms of latencies */
    SLOTS = 300 * 1000, /* up to 30 s */
    GRACE_S = 15,       /* for the last answers */
    RAMP_PER_MS = 20,   /* connections opened */
    EVENTS = 512
};

typedef struct {
    char *data;
    size_t size, key; /* where its Idempotency-Key stands; 0: it has none */
} request_t;

typedef struct {
    int fd;
    bool busy;
    int64_t began;
    size_t got;
    char answer[ANSWER_MAX];
} connection_t;

typedef struct {
    uint64_t count, slots[SLOTS];
} latencies_t;

static struct {
    request_t *requests;
    size_t request_count, next;
    connection_t *connections;
    connection_t **idle; /* the latest to be idle is the first to be used */
    size_t connection_count, open, idle_count, busy_count;
    struct sockaddr_in address;
    int poll;
    uint64_t first_key; /* no two runs send the same */
    uint64_t sent, no_connection, others, broken, bare_refusals;
    latencies_t accepted, refused;
} flood;

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

_Noreturn static void fail(const char *what)
{
    fprintf(stderr, "flood: %s: %s\n", what, strerror(errno));
    exit(1);
}

static void add_request(const char *path, const char *body)
{
    static const char key[] = "Idempotency-Key: ";
    bool post = *body != '\0', keyed = post && flood.request_count % 2 == 0;
    flood.requests = realloc(flood.requests, (flood.request_count + 1) * sizeof *flood.requests);
    char *data = malloc(REQUEST_MAX);
    if (!flood.requests || !data)
        fail("memory");
    int size = snprintf(data, REQUEST_MAX, "%s %s HTTP/1.1\r\nHost: flood\r\n", post ? "POST" : "GET", path);
    if (keyed)
        size += snprintf(data + size, REQUEST_MAX - (size_t)size, "%s%020d\r\n", key, 0);
    if (post)
        size += snprintf(data + size, REQUEST_MAX - (size_t)size,
                         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n",
                         strlen(body));
    size += snprintf(data + size, REQUEST_MAX - (size_t)size, "\r\n%s", body);
    if (size >= REQUEST_MAX)
        fail("a request is too long");
    char *found = strstr(data, key);
    flood.requests[flood.request_count++] = (request_t){data, (size_t)size,
                                                        found ? (size_t)(found - data) + sizeof key - 1 : 0};
}

static void read_requests(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[REQUEST_MAX];
    if (!file)
        fail(path);
    while (fgets(line, sizeof line, file)) {
        char *rest = line, *target = strsep(&rest, "\t"), *body = strsep(&rest, "\n");
        if (body)
            add_request(target, body);
    }
    fclose(file);
    if (flood.request_count == 0)
        fail("no requests");
}

static void open_connection(void)
{
    connection_t *connection = &flood.connections[flood.open++];
    connection->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connection->fd < 0 ||
        connect(connection->fd, (struct sockaddr *)&flood.address, sizeof flood.address) != 0)
        fail("connect");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = connection};
    epoll_ctl(flood.poll, EPOLL_CTL_ADD, connection->fd, &event);
    flood.idle[flood.idle_count++] = connection;
}

static void close_connection(connection_t *connection)
{
    flood.broken++;
    flood.busy_count -= connection->busy;
    close(connection->fd);
    for (size_t i = 0; i < flood.idle_count; i++)
        if (flood.idle[i] == connection)
            flood.idle[i] = flood.idle[--flood.idle_count];
}

static void send_request(void)
{
    if (flood.idle_count == 0) {
        flood.no_connection++;
        return;
    }
    request_t *request = &flood.requests[flood.next++ % flood.request_count];
    connection_t *connection = flood.idle[--flood.idle_count];
    assert(connection);
    char key[21];
    snprintf(key, sizeof key, "%020" PRIu64, flood.first_key + flood.sent);
    if (request->key)
        memcpy(request->data + request->key, key, sizeof key - 1);
    connection->began = now_us();
    connection->got = 0;
    connection->busy = true;
    flood.busy_count++;
    flood.sent++;
    if (send(connection->fd, request->data, request->size, MSG_NOSIGNAL) != (ssize_t)request->size)
        close_connection(connection);
}

/* Bytes of the answer, once it is whole; 0 before. */
static size_t answer_size(const connection_t *connection)
{
    static const char length[] = "Content-Length: ";
    const char *end = strstr(connection->answer, "\r\n\r\n"), *found = strstr(connection->answer, length);
    if (!end || !found)
        return 0;
    size_t size = (size_t)(end + 4 - connection->answer) + strtoul(found + sizeof length - 1, NULL, 10);
    return connection->got >= size ? size : 0;
}

static void count_latency(latencies_t *latencies, int64_t us)
{
    latencies->count++;
    latencies->slots[us / SLOT_US < SLOTS ? us / SLOT_US : SLOTS - 1]++;
}

static void take_answer(connection_t *connection)
{
    const char *answer = connection->answer;
    int64_t us = now_us() - connection->began;
    if (strncmp(answer, "HTTP/1.1 200", 12) == 0 && strstr(answer, "{\"code\":200,"))
        count_latency(&flood.accepted, us);
    else if (strncmp(answer, "HTTP/1.1 503", 12) == 0) {
        count_latency(&flood.refused, us);
        flood.bare_refusals += !strstr(answer, "\r\nRetry-After: ");
    } else
        flood.others++;
    connection->busy = false;
    flood.busy_count--;
    flood.idle[flood.idle_count++] = connection;
}

static void read_answer(connection_t *connection)
{
    size_t room = ANSWER_MAX - 1 - connection->got;
    ssize_t got = recv(connection->fd, connection->answer + connection->got, room, MSG_DONTWAIT);
    if (got <= 0) {
        if (got == 0 || (errno != EAGAIN && errno != EINTR))
            close_connection(connection);
        return;
    }
    connection->got += (size_t)got;
    connection->answer[connection->got] = '\0';
    if (connection->busy && answer_size(connection) > 0)
        take_answer(connection);
}

static void take_answers(int wait_ms)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(flood.poll, events, EVENTS, wait_ms);
    for (int i = 0; i < count; i++)
        read_answer(events[i].data.ptr);
}

static void open_all(void)
{
    while (flood.open < flood.connection_count) {
        for (int i = 0; i < RAMP_PER_MS && flood.open < flood.connection_count; i++)
            open_connection();
        take_answers(1);
    }
}

/* `rate` a second, due whether answers come or not; 0: as many as there are connections. */
static void run(double rate, double seconds)
{
    int64_t began = now_us(), end = began + (int64_t)(seconds * 1e6);
    uint64_t due = 0;
    for (int64_t now = began; now < end; now = now_us()) {
        uint64_t target = (uint64_t)((double)(now - began) * rate / 1e6);
        for (; due < target; due++)
            send_request();
        while (rate <= 0 && flood.idle_count > 0)
            send_request();
        take_answers(rate > 0 ? 0 : 10);
    }
    for (int64_t late = end + GRACE_S * 1000000LL; flood.busy_count > 0 && now_us() < late;)
        take_answers(100);
}

static double percentile_ms(const latencies_t *latencies, double part)
{
    uint64_t wanted = (uint64_t)((double)latencies->count * part), seen = 0;
    for (size_t slot = 0; slot < SLOTS; slot++)
        if ((seen += latencies->slots[slot]) > wanted)
            return (double)(slot + 1) * SLOT_US / 1000;
    return 0;
}

static void report_latencies(const char *name, const latencies_t *latencies)
{
    printf("\"%s\": %" PRIu64 ", \"%s_p50_ms\": %.1f, \"%s_p99_ms\": %.1f, ", name, latencies->count, name,
           percentile_ms(latencies, 0.5), name, percentile_ms(latencies, 0.99));
}

int main(int argc, char **argv)
{
    if (argc != 7) {
        fprintf(stderr, "usage: flood IP PORT REQUESTS CONNECTIONS RATE SECONDS\n");
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    flood.address = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[2]))};
    inet_pton(AF_INET, argv[1], &flood.address.sin_addr);
    read_requests(argv[3]);
    flood.connection_count = strtoul(argv[4], NULL, 10);
    flood.connections = calloc(flood.connection_count, sizeof *flood.connections);
    flood.idle = calloc(flood.connection_count, sizeof *flood.idle);
    flood.poll = epoll_create1(0);
    if (!flood.connections || !flood.idle || flood.poll < 0)
        fail("memory");
    flood.first_key = (uint64_t)now_us() * 1000;
    open_all();
    run(strtod(argv[5], NULL), strtod(argv[6], NULL));
    printf("{\"sent\": %" PRIu64 ", ", flood.sent);
    report_latencies("accepted", &flood.accepted);
    report_latencies("refused", &flood.refused);
    printf("\"bare_refusals\": %" PRIu64 ", \"others\": %" PRIu64 ", \"broken\": %" PRIu64
           ", \"unanswered\": %zu, \"no_connection\": %" PRIu64 "}\n",
           flood.bare_refusals, flood.others, flood.broken, flood.busy_count, flood.no_connection);
    return 0;
}
