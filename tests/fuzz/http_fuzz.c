/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A connection of a client with the gateway's HTTP edge. The first byte says in pieces of what size the rest
 * comes, the second how much one write takes. What is answered must not depend on either: as a whole and in
 * pieces, the statuses and bodies are the same. Every request is answered, once, with a whole response.
 */
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "gateway/http/answer.h"
#include "gateway/http/http.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/loop_double.h"

enum { LISTENER = 0, CLIENT = 1, LATER_MAX = 64, BODY_MAX = 2048, TURNS_MAX = 4 };

static struct {
    loop_t *loop;
    http_t *http;
    exchange_t *later[LATER_MAX]; /* to be answered in another iteration */
    size_t later_count;
    uint8_t behind;      /* of bytes that came behind a head whose connection was given away */
    size_t given, ended; /* exchanges: to the gateway, and back */
    bool accepted;
} world;

/* ---- listening: system calls, which the linker has come here (--wrap) ---- */

int __wrap_socket(int family, int type, int protocol);
int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t size);
int __wrap_bind(int fd, const struct sockaddr *address, socklen_t size);
int __wrap_listen(int fd, int backlog);
int __wrap_accept4(int fd, struct sockaddr *address, socklen_t *size, int flags);

int __wrap_socket(int family, int type, int protocol)
{
    HOLDS(family == AF_INET && (type & SOCK_STREAM) && protocol == 0);
    return loop_double_connect();
}

int __wrap_setsockopt(int fd, int level, int name, const void *value, socklen_t size)
{
    HOLDS(fd > 0 && level >= 0 && name > 0 && value && size > 0);
    return 0;
}

int __wrap_bind(int fd, const struct sockaddr *address, socklen_t size)
{
    HOLDS(fd > 0 && address->sa_family == AF_INET && size == sizeof(struct sockaddr_in));
    return 0;
}

int __wrap_listen(int fd, int backlog)
{
    HOLDS(fd > 0 && backlog > 0);
    return 0;
}

int __wrap_accept4(int fd, struct sockaddr *address, socklen_t *size, int flags)
{
    HOLDS(fd > 0 && (flags & SOCK_NONBLOCK) && *size >= sizeof(struct sockaddr_in));
    if (world.accepted) {
        errno = EAGAIN;
        return -1;
    }
    world.accepted = true;
    *(struct sockaddr_in *)(void *)address = (struct sockaddr_in){.sin_family = AF_INET};
    return loop_double_connect();
}

/* ---- the gateway ---- */

static void answer_now(exchange_t *exchange, status_t status)
{
    buffer_t data = {0};
    buffer_append_format(&data, "{\"path\":%zu,\"body\":%zu}", exchange->head.path.size, exchange->body.size);
    answer_write(exchange, status, buffer_text(&data));
    buffer_free(&data);
    http_answered(exchange);
}

static bool path_has(const exchange_t *exchange, char c)
{
    return memchr(exchange->head.path.data, c, exchange->head.path.size);
}

static void keep_for_later(exchange_t *exchange)
{
    world.later[world.later_count++] = exchange;
}

/* '!' in the path: refused before its body; '^': its connection is given away; 'l': answered or given away
 * later; 'w': then answered at once when its client leaves. */
static void judge_head(void *context, exchange_t *exchange)
{
    HOLDS(context == &world && exchange->head.path.size > 0);
    exchange->gateway = &world;
    world.given++;
    if (path_has(exchange, '!'))
        answer_now(exchange, STATUS_CREDENTIALS);
    else if (path_has(exchange, '^') && path_has(exchange, 'l') && world.later_count < LATER_MAX)
        keep_for_later(exchange);
    else if (path_has(exchange, '^'))
        http_hand_over(exchange);
    else
        http_take_body(exchange);
}

static void take_whole(void *context, exchange_t *exchange)
{
    HOLDS(context == &world && exchange->body.size <= BODY_MAX);
    HOLDS(exchange->head.length < 0 || exchange->body.size == (size_t)exchange->head.length);
    if (path_has(exchange, 'l') && world.later_count < LATER_MAX)
        keep_for_later(exchange);
    else
        answer_now(exchange, STATUS_DONE);
}

static void take_handed(void *context, exchange_t *exchange, const handed_t *handed)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < handed->behind.size; i++) /* it is all there, or a sanitizer complains */
        sum ^= (uint8_t)handed->behind.data[i];
    world.behind = sum;
    HOLDS(context == &world && path_has(exchange, '^'));
    handed_t own = *handed;
    loop_watch_destroy(&own.watch);
    stream_close(&own.stream);
}

/* Told of requests that are not answered yet. */
static void take_left(void *context, exchange_t *exchange)
{
    size_t i = 0;
    while (i < world.later_count && world.later[i] != exchange)
        i++;
    HOLDS(context == &world && i < world.later_count);
    if (!path_has(exchange, 'w'))
        return;
    world.later[i] = world.later[--world.later_count];
    answer_now(exchange, STATUS_EMPTY);
}

