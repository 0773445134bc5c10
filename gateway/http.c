/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gateway/access_log.h"
#include "gateway/answer.h"
#include "gateway/incoming.h"
#include "gateway/listen.h"

enum {
    CONNECTION_MEMORY = 5 * 1024, /* bytes: the head must fit; an idle connection keeps them */
    URI_MAX = 3 * 1024,
    SUSPEND_MS = 20,        /* pending for longer: taken off libmicrohttpd's list */
    TICK_MS = 5,            /* while anything is pending and not suspended */
    SUSPENDED_PER_MS = 512, /* the more are suspended, the rarer libmicrohttpd runs */
    SWEEP_MS = 1000,        /* how often requests that come in too slowly are looked for */
    DRAIN_MS = 2000,        /* what a request may take to come in while the process is ending */
    BACKLOG = 1024
};

struct http {
    http_options_t options;
    loop_t *loop;
    struct MHD_Daemon *daemon;
    loop_watch_t *watch;
    loop_timer_t *tick, *sweep;
    bool wants_run, draining;
    size_t in_flight;   /* requests whose answer is not complete on its way */
    size_t unsuspended; /* of them: pending, and not suspended */
    size_t suspended;
    int64_t ran; /* loop_now of libmicrohttpd's last run */
    incoming_t *oldest, *newest;
    incoming_pool_t pool;
    traffic_t traffic;
    request_log_t log;
    trace_source_t traces;
};

static void list_add(http_t *self, incoming_t *incoming)
{
    incoming->older = self->newest;
    *(self->newest ? &self->newest->newer : &self->oldest) = incoming;
    self->newest = incoming;
    if (!loop_timer_is_set(self->sweep))
        loop_timer_set(self->sweep, SWEEP_MS);
}

static void list_remove(http_t *self, incoming_t *incoming)
{
    *(incoming->older ? &incoming->older->newer : &self->oldest) = incoming->newer;
    *(incoming->newer ? &incoming->newer->older : &self->newest) = incoming->older;
    incoming->older = incoming->newer = NULL;
}

/* The first word of a request line has come: from here on the request's time counts. */
static void *begin_request(void *context, const char *uri, struct MHD_Connection *connection)
{
    http_t *self = context;
    incoming_t *incoming = incoming_new(&self->pool);
    incoming->http = self;
    incoming->connection = connection;
    incoming->exchange.began = loop_now(self->loop);
    incoming->exchange.began_us = loop_now_us(self->loop);
    text_t line = arena_copy(&incoming->exchange.arena, text_of(uri));
    const char *mark = line.size ? memchr(line.data, '?', line.size) : NULL;
    size_t path = mark ? (size_t)(mark - line.data) : line.size;
    incoming->exchange.path = (text_t){line.data, path};
    if (mark)
        incoming->exchange.query = (text_t){mark + 1, line.size - path - 1};
    if (line.size > URI_MAX)
        incoming->refused = STATUS_URI_TOO_LONG;
    self->in_flight++;
    list_add(self, incoming);
    return incoming;
}

/* The connection is done with this request, or the client went away. */
static void end_request(void *context, struct MHD_Connection *connection, void **state,
                        enum MHD_RequestTerminationCode why)
{
    (void)connection;
    http_t *self = context;
    incoming_t *incoming = *state;
    *state = NULL;
    self->wants_run = true;
    if (!incoming)
        return;
    self->in_flight--;
    self->traffic.abandoned += why != MHD_REQUEST_TERMINATED_COMPLETED_OK;
    incoming->connection = NULL;
    if (incoming->exchange.state == EXCHANGE_READING)
        list_remove(self, incoming);
    if (incoming->exchange.state != EXCHANGE_PENDING) {
        incoming_end(incoming, &self->pool);
        return;
    }
    self->unsuspended -= !incoming->exchange.suspended;
    incoming->exchange.gone = true;
}

static void on_accept(void *context, struct MHD_Connection *connection, void **state,
                      enum MHD_ConnectionNotificationCode code)
{
    (void)connection;
    (void)state;
    (void)code;
    ((http_t *)context)->wants_run = true;
}

/* An exchange is through: counts it, and writes it down if it is worth a line. */
static void account(const incoming_t *incoming)
{
    http_t *self = incoming->http;
    int64_t now = loop_clock_us();
    if (!incoming->exchange.gone)
        traffic_add(&self->traffic, &incoming->exchange, incoming->body_size, now);
    access_log_add(&self->log, &incoming->exchange, incoming->body_size, now);
}

