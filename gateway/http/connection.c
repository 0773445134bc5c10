/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/connection.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "gateway/http/reading.h"
#include "gateway/http/sending.h"

enum {
    WAITING_INPUT_MAX = HEAD_SIZE_MAX, /* bytes that are read while a request is being answered */
    REQUESTS_PER_ITERATION = 16
};

/* How many bytes are read at once: little while a request is being answered, and less where memory for input
 * is short. */
static size_t room(const connection_t *self)
{
    const body_sink_t *sink = self->request ? self->request->exchange.sink : NULL;
    bool is_short = !http_has_input_room(self->http, SIZE_MAX);
    size_t most = is_short ? HTTP_TINY_INPUT : WAITING_INPUT_MAX, kept = self->input.size;
    switch (self->phase) {
    case PHASE_HEAD:
        return is_short && kept < most ? most - kept : HTTP_INPUT_SIZE;
    case PHASE_JUDGED:
    case PHASE_PENDING:
    case PHASE_SENDING:
        return kept < most ? most - kept : 0;
    case PHASE_BODY:
        return sink && sink->waits ? 0 : HTTP_INPUT_SIZE;
    case PHASE_SKIPPING:
    case PHASE_LINGERING:
        break;
    }
    return HTTP_INPUT_SIZE;
}

static bool is_reading(const connection_t *self)
{
    return room(self) > 0 && !self->ended;
}

/* Whether its end is to be heard of though nothing is read, for there is much before it: the gateway may be
 * waiting for its sake. */
static bool listens_for_end(const connection_t *self)
{
    return self->phase == PHASE_PENDING && !self->request->exchange.left && !is_reading(self);
}

static void watch(connection_t *self)
{
    bool sending = self->phase == PHASE_SENDING && !self->request->starved;
    bool writing = sending || self->stream.wants_output;
    uint32_t input = is_reading(self) ? EPOLLIN : listens_for_end(self) ? (uint32_t)EPOLLRDHUP : 0;
    loop_watch_change(self->watch, input | (writing ? (uint32_t)EPOLLOUT : 0));
}

static bool is_answered(const connection_t *self)
{
    return self->request && self->request->exchange.state == EXCHANGE_ANSWERED;
}

/* Goes on until nothing more can be done now. Returns how many bytes are used up. */
static size_t run(connection_t *self, text_t bytes, bool *alive)
{
    size_t used = 0, answered = 0;
    while (*alive) {
        phase_t phase = self->phase;
        size_t taken = 0;
        if (is_answered(self)) {
            *alive = sending_begin(self);
            answered++;
        } else {
            taken = reading_step(self, (text_t){bytes.data + used, bytes.size - used}, alive);
        }
        used += taken;
        if (taken == 0 && self->phase == phase && !is_answered(self))
            break;
        if (answered == REQUESTS_PER_ITERATION && used < bytes.size) {
            connection_wait_turn(self);
            break;
        }
    }
    return used;
}

/* What is not used yet stays for later. */
static void keep_input(connection_t *self, text_t fresh, size_t used)
{
    buffer_t *input = &self->input;
    if (input->size == 0)
        buffer_append(input, fresh.data + used, fresh.size - used);
    else if (used > 0) {
        input->size -= used;
        memmove(input->data, input->data + used, input->size);
    }
    if (input->size == 0 && input->capacity > 0)
        buffer_free(input);
}

/* Keeps count of the memory that the input has. False when there is no more. */
static bool hold_input(connection_t *self)
{
    http_t *http = self->http;
    bool more = self->input.capacity > self->held;
    http->held += self->input.capacity - self->held;
    http->input_held += self->input.capacity - self->held;
    self->held = self->input.capacity;
    return !more || http_has_input_room(http, self->held);
}

static bool is_leaving(const connection_t *self)
{
    return self->request && self->request->exchange.state == EXCHANGE_LEAVING;
}

