/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/http.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/http/answer.h"
#include "gateway/http/connection.h"
#include "gateway/http/listen.h"
#include "gateway/http/sending.h"

enum {
    BACKLOG = 65535,            /* net.core.somaxconn bounds it */
    ACCEPTS_PER_ITERATION = 16, /* few, for those that are open wait meanwhile */
    SWEEP_MS = 250,             /* how often those that take too long are looked for */
    LINGER_MS = 2000,           /* what a client has to close after its last answer */
    DRAIN_MS = 2000,            /* what a request may take to come in while the process is ending */
    COMPLAINTS_MS = 10000,      /* between two lines about descriptors */
    REOPEN_MS = 100,            /* how long nothing is accepted when descriptors have run out */
    UNSENT_MAX = 128 * 1024,    /* bytes of an answer that the kernel keeps before they are on their way */
    DOCUMENTS_PACE = 64 * 1024, /* bytes of large documents in a millisecond, while calls wait */
    QUIET_MS = 2                /* without a call until it is quiet: they come in bursts */
};

static bool is_moving(queue_t queue)
{
    return queue == QUEUE_MOVING || queue == QUEUE_KNOWN;
}

/* How long a connection may be in a queue, in ms. */
static int64_t patience(const http_t *self, queue_t queue)
{
    const http_limits_t *limits = &self->options.limits;
    int64_t ms = queue == QUEUE_IDLE   ? limits->idle
                 : queue == QUEUE_HEAD ? limits->head
                 : is_moving(queue)    ? limits->rate_period
                                       : LINGER_MS;
    bool reading = queue == QUEUE_HEAD || is_moving(queue);
    return self->draining && reading && ms > DRAIN_MS ? DRAIN_MS : ms;
}

/* Who has moved enough in its period gets another. */
static bool is_fast_enough(const http_t *self, connection_t *connection)
{
    bool sending = connection->phase == PHASE_SENDING;
    if (!is_moving(connection->place.queue) || (self->draining && !sending))
        return false;
    size_t period = (size_t)patience(self, QUEUE_MOVING);
    size_t moved = sending ? sending_progress(connection) : connection->place.moved;
    return moved >= self->options.limits.rate * period / 1000;
}

static void sweep_queue(http_t *self, queue_t queue)
{
    int64_t now = loop_now(self->loop), late = now - patience(self, queue);
    for (queue_place_t *oldest; (oldest = self->queues.ends[queue].oldest) && oldest->since <= late;) {
        if (is_fast_enough(self, oldest->connection))
            queues_move(&self->queues, oldest, queue, now);
        else
            connection_expire(oldest->connection);
    }
}

static void sweep(void *context)
{
    http_t *self = context;
    for (unsigned queue = 0; queue < QUEUE_COUNT; queue++)
        sweep_queue(self, (queue_t)queue);
    if (self->connections > 0)
        loop_timer_set(self->sweep, SWEEP_MS);
}

static bool may_enter(http_t *self, const peer_t *peer)
{
    const http_options_t *options = &self->options;
    bool exempt = options->exempt && options->exempt(options->context, peer);
    return peers_enter(self->peers, peer, exempt ? 0 : options->limits.connections_per_address);
}

/* A new client is served rather than the one that has kept everybody waiting the longest. */
static void make_room(http_t *self)
{
    /* Anybody may open connections, but who sends a body is known: half a period more is theirs. */
    connection_t *slowest = queues_slowest(&self->queues, self->options.limits.rate_period / 2);
    if (!slowest)
        return;
    self->traffic.evicted++;
    connection_destroy(&slowest);
}

static void welcome(http_t *self, int fd, const struct sockaddr_storage *address)
{
    peer_t peer = peer_of(address);
    if (self->connections >= self->options.limits.connections)
        make_room(self);
    bool full = self->connections >= self->options.limits.connections;
    if (full || !may_enter(self, &peer)) {
        self->traffic.refused++;
        close(fd);
        return;
    }
    tls_t *tls = self->options.tls ? tls_new(self->options.tls, fd) : NULL;
    self->connections++;
    if (!connection_new(self, fd, tls, &peer)) {
        self->connections--;
        peers_leave(self->peers, &peer);
        self->traffic.refused++;
    } else if (!loop_timer_is_set(self->sweep)) {
        loop_timer_set(self->sweep, SWEEP_MS);
    }
}

/* Descriptors or memory have run out: the slowest makes room, and others wait in the kernel's queue. Without
 * the pause the listening descriptor, which stays ready, would keep the loop spinning. */
static void pause_accepting(http_t *self, int reason)
{
    if (loop_now(self->loop) >= self->complains_from) {
        self->complains_from = loop_now(self->loop) + COMPLAINTS_MS;
        log_event(LOG_WARNING, "cannot accept", LOG_STRING("reason", strerror(reason)),
                  LOG_INT("connections", (int64_t)self->connections));
    }
    make_room(self);
    loop_watch_change(self->listening, 0);
    loop_timer_set(self->reopen, REOPEN_MS);
}

static void accept_again(void *context)
{
    http_t *self = context;
    if (self->listening)
        loop_watch_change(self->listening, EPOLLIN);
}

