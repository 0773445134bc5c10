/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/follow.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/back_off.h"
#include "base/base64.h"
#include "base/entropy.h"
#include "base/json/check.h"
#include "base/json/walk.h"
#include "proto/contract.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/sign.h"

enum {
    CONNECT_S = 10,
    SILENCE_MS = 45000, /* a gateway says something every 25 s (push.beat) */
    AGAIN_MS = 1000,
    AGAIN_MAX_MS = 30000,
    READ_SIZE = 4096,
    HEAD_MAX = 16384,
    SHORT_MAX = 125, /* bytes that a frame's second byte can tell */
    LONG_HEAD = 4,   /* bytes in front of a longer one */
    MASK_SIZE = 4,
    KEY_SIZE = 16
};

/* The opcodes of RFC 6455 5.2 that a gateway sends. */
enum { OPCODE_TEXT = 1, OPCODE_CLOSE = 8 };

enum { SWITCHED = 101 /* the HTTP status of a WebSocket */ };

/* How a connection stands. */
typedef enum {
    OPENED,
    LOST,   /* it was good, and has ended */
    FAILED, /* it did not become good */
    REFUSED /* … and never will, or is not wanted */
} outcome_t;

typedef struct {
    CURL *curl;
    curl_socket_t fd;
    buffer_t input; /* came in and is not used yet */
    bool greeted;   /* something was told: the connection was good */
    int64_t spread; /* ms: over so many those who were here are to come back; 0: at once */
} connection_t;

static bool send_all(connection_t *self, text_t bytes)
{
    while (bytes.size > 0) {
        size_t sent = 0;
        CURLcode code = curl_easy_send(self->curl, bytes.data, bytes.size, &sent);
        struct pollfd writable = {.fd = self->fd, .events = POLLOUT};
        if (code == CURLE_AGAIN && poll(&writable, 1, SILENCE_MS) > 0)
            continue;
        if (code != CURLE_OK)
            return false;
        bytes = (text_t){bytes.data + sent, bytes.size - sent};
    }
    return true;
}

/* Waits for more input; false when the connection has ended or is silent. */
static bool receive_more(connection_t *self)
{
    size_t size = 0;
    for (;;) {
        CURLcode code = curl_easy_recv(self->curl, buffer_reserve(&self->input, READ_SIZE), READ_SIZE, &size);
        struct pollfd readable = {.fd = self->fd, .events = POLLIN};
        if (code == CURLE_AGAIN && poll(&readable, 1, SILENCE_MS) > 0)
            continue;
        self->input.size += size;
        return code == CURLE_OK && size > 0;
    }
}

static void use_up(connection_t *self, size_t size)
{
    self->input.size -= size;
    memmove(self->input.data, self->input.data + size, self->input.size);
}

/* ---- the handshake ---- */

static void write_key(buffer_t *out)
{
    char key[KEY_SIZE];
    entropy_fill(key, sizeof key);
    base64_write(out, (text_t){key, sizeof key});
}

/* "HOST:PORT" of the URL. */
static void write_host(buffer_t *out, const char *url)
{
    const char *host = strstr(url, "://");
    host = host ? host + 3 : url;
    buffer_append(out, host, strcspn(host, "/"));
}

static bool ask(connection_t *self, const follow_t *what)
{
    bool staff = what->principal.kind == PRINCIPAL_STAFF;
    const char *path = staff ? CONTRACT_BASE_PATH "/qiyeweixin/push"
                             : CONTRACT_BASE_PATH "/gongzhonghao/push";
    const sign_call_t call = {.principal = &what->principal, .method = "GET", .path = text_of(path)};
    buffer_t query = {0}, authorization = {0}, head = {0};
    if (what->hmac)
        sign_header(&authorization, &call, &query, what->token);
    else
        sign_query(&query, &call, what->token);
    buffer_append_format(&head, "GET %s%s%.*s HTTP/1.1\r\nHost: ", path, query.size > 0 ? "?" : "",
                         TEXT_ARG(buffer_text(&query)));
    write_host(&head, what->url);
    buffer_append_literal(&head,
                          "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Protocol: leida.1\r\nSec-WebSocket-Key: ");
    write_key(&head);
    if (authorization.size > 0)
        buffer_append_format(&head, "\r\n%s", authorization.data);
    buffer_append_literal(&head, "\r\n\r\n");
    bool sent = send_all(self, buffer_text(&head));
    buffer_free(&query);
    buffer_free(&authorization);
    buffer_free(&head);
    return sent;
}