/* Takes it out of all that the daemon keeps of it. */
static void withdraw(connection_t *self)
{
    http_t *http = self->http;
    queues_move(&http->queues, &self->place, QUEUE_NONE, 0);
    http->held -= self->held;
    http->input_held -= self->held;
    if (self->waits)
        connection_leave_waiting(self);
    peers_leave(http->peers, &self->peer);
    http->connections--;
}

static void give_away(connection_t *self, text_t behind)
{
    const http_options_t *options = &self->http->options;
    exchange_t *exchange = &self->request->exchange;
    withdraw(self);
    const handed_t handed = {.stream = self->stream, .watch = self->watch, .behind = behind};
    options->handed(options->context, exchange, &handed);
    connection_end_request(self);
    buffer_free(&self->input);
    free(self);
}

/* Does all that can be done with what has come before and comes now. May destroy the connection. */
static void advance(connection_t *self, text_t fresh)
{
    if (self->input.size > 0 && fresh.size > 0) {
        buffer_append_text(&self->input, fresh);
        fresh = TEXT_LITERAL("");
    }
    bool alive = true, kept = self->input.size > 0;
    self->running = true;
    text_t bytes = kept ? buffer_text(&self->input) : fresh;
    size_t used = run(self, bytes, &alive);
    self->running = false;
    if (is_leaving(self)) {
        give_away(self, (text_t){bytes.data + used, bytes.size - used});
        return;
    }
    if (!alive) {
        connection_destroy(&self);
        return;
    }
    keep_input(self, fresh, used);
    /* What else has no room is as much as one read brought: no more of it is read. */
    if (!hold_input(self) && self->phase == PHASE_HEAD && self->request) {
        reading_refuse(self, STATUS_UNAVAILABLE);
        advance(self, TEXT_LITERAL(""));
        return;
    }
    watch(self);
    if (stream_has_more(&self->stream) && is_reading(self))
        connection_wait_turn(self);
}

/* A handshake has to come in as fast as a head. */
static void time_handshake(connection_t *self)
{
    if (self->phase != PHASE_HEAD || self->request)
        return;
    queue_t queue = stream_is_opening(&self->stream) ? QUEUE_HEAD : QUEUE_IDLE;
    if (self->place.queue != queue)
        connection_enter(self, PHASE_HEAD, queue);
}

/* A gateway that is answering the request may cease to wait for what the answer depends on. */
static void tell_left(connection_t *self, exchange_t *exchange)
{
    exchange->left = true;
    if (self->phase == PHASE_PENDING && exchange->state == EXCHANGE_OPEN)
        self->http->options.left(self->http->options.context, exchange);
}

/* The client closed its side, whether all before that was read or not. An answer is still sent: it may read
 * on. */
static void hear_end(connection_t *self)
{
    self->running = true;
    if (self->request)
        tell_left(self, &self->request->exchange);
    self->running = false;
    advance(self, TEXT_LITERAL(""));
}

static void read_more(connection_t *self)
{
    size_t size = 0, most = room(self);
    if (most == 0) { /* memory has become short since it was watched */
        self->stream.wants_output = false;
        watch(self);
        return;
    }
    switch (stream_read(&self->stream, self->http->input, most, &size)) {
    case STREAM_MOVED:
        advance(self, (text_t){self->http->input, size});
        return;
    case STREAM_ENDED:
        self->ended = true;
        hear_end(self);
        return;
    case STREAM_LATER:
        time_handshake(self);
        watch(self);
        return;
    case STREAM_BROKEN:
        connection_destroy(&self);
        return;
    }
}

static void write_more(connection_t *self)
{
    self->running = true;
    bool alive = sending_go_on(self);
    self->running = false;
    if (alive)
        advance(self, TEXT_LITERAL(""));
    else
        connection_destroy(&self);
}