static void on_connect(void *context, uint32_t events)
{
    (void)events;
    http_t *self = context;
    for (unsigned i = 0; i < ACCEPTS_PER_ITERATION; i++) {
        struct sockaddr_storage address;
        socklen_t size = sizeof address;
        int fd = accept4(self->listener, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            welcome(self, fd, &address);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            pause_accepting(self, errno);
            return;
        } else if (errno != ECONNABORTED && errno != EINTR)
            return;
    }
}

/* Options that accepted sockets inherit. The port is shared even by a single loop: without that a gateway
 * that was killed could not be started again while connections of its clients are still being closed. */
static bool set_options(int fd)
{
    int on = 1, unsent = UNSENT_MAX;
    return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
           setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0 &&
           setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == 0 &&
           setsockopt(fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent) == 0;
}

/* Connections that find no room in the kernel's queue are begun again by their clients after 1, 3, 7 … s: it
 * is to be as long as the system allows. */
static int open_listener(const http_options_t *options)
{
    struct sockaddr_storage address;
    if (!listen_fill(options->host, options->port, &address))
        return -1;
    socklen_t size = address.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    int fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (set_options(fd) && bind(fd, (const struct sockaddr *)&address, size) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    int reason = errno;
    close(fd);
    errno = reason;
    return -1;
}

http_t *http_new(loop_t *loop, const http_options_t *options)
{
    int listener = open_listener(options);
    if (listener < 0)
        return NULL;
    http_t *self = memory_new_zeroed(sizeof *self);
    self->options = *options;
    self->log.options = options->log;
    trace_source_init(&self->traces);
    self->loop = loop;
    self->waiting_end = &self->waiting;
    self->pace = pace_new(loop, DOCUMENTS_PACE);
    self->peers = peers_new(options->limits.connections);
    self->sweep = loop_timer_new(loop, sweep, self);
    self->reopen = loop_timer_new(loop, accept_again, self);
    self->listener = listener;
    self->listening = loop_watch_new(loop, listener, EPOLLIN, on_connect, self);
    if (self->listening)
        return self;
    int reason = errno;
    http_destroy(&self);
    errno = reason;
    return NULL;
}

static void stop_listening(http_t *self)
{
    if (self->listener < 0)
        return;
    loop_watch_destroy(&self->listening);
    close(self->listener);
    self->listener = -1;
}

void http_destroy(http_t **self_p)
{
    http_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    stop_listening(self);
    for (connection_t *slowest; (slowest = queues_slowest(&self->queues, 0));)
        connection_destroy(&slowest);
    loop_timer_destroy(&self->sweep);
    loop_timer_destroy(&self->reopen);
    pace_destroy(&self->pace);
    peers_destroy(&self->peers);
    incoming_pool_free(&self->pool);
    free(self);
}

uint16_t http_port(const http_t *self)
{
    char text[ADDRESS_TEXT_SIZE];
    address_t address = {.port = 0};
    return address_bound(self->listener, text) && address_read(text, &address) ? (uint16_t)address.port : 0;
}

void http_take_body(exchange_t *exchange)
{
    incoming_t *request = (incoming_t *)exchange;
    if (exchange->gone)
        http_end_request(request->http, request);
    else
        connection_take_body(request->connection);
}

void http_go_on(exchange_t *exchange)
{
    incoming_t *request = (incoming_t *)exchange;
    if (request->connection)
        connection_go_on(request->connection);
}

void http_hand_over(exchange_t *exchange)
{
    incoming_t *request = (incoming_t *)exchange;
    if (exchange->gone)
        http_end_request(request->http, request);
    else
        connection_hand_over(request->connection);
}

void http_answered(exchange_t *exchange)
{
    incoming_t *request = (incoming_t *)exchange;
    if (exchange->gone) {
        http_account(request->http, request);
        http_end_request(request->http, request);
    } else {
        const http_options_t *options = &request->http->options;
        if (options->answered)
            options->answered(options->context, exchange);
        connection_answer(request->connection);
    }
}

void http_answer(exchange_t *exchange, status_t status, text_t data)
{
    answer_write(exchange, status, data);
    http_answered(exchange);
}

void http_before_sleep(http_t *self)
{
    /* Those that come to wait meanwhile have their turn in the next one. */
    for (size_t left = self->waiting_count; left > 0 && self->waiting; left--) {
        connection_t *first = self->waiting;
        connection_leave_waiting(first);
        connection_resume(first);
    }
}

void http_send_documents(http_t *self, bool calls_wait)
{
    int64_t now = loop_now(self->loop);
    if (calls_wait)
        self->quiet_from = now + QUIET_MS;
    else if (now >= self->quiet_from)
        pace_hurry(self->pace);
}

void http_set_tls(http_t *self, const tls_identity_t *tls)
{
    self->options.tls = tls;
}

void http_drain(http_t *self)
{
    self->draining = true;
    stop_listening(self);
}

size_t http_in_flight(const http_t *self)
{
    return self->in_flight;
}

const traffic_t *http_traffic(const http_t *self)
{
    return &self->traffic;
}

size_t http_connections(const http_t *self)
{
    return self->connections;
}