static enum MHD_Result send_answer(incoming_t *incoming)
{
    enum MHD_Result result = incoming_send(incoming, incoming->http->draining);
    if (result == MHD_YES)
        account(incoming);
    return result;
}

/* The whole request is in (or what is wrong with it is known). */
static enum MHD_Result end_reading(incoming_t *incoming)
{
    http_t *self = incoming->http;
    exchange_t *exchange = &incoming->exchange;
    list_remove(self, incoming);
    exchange->state = EXCHANGE_PENDING;
    incoming_end_body(incoming);
    if (incoming->refused != STATUS_DONE)
        answer_write(exchange, incoming->refused, TEXT_NONE);
    else {
        incoming->handling = true;
        self->options.handle(self->options.context, exchange);
        incoming->handling = false;
    }
    if (exchange->state == EXCHANGE_ANSWERED)
        return send_answer(incoming);
    self->unsuspended++;
    return MHD_YES;
}

static void take_head(incoming_t *incoming, const char *verb)
{
    http_t *self = incoming->http;
    incoming->begun = true;
    incoming_take_head(incoming, verb, self->options.body_limit);
    if (!incoming->exchange.trace[0])
        trace_make(&self->traces, incoming->exchange.trace);
    status_t routed = self->options.route(self->options.context, &incoming->exchange);
    if (incoming->refused == STATUS_DONE)
        incoming->refused = routed;
    if (incoming->refused == STATUS_DONE)
        incoming_expect_body(incoming);
}

/* A pending request that libmicrohttpd asks for again. */
static enum MHD_Result ask_again(incoming_t *incoming)
{
    exchange_t *exchange = &incoming->exchange;
    if (exchange->state == EXCHANGE_ANSWERED)
        return send_answer(incoming);
    if (!exchange->suspended && loop_now(incoming->http->loop) - exchange->began >= SUSPEND_MS) {
        exchange->suspended = true;
        incoming->http->unsuspended--;
        incoming->http->suspended++;
        MHD_suspend_connection(incoming->connection);
    }
    return MHD_YES;
}

/* The signature is libmicrohttpd's. */
// NOLINTNEXTLINE(readability-function-size)
static enum MHD_Result serve(void *context, struct MHD_Connection *connection, const char *uri,
                             const char *verb, const char *version, const char *upload, size_t *upload_size,
                             void **state)
{
    (void)context;
    (void)connection;
    (void)uri;
    (void)version;
    incoming_t *incoming = *state;
    if (!incoming)
        return MHD_NO;
    if (incoming->exchange.state != EXCHANGE_READING)
        return ask_again(incoming);
    if (!incoming->begun) {
        take_head(incoming, verb);
        /* Without a body to refuse, the connection can be kept: the answer is given at the end as usual. */
        bool body = incoming->content_lengths > 0 || incoming->chunked;
        return incoming->refused != STATUS_DONE && body ? end_reading(incoming) : MHD_YES;
    }
    incoming->http->wants_run = true;
    if (*upload_size > 0) {
        bool go_on = incoming_take_body(incoming, (text_t){upload, *upload_size});
        *upload_size = 0;
        return go_on ? MHD_YES : MHD_NO;
    }
    return end_reading(incoming);
}

void http_answered(exchange_t *exchange)
{
    incoming_t *incoming = (incoming_t *)exchange;
    http_t *self = incoming->http;
    if (incoming->handling)
        return;
    if (exchange->gone) {
        account(incoming);
        incoming_end(incoming, &self->pool);
        return;
    }
    self->wants_run = true;
    if (!exchange->suspended) {
        self->unsuspended--;
        return;
    }
    self->suspended--;
    MHD_resume_connection(incoming->connection);
}

/* Ends requests that come in too slowly: their sockets are shut, libmicrohttpd does the rest. */
static void sweep(void *context)
{
    http_t *self = context;
    int64_t most = self->options.request_limit;
    if (self->draining && most > DRAIN_MS)
        most = DRAIN_MS;
    int64_t limit = loop_now(self->loop) - most;
    for (incoming_t *incoming = self->oldest; incoming && incoming->exchange.began < limit;
         incoming = incoming->newer) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(incoming->connection,
                                                                       MHD_CONNECTION_INFO_CONNECTION_FD);
        if (info)
            shutdown(info->connect_fd, SHUT_RDWR);
    }
    self->wants_run = true;
    if (self->oldest)
        loop_timer_set(self->sweep, SWEEP_MS);
}