static void on_ready(void *context, uint32_t events)
{
    connection_t *self = context;
    bool shakes_hands = self->stream.wants_output;
    if ((events & EPOLLIN) || shakes_hands)
        read_more(self);
    else if (events & (EPOLLERR | EPOLLHUP))
        connection_destroy(&self);
    else if (events & EPOLLRDHUP)
        hear_end(self);
    else if (self->phase == PHASE_SENDING)
        write_more(self);
}

connection_t *connection_new(http_t *http, int fd, tls_t *tls, const peer_t *peer)
{
    connection_t *self = memory_new_zeroed(sizeof *self);
    self->http = http;
    self->stream = (stream_t){.fd = fd, .tls = tls};
    self->peer = *peer;
    self->place = (queue_place_t){.connection = self, .queue = QUEUE_NONE};
    self->watch = loop_watch_new(http->loop, fd, EPOLLIN, on_ready, self);
    if (self->watch) {
        connection_enter(self, PHASE_HEAD, QUEUE_IDLE);
        return self;
    }
    int reason = errno;
    stream_close(&self->stream);
    free(self);
    errno = reason;
    return NULL;
}

/* The gateway may still have the request: it is told that nobody waits any more. */
static void abandon_request(connection_t *self)
{
    incoming_t *request = self->request;
    self->http->traffic.abandoned++;
    if (self->phase != PHASE_JUDGED && self->phase != PHASE_PENDING) {
        connection_end_request(self);
        return;
    }
    self->request = NULL;
    request->connection = NULL;
    request->exchange.gone = true;
    tell_left(self, &request->exchange);
}

void connection_destroy(connection_t **self_p)
{
    connection_t *self = *self_p;
    *self_p = NULL;
    if (self->request)
        abandon_request(self);
    withdraw(self);
    loop_watch_destroy_closing(&self->watch);
    stream_close(&self->stream);
    buffer_free(&self->input);
    free(self);
}

/* What the socket does not take at once goes out with the answer: a client that reads so late asks in vain.
 */
static void ask_for_body(connection_t *self)
{
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct iovec piece = {.iov_base = (char *)(uintptr_t)line, .iov_len = sizeof line - 1};
    size_t moved = 0;
    if (stream_write(&self->stream, &piece, 1, &moved) != STREAM_MOVED)
        moved = 0;
    self->interim = (text_t){line + moved, sizeof line - 1 - moved};
}

void connection_take_body(connection_t *self)
{
    exchange_t *exchange = &self->request->exchange;
    const head_t *head = &exchange->head;
    assert(self->phase == PHASE_JUDGED);
    if (head->framing == BODY_LENGTH && head->length <= 0) {
        connection_enter(self, PHASE_PENDING, QUEUE_NONE);
        self->http->options.whole(self->http->options.context, exchange);
        return;
    }
    connection_enter(self, PHASE_BODY, QUEUE_KNOWN);
    if (head->expects_continue && self->input.size == 0)
        ask_for_body(self);
    if (!self->running)
        advance(self, TEXT_LITERAL(""));
}

void connection_hand_over(connection_t *self)
{
    assert(self->phase == PHASE_JUDGED);
    self->request->exchange.state = EXCHANGE_LEAVING;
    if (!self->running)
        advance(self, TEXT_LITERAL(""));
}

void connection_answer(connection_t *self)
{
    if (!self->running)
        advance(self, TEXT_LITERAL(""));
}

void connection_resume(connection_t *self)
{
    if (stream_has_more(&self->stream) && is_reading(self))
        read_more(self);
    else
        advance(self, TEXT_LITERAL(""));
}

void connection_go_on(connection_t *self)
{
    assert(!self->running);
    if (self->phase == PHASE_SENDING)
        write_more(self);
    else
        connection_resume(self);
}

void connection_expire(connection_t *self)
{
    bool begun = self->request && (self->phase == PHASE_HEAD || self->phase == PHASE_BODY);
    if (!begun) {
        connection_destroy(&self);
        return;
    }
    reading_refuse(self, STATUS_TOO_SLOW);
    advance(self, TEXT_LITERAL(""));
}