/* Of those that were refused before it the gateway knows nothing. */
static void take_end(void *context, exchange_t *exchange)
{
    HOLDS(context == &world);
    world.ended += exchange->gateway == &world;
}

static void before_sleep(void *context)
{
    (void)context;
    const size_t count = world.later_count;
    exchange_t *later[LATER_MAX];
    memcpy(later, world.later, sizeof later);
    world.later_count = 0;
    for (size_t i = 0; i < count; i++) {
        if (path_has(later[i], '^'))
            http_hand_over(later[i]);
        else
            answer_now(later[i], STATUS_DONE);
    }
    http_before_sleep(world.http);
}

/* ---- responses ---- */

static text_t take_head(text_t *rest)
{
    const char *end = memmem(rest->data, rest->size, "\r\n\r\n", 4);
    HOLDS(end);
    text_t head = {rest->data, (size_t)(end - rest->data) + 4};
    *rest = (text_t){end + 4, rest->size - head.size};
    return head;
}

static size_t content_length(text_t head)
{
    static const char name[] = "\r\nContent-Length: ";
    const char *at = memmem(head.data, head.size, name, sizeof name - 1);
    int64_t length = 0;
    HOLDS(at);
    text_t rest = {at + sizeof name - 1, (size_t)(head.data + head.size - at) - (sizeof name - 1)};
    HOLDS(text_to_int(fuzz_take_until(&rest, '\r'), &length) && length >= 0);
    return (size_t)length;
}

/* Appends status and body of each response; all of it must be whole responses. Those to HEAD have no body,
 * which shows in that another response or nothing follows. */
static void read_responses(text_t rest, buffer_t *out)
{
    while (rest.size > 0) {
        const text_t head = take_head(&rest);
        text_t line = head;
        HOLDS(text_equal(fuzz_take_until(&line, ' '), TEXT_LITERAL("HTTP/1.1")));
        const text_t status = fuzz_take_until(&line, ' ');
        if (text_equal(status, TEXT_LITERAL("100")))
            continue;
        HOLDS(status.size == 3 && memmem(head.data, head.size, "\r\nX-Request-Id: ", 16));
        size_t length = content_length(head);
        if (rest.size == 0 || rest.data[0] != '{')
            length = 0;
        HOLDS(length <= rest.size);
        buffer_append_text(out, status);
        buffer_append(out, rest.data, length);
        rest = (text_t){rest.data + length, rest.size - length};
    }
}

/* ---- a run ---- */

static void begin(void)
{
    if (!world.loop) {
        fuzz_be_quiet();
        world.loop = loop_new();
        loop_before_sleep(world.loop, before_sleep, NULL);
    }
    const http_options_t options = {.host = "127.0.0.1",
                                    .limits = {.connections = 4,
                                               .body_size = BODY_MAX,
                                               .body_memory = 64 * BODY_MAX,
                                               .idle = 60000,
                                               .head = 10000,
                                               .rate_period = 10000,
                                               .rate = 100},
                                    .head = judge_head,
                                    .whole = take_whole,
                                    .left = take_left,
                                    .handed = take_handed,
                                    .ended = take_end,
                                    .context = &world};
    world.accepted = false;
    world.given = world.ended = 0;
    world.http = http_new(world.loop, &options);
    HOLDS(world.http);
    loop_double_send(LISTENER, TEXT_LITERAL("x")); /* someone connects */
    loop_double_iterate(world.loop, 0);
    HOLDS(world.accepted && http_connections(world.http) == 1);
}

static void settle(void)
{
    size_t before;
    do {
        before = loop_double_sent(CLIENT).size;
        for (int i = 0; i < TURNS_MAX; i++)
            loop_double_iterate(world.loop, 0);
    } while (!loop_double_is_closed(CLIENT) && loop_double_sent(CLIENT).size > before);
}

/* Appends what a client gets that sends the bytes so, and then ends. */
static void converse(text_t bytes, size_t piece, size_t written, buffer_t *out)
{
    begin();
    loop_double_take(written);
    while (bytes.size > 0 && !loop_double_is_closed(CLIENT)) {
        const size_t size = bytes.size < piece ? bytes.size : piece;
        loop_double_send(CLIENT, (text_t){bytes.data, size});
        loop_double_iterate(world.loop, 0);
        bytes = (text_t){bytes.data + size, bytes.size - size};
    }
    loop_double_hang_up(CLIENT);
    settle();
    read_responses(loop_double_sent(CLIENT), out);
    HOLDS(http_in_flight(world.http) == 0 && http_connections(world.http) == 0);
    HOLDS(world.given == world.ended);
    http_destroy(&world.http);
    loop_double_forget();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t bytes = {(const char *)data, size};
    const size_t piece = 1 + fuzz_take_byte(&bytes), written = 1 + 8 * (size_t)fuzz_take_byte(&bytes);
    buffer_t whole = {0}, pieces = {0};
    converse(bytes, SIZE_MAX, SIZE_MAX, &whole);
    converse(bytes, piece, written, &pieces);
    HOLDS(text_equal(buffer_text(&whole), buffer_text(&pieces)));
    buffer_free(&whole);
    buffer_free(&pieces);
    return 0;
}