/* Whether asking again would be answered in the same way: not where something is busy or away just now. */
static bool is_for_ever(long status)
{
    return status >= 400 && status < 500 && status != 408 && status != 429;
}

/* Reads the answer to the handshake: 101, or what the gateway says instead. */
static outcome_t take_answer(connection_t *self)
{
    const char *end = NULL;
    while (!end) {
        if (self->input.size > HEAD_MAX || !receive_more(self))
            return FAILED;
        end = memmem(self->input.data, self->input.size, "\r\n\r\n", 4);
    }
    const char *body = end + 4;
    static const char version[] = "HTTP/1.1 ";
    const bool http = memcmp(self->input.data, version, sizeof version - 1) == 0;
    const long status = http ? strtol(self->input.data + sizeof version - 1, NULL, 10) : 0;
    if (status != SWITCHED) {
        say(stderr, "leidactl: no WebSocket: %.*s %.*s", (int)strcspn(self->input.data, "\r\n"),
            self->input.data, (int)(self->input.data + self->input.size - body), body);
        return is_for_ever(status) ? REFUSED : FAILED;
    }
    use_up(self, (size_t)(end - self->input.data) + 4);
    return OPENED;
}

/* ---- frames ---- */

static bool answer_beat(connection_t *self)
{
    static const char beat[] = "{\"do\":\"beat\"}";
    unsigned char frame[2 + MASK_SIZE + sizeof beat - 1] = {0x80 | OPCODE_TEXT, 0x80 | (sizeof beat - 1)};
    unsigned char *mask = frame + 2;
    entropy_fill(mask, MASK_SIZE);
    for (size_t i = 0; i < sizeof beat - 1; i++)
        frame[2 + MASK_SIZE + i] = (unsigned char)beat[i] ^ mask[i % MASK_SIZE];
    return send_all(self, (text_t){(const char *)frame, sizeof frame});
}

static bool take_text(connection_t *self, text_t text)
{
    if (text_equal(text, TEXT_LITERAL("{\"event\":\"beat\"}")))
        return answer_beat(self);
    self->greeted = true;
    say(stdout, "%.*s", TEXT_ARG(text));
    if (fflush(stdout) != 0)
        fail("standard output: %s", strerror(errno));
    return true;
}

/* What a restart's reason says: {"in":8000}. */
static int64_t spread_of(text_t reason)
{
    int64_t spread = 0;
    json_walk_t walk;
    json_item_t item;
    if (json_check(reason) != JSON_OBJECT)
        return 0;
    for (json_walk_start(&walk, reason); json_walk_next(&walk, &item);)
        if (text_equal(item.key, TEXT_LITERAL("in")) && !text_to_int(item.value, &spread))
            return 0;
    return spread < AGAIN_MAX_MS ? spread : AGAIN_MAX_MS;
}

/* After these codes docs/push.md has a client come back when its user does, or not at all. */
static bool is_last(unsigned code)
{
    return code == 1002 || code == 1003 || code == 1007 || code == 1009 || code == 4401 || code == 4409;
}

static outcome_t take_close(connection_t *self, text_t payload)
{
    const unsigned char *bytes = (const unsigned char *)payload.data;
    unsigned code = payload.size < 2 ? 0 : (unsigned)bytes[0] << 8 | bytes[1];
    text_t reason = payload.size < 2 ? TEXT_NONE : (text_t){payload.data + 2, payload.size - 2};
    say(stderr, "leidactl: the gateway closed with %u %.*s", code, TEXT_ARG(reason));
    self->spread = spread_of(reason);
    return is_last(code) ? REFUSED : LOST;
}