static void on_ready(void *context, uint32_t events)
{
    (void)events;
    ((http_t *)context)->wants_run = true;
}

static void on_tick(void *context)
{
    ((http_t *)context)->wants_run = true;
}

/* While anything is pending unsuspended libmicrohttpd's own timeout is 0: obeying it would spin (pitfalls).
 */
static void set_tick(http_t *self)
{
    MHD_UNSIGNED_LONG_LONG timeout;
    if (self->unsuspended > 0)
        loop_timer_set(self->tick, TICK_MS);
    else if (MHD_get_timeout(self->daemon, &timeout) == MHD_YES)
        loop_timer_set(self->tick, (int64_t)timeout);
    else
        loop_timer_unset(self->tick);
}

/* Whenever a connection was resumed libmicrohttpd walks all that are suspended. When these are many, answers
 * gather for some milliseconds, which is little beside what the clients wait for then. */
static bool waits_for_more(http_t *self)
{
    int64_t next = self->ran + (int64_t)(self->suspended / SUSPENDED_PER_MS);
    int64_t left = next - loop_now(self->loop);
    loop_watch_change(self->watch, left > 0 ? 0 : EPOLLIN);
    if (left > 0)
        loop_timer_set(self->tick, left);
    return left > 0;
}

void http_turn(http_t *self)
{
    if (!self->wants_run || waits_for_more(self))
        return;
    self->wants_run = false;
    self->ran = loop_now(self->loop);
    MHD_run(self->daemon);
    if (self->wants_run)
        loop_turn_again(self->loop);
    set_tick(self);
}

/* The port is shared even by a single loop: without that a gateway that was killed could not be started again
 * while connections of its clients are still being closed. */
static struct MHD_Daemon *start_daemon(http_t *self, const struct sockaddr_storage *address)
{
    const http_options_t *options = &self->options;
    unsigned flags = MHD_USE_EPOLL | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;
    if (address->ss_family == AF_INET6)
        flags |= MHD_USE_IPv6;
    return MHD_start_daemon(flags, 0, NULL, NULL, serve, self, MHD_OPTION_SOCK_ADDR,
                            (const struct sockaddr *)address, MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U,
                            MHD_OPTION_LISTEN_BACKLOG_SIZE, (unsigned)BACKLOG, MHD_OPTION_CONNECTION_LIMIT,
                            options->connections, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
                            options->connections_per_address, MHD_OPTION_CONNECTION_TIMEOUT,
                            (unsigned)(options->idle_limit / 1000), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
                            (size_t)CONNECTION_MEMORY, MHD_OPTION_STRICT_FOR_CLIENT, 1,
                            MHD_OPTION_URI_LOG_CALLBACK, begin_request, self, MHD_OPTION_NOTIFY_COMPLETED,
                            end_request, self, MHD_OPTION_NOTIFY_CONNECTION, on_accept, self, MHD_OPTION_END);
}

http_t *http_new(loop_t *loop, const http_options_t *options)
{
    struct sockaddr_storage address;
    if (!listen_fill(options->host, options->port, &address))
        return NULL;
    http_t *self = memory_new_zeroed(sizeof *self);
    self->options = *options;
    self->log.options = options->log;
    trace_source_init(&self->traces);
    self->loop = loop;
    self->tick = loop_timer_new(loop, on_tick, self);
    self->sweep = loop_timer_new(loop, sweep, self);
    self->daemon = start_daemon(self, &address);
    if (self->daemon) {
        int fd = MHD_get_daemon_info(self->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
        self->watch = loop_watch_new(loop, fd, EPOLLIN, on_ready, self);
        return self;
    }
    int reason = errno;
    http_destroy(&self);
    errno = reason;
    return NULL;
}

void http_destroy(http_t **self_p)
{
    http_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    if (self->watch)
        loop_watch_destroy(&self->watch);
    if (self->daemon)
        MHD_stop_daemon(self->daemon);
    loop_timer_destroy(&self->tick);
    loop_timer_destroy(&self->sweep);
    incoming_pool_free(&self->pool);
    free(self);
}

uint16_t http_port(const http_t *self)
{
    return MHD_get_daemon_info(self->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void http_drain(http_t *self)
{
    self->draining = true;
    MHD_socket listening = MHD_quiesce_daemon(self->daemon);
    if (listening != MHD_INVALID_SOCKET)
        close(listening);
    self->wants_run = true;
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
    return MHD_get_daemon_info(self->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS)->num_connections;
}
