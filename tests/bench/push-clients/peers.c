/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/push-clients/peers.h"

#include <stdio.h>
#include <string.h>

#include "tests/bench/push-clients/inbox.h"
#include "tests/bench/push-clients/wire.h"

enum {
    REQUEST_MAX = 2048,
    AT_ONCE = 64,              /* handshakes in progress */
    POLLS_AT_ONCE = 32,        /* requests sent in each PACE: their service has a limit of its own */
    PACE = 10 * 1000 * 1000,   /* ns */
    QUIET = 300 * 1000 * 1000, /* ns without an answer, after which all polls wait */
    TEXT = 1,
    PING = 9
};

static const piece_t GONE = {.data = "nothing: the connection is gone"};

typedef struct {
    watched_t watched; /* first */
    inbox_t inbox;
    bool open, polls;
} peer_t;

static struct {
    char **paths;
    size_t count, opening, opened, failed;
    peer_t *all;
    peers_told_fn *told;
} peers;

static void ready(watched_t *watched);

void peers_start(char **paths, size_t count, peers_told_fn *told)
{
    peers.paths = paths;
    peers.count = count;
    peers.told = told;
    peers.all = wire_allocate(count, sizeof *peers.all);
    for (size_t i = 0; i < count; i++)
        peers.all[i].watched = (watched_t){.fd = -1, .ready = ready};
}

size_t peers_count(void)
{
    return peers.count;
}

size_t peers_failed(void)
{
    return peers.failed;
}

static void close_peer(peer_t *peer)
{
    wire_close(&peer->watched);
    inbox_clear(&peer->inbox);
}

/* Of those that fail together the first says why. */
static void fail(peer_t *peer, piece_t why)
{
    if (peers.failed == 0)
        fprintf(stderr, "push-clients: a peer got: %.*s\n", (int)strcspn(why.data, "\r\n"), why.data);
    peers.opening -= !peer->open;
    peers.failed++;
    close_peer(peer);
}

static void ask(peer_t *peer)
{
    static const char upgrade[] =
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: leida.1\r\n";
    char request[REQUEST_MAX];
    int size = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: bench\r\n%s\r\n",
                        peers.paths[peer - peers.all], peer->polls ? "" : upgrade);
    if (size >= REQUEST_MAX)
        wire_fail("a path is too long");
    if (!wire_send(&peer->watched, request, (size_t)size))
        fail(peer, GONE);
}

static void tell(const peer_t *peer, int64_t when)
{
    peers.told((size_t)(peer - peers.all), when);
}

static bool contains(piece_t piece, const char *text)
{
    return memmem(piece.data, piece.size, text, strlen(text)) != NULL;
}

/* Masked with zeros: a mask only has to be there. */
static void answer_beat(const peer_t *peer)
{
    static const char beat[] = "\x81\x8d\0\0\0\0{\"do\":\"beat\"}";
    wire_send(&peer->watched, beat, sizeof beat - 1);
}

static void answer_ping(const peer_t *peer, piece_t payload)
{
    char pong[6 + 125] = {(char)0x8a, (char)(0x80 | payload.size)};
    memcpy(pong + 6, payload.data, payload.size);
    wire_send(&peer->watched, pong, 6 + payload.size);
}

static void take_frame(const peer_t *peer, int opcode, piece_t payload, int64_t when)
{
    if (opcode == PING)
        answer_ping(peer, payload);
    else if (opcode == TEXT && contains(payload, "\"event\":\"message\""))
        tell(peer, when);
    else if (opcode == TEXT && contains(payload, "\"event\":\"beat\""))
        answer_beat(peer);
}

/* Frames of a server: unmasked, and here none is longer than 64 KiB. */
static piece_t take_frames(const peer_t *peer, piece_t rest, int64_t when)
{
    while (rest.size >= 2) {
        const unsigned char *head = (const unsigned char *)rest.data;
        size_t size = head[1], from = 2;
        if (size == 126 && rest.size >= 4)
            size = (size_t)head[2] << 8 | head[3];
        from += head[1] == 126 ? 2 : 0;
        if (rest.size < from + size)
            break;
        take_frame(peer, head[0] & 0xf, (piece_t){rest.data + from, size}, when);
        rest = (piece_t){rest.data + from + size, rest.size - from - size};
    }
    return rest;
}

static piece_t take_handshake(peer_t *peer, piece_t rest)
{
    size_t size = inbox_answer_size(rest);
    if (size == 0)
        return rest;
    if (!contains((piece_t){rest.data, size}, " 101 ") ||
        !contains((piece_t){rest.data, size}, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")) {
        fail(peer, rest);
        return (piece_t){0};
    }
    peer->open = true;
    peers.opening--;
    peers.opened++;
    return (piece_t){rest.data + size, rest.size - size};
}

static void take_answer(peer_t *peer, piece_t rest, int64_t when)
{
    size_t size = inbox_answer_size(rest);
    if (size == 0) {
        inbox_keep(&peer->inbox, rest);
        return;
    }
    if (!contains(rest, "\"code\":200,")) {
        fail(peer, rest);
        return;
    }
    inbox_clear(&peer->inbox);
    ask(peer);
    if (!contains(rest, "\"ret_data\":[]"))
        tell(peer, when);
}

static void ready(watched_t *watched)
{
    peer_t *peer = (peer_t *)watched;
    piece_t piece;
    if (!inbox_read(&peer->inbox, watched, &piece)) {
        fail(peer, GONE);
        return;
    }
    int64_t when = wire_now();
    if (peer->polls) {
        take_answer(peer, piece, when);
        return;
    }
    if (!peer->open)
        piece = take_handshake(peer, piece);
    if (peer->open)
        piece = take_frames(peer, piece, when);
    if (watched->fd >= 0)
        inbox_keep(&peer->inbox, piece);
}

static void begin(size_t number, bool polls)
{
    peer_t *peer = &peers.all[number];
    wire_connect(&peer->watched, number);
    peer->open = peer->polls = polls;
    peers.opening += !polls;
    ask(peer);
}

size_t peers_open(size_t count)
{
    peers.opened = 0;
    for (size_t i = 0; i < count; i++) {
        if (peers.all[i].watched.fd < 0)
            begin(i, false);
        while (peers.opening >= AT_ONCE)
            wire_turn(-1);
    }
    while (peers.opening > 0)
        wire_turn(-1);
    return peers.opened;
}

static void turn_for(int64_t ns)
{
    int64_t end = wire_now() + ns;
    for (int64_t rest = ns; rest > 0; rest = end - wire_now())
        wire_turn(rest);
}

void peers_poll(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        begin(i, true);
        if (i % POLLS_AT_ONCE == POLLS_AT_ONCE - 1)
            turn_for(PACE);
    }
    wire_rest(QUIET);
}

void peers_close(void)
{
    for (size_t i = 0; i < peers.count; i++)
        if (peers.all[i].watched.fd >= 0)
            close_peer(&peers.all[i]);
    peers.failed = 0;
}