/* The size of what the frame at the front carries, *head bytes behind its beginning; SIZE_MAX when it is none
 * that a gateway sends, or not there to its end. */
static size_t frame_at_front(const connection_t *self, size_t *head)
{
    const unsigned char *bytes = (const unsigned char *)self->input.data;
    if (self->input.size < 2 || bytes[1] > SHORT_MAX + 1 ||
        (bytes[1] > SHORT_MAX && self->input.size < LONG_HEAD))
        return SIZE_MAX;
    *head = bytes[1] > SHORT_MAX ? LONG_HEAD : 2;
    size_t size = bytes[1] > SHORT_MAX ? (size_t)bytes[2] << 8 | bytes[3] : bytes[1];
    return self->input.size < *head + size ? SIZE_MAX : size;
}

/* Frames until the connection ends. */
static outcome_t take_frames(connection_t *self)
{
    for (;;) {
        size_t head, size;
        while ((size = frame_at_front(self, &head)) != SIZE_MAX) {
            text_t payload = {self->input.data + head, size};
            unsigned opcode = (unsigned char)self->input.data[0] & 0x0f;
            if (opcode == OPCODE_CLOSE)
                return take_close(self, payload);
            if (opcode == OPCODE_TEXT && !take_text(self, payload))
                return LOST;
            use_up(self, head + size);
        }
        if (self->input.size > HEAD_MAX || !receive_more(self))
            return self->greeted ? LOST : FAILED;
    }
}

/* ---- connections, one behind the other ---- */

static bool connect_to(connection_t *self, const follow_t *what, char error[CURL_ERROR_SIZE])
{
    curl_easy_setopt(self->curl, CURLOPT_URL, what->url);
    curl_easy_setopt(self->curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(self->curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(self->curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1); /* in TLS, too */
    curl_easy_setopt(self->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(self->curl, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(self->curl, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(self->curl, CURLOPT_ERRORBUFFER, error);
    CURLcode code = curl_easy_perform(self->curl);
    if (code != CURLE_OK && !error[0])
        snprintf(error, CURL_ERROR_SIZE, "%s", curl_easy_strerror(code));
    return code == CURLE_OK && curl_easy_getinfo(self->curl, CURLINFO_ACTIVESOCKET, &self->fd) == CURLE_OK;
}

/* *spread: as in connection_t. */
static outcome_t follow_once(const follow_t *what, bool first, int64_t *spread)
{
    char error[CURL_ERROR_SIZE] = "";
    connection_t self = {.curl = curl_easy_init()};
    outcome_t outcome = FAILED;
    if (!self.curl)
        fail("libcurl does not start");
    if (!connect_to(&self, what, error)) {
        if (first)
            fail("%s", error);
        say(stderr, "leidactl: %s", error);
    } else if (ask(&self, what)) {
        outcome = take_answer(&self);
        if (outcome == OPENED)
            outcome = take_frames(&self);
    }
    curl_easy_cleanup(self.curl);
    buffer_free(&self.input);
    *spread = self.spread;
    return outcome;
}

static void wait(int64_t ms)
{
    nanosleep(&(struct timespec){.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000}, NULL);
}

void follow(const follow_t *self)
{
    back_off_t back_off;
    random_t random = random_seeded();
    int64_t spread;
    back_off_init(&back_off, AGAIN_MS, AGAIN_MAX_MS);
    outcome_t outcome = follow_once(self, true, &spread);
    while (outcome != REFUSED) {
        if (outcome == LOST)
            back_off_reset(&back_off);
        say(stderr, "leidactl: %s, trying again", outcome == LOST ? "connection lost" : "no connection");
        wait(back_off_next(&back_off) + random_below(&random, spread));
        outcome = follow_once(self, false, &spread);
    }
}
