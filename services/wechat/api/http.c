/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/http.h"

#include <assert.h>
#include <curl/curl.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "base/list.h"
#include "services/wechat/api/http_parts.h"

enum { IDLE_CONNECTIONS = 32 };

struct http_host {
    http_t *http;
    char *base;
    link_t place;   /* among the hosts */
    link_t waiting; /* calls, the oldest first */
    size_t waiting_count, under_way;
};

struct http {
    loop_t *loop;
    http_options_t options;
    CURLM *multi;
    loop_timer_t *timer;    /* libcurl's */
    loop_timer_t *patience; /* of the calls that wait */
    link_t hosts, calls;    /* calls: under way */
    link_t ended;           /* whose answer is to be told */
    loop_flush_t *tell;
    size_t pending;
    bool ending;
};

/* ---- the loop for libcurl ---- */

static void take_ended(http_t *self);

static void act(http_t *self, curl_socket_t socket, int events)
{
    int running;
    curl_multi_socket_action(self->multi, socket, events, &running);
    take_ended(self);
}

typedef struct {
    http_t *http;
    curl_socket_t fd;
    loop_watch_t *watch;
} socket_t;

static void on_ready(void *context, uint32_t events)
{
    const socket_t *self = context;
    act(self->http, self->fd,
        (events & EPOLLIN ? CURL_CSELECT_IN : 0) | (events & EPOLLOUT ? CURL_CSELECT_OUT : 0) |
            (events & (EPOLLERR | EPOLLHUP) ? CURL_CSELECT_ERR : 0));
}

static void on_due(void *context)
{
    act(context, CURL_SOCKET_TIMEOUT, 0);
}

static void forget_socket(http_t *self, socket_t *socket)
{
    curl_multi_assign(self->multi, socket->fd, NULL);
    loop_watch_destroy(&socket->watch);
    free(socket);
}

static int set_socket(CURL *easy, curl_socket_t fd, int what, void *context, void *socket_context)
{
    http_t *self = context;
    socket_t *socket = socket_context;
    (void)easy;
    const uint32_t events = (what & CURL_POLL_IN ? (uint32_t)EPOLLIN : 0) |
                            (what & CURL_POLL_OUT ? (uint32_t)EPOLLOUT : 0);
    if (what == CURL_POLL_REMOVE) {
        if (socket)
            forget_socket(self, socket);
        return 0;
    }
    if (socket) {
        loop_watch_change(socket->watch, events);
        return 0;
    }
    socket = memory_new_zeroed(sizeof *socket);
    *socket = (socket_t){.http = self, .fd = fd};
    socket->watch = loop_watch_new(self->loop, fd, events, on_ready, socket);
    if (!socket->watch) {
        free(socket);
        return -1;
    }
    curl_multi_assign(self->multi, fd, socket);
    return 0;
}

static int set_timer(CURLM *multi, long delay, void *context)
{
    const http_t *self = context;
    (void)multi;
    if (delay < 0)
        loop_timer_unset(self->timer);
    else
        loop_timer_set(self->timer, delay);
    return 0;
}

/* ---- calls ---- */

static void start_waiting(http_host_t *self);

/* From here on it waits only to be told. */
static void end_call(http_t *self, http_call_t *call)
{
    list_append(&self->ended, &call->place);
    loop_flush_ask(self->tell);
}

static void give_up_waiting(http_call_t *call, http_outcome_t outcome, const char *why)
{
    http_host_t *host = call->host;
    host->waiting_count--;
    call->answer = (http_answer_t){.outcome = outcome, .why = why};
    end_call(host->http, call);
}

static void take_ended(http_t *self)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(self->multi, &left));) {
        if (message->msg != CURLMSG_DONE)
            continue;
        const CURLcode result = message->data.result;
        CURL *easy = message->easy_handle;
        http_call_t *call = NULL;
        curl_easy_getinfo(easy, CURLINFO_PRIVATE, (char **)&call);
        http_call_read(call, (int)result);
        curl_multi_remove_handle(self->multi, easy); /* `message` is gone */
        call->host->under_way--;
        start_waiting(call->host);
        end_call(self, call);
    }
}

static void tell_ended(void *context)
{
    http_t *self = context;
    for (link_t *link; (link = list_first(&self->ended));) {
        http_call_t *call = LIST_MEMBER(link, http_call_t, place);
        list_remove(link);
        self->pending--;
        call->done(call->context, &call->answer);
        http_call_destroy(&call);
    }
}

static void start(http_host_t *self, http_call_t *call)
{
    http_t *http = self->http;
    list_append(&http->calls, &call->place);
    if (http_call_set_up(call, self->base, &http->options) &&
        curl_multi_add_handle(http->multi, call->easy) == CURLM_OK) {
        self->under_way++;
        return;
    }
    call->answer = (http_answer_t){.outcome = HTTP_BROKEN, .why = "libcurl does not start"};
    end_call(http, call);
}

static void start_waiting(http_host_t *self)
{
    for (link_t *link; self->under_way < self->http->options.calls && (link = list_first(&self->waiting));) {
        self->waiting_count--;
        start(self, LIST_MEMBER(link, http_call_t, place));
    }
}

/* The first of each host has waited longest. */
static void end_patience(void *context)
{
    http_t *self = context;
    const int64_t now = loop_now(self->loop);
    int64_t next = INT64_MAX;
    for (link_t *at = self->hosts.next; at != &self->hosts; at = at->next) {
        const http_host_t *host = LIST_MEMBER(at, http_host_t, place);
        for (link_t *link; (link = list_first(&host->waiting));) {
            http_call_t *call = LIST_MEMBER(link, http_call_t, place);
            if (call->due > now) {
                next = call->due < next ? call->due : next;
                break;
            }
            give_up_waiting(call, HTTP_CROWDED, "waited too long for its turn");
        }
    }
    if (next < INT64_MAX)
        loop_timer_set(self->patience, next - now);
}

void http_send(http_host_t *self, const http_request_t *request, http_done_fn *done, void *context)
{
    http_t *http = self->http;
    http_call_t *call = http_call_new(self, request, done, context);
    http->pending++;
    if (!http->ending && self->under_way < http->options.calls && list_is_empty(&self->waiting)) {
        start(self, call);
        return;
    }
    self->waiting_count++;
    if (http->ending) {
        give_up_waiting(call, HTTP_ENDED, "this process ends");
        return;
    }
    if (self->waiting_count > HTTP_QUEUE * http->options.calls) {
        give_up_waiting(call, HTTP_CROWDED, "too many wait");
        return;
    }
    call->due = loop_now(http->loop) + http->options.whole;
    list_append(&self->waiting, &call->place);
    if (!loop_timer_is_set(http->patience))
        loop_timer_set(http->patience, http->options.whole);
}

/* ---- beginning and end ---- */

http_t *http_new(loop_t *loop, const http_options_t *options)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return NULL;
    CURLM *multi = curl_multi_init();
    if (!multi) {
        curl_global_cleanup();
        return NULL;
    }
    http_t *self = memory_new_zeroed(sizeof *self);
    *self = (http_t){.loop = loop, .options = *options, .multi = multi};
    if (self->options.whole == 0)
        self->options.whole = HTTP_WHOLE_MS;
    self->timer = loop_timer_new(loop, on_due, self);
    self->patience = loop_timer_new(loop, end_patience, self);
    self->tell = loop_flush_new(loop, tell_ended, self);
    list_init(&self->hosts);
    list_init(&self->calls);
    list_init(&self->ended);
    curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, set_socket);
    curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, self);
    curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(multi, CURLMOPT_TIMERDATA, self);
    curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)IDLE_CONNECTIONS);
    return self;
}

static void host_destroy(http_host_t *self)
{
    for (link_t *link; (link = list_first(&self->waiting));)
        give_up_waiting(LIST_MEMBER(link, http_call_t, place), HTTP_ENDED, "this process ends");
}

static void abandon(http_t *self, http_call_t *call)
{
    curl_multi_remove_handle(self->multi, call->easy);
    call->host->under_way--;
    http_call_abandon(call);
    end_call(self, call);
}

void http_destroy(http_t **self_p)
{
    http_t *self = *self_p;
    if (!self)
        return;
    self->ending = true;
    for (link_t *at = self->hosts.next; at != &self->hosts; at = at->next)
        host_destroy(LIST_MEMBER(at, http_host_t, place));
    for (link_t *link; (link = list_first(&self->calls));)
        abandon(self, LIST_MEMBER(link, http_call_t, place));
    while (list_first(&self->ended))
        tell_ended(self);
    assert(self->pending == 0);
    *self_p = NULL;
    for (link_t *next, *at = self->hosts.next; at != &self->hosts; at = next) {
        http_host_t *host = LIST_MEMBER(at, http_host_t, place);
        next = at->next;
        free(host->base);
        free(host);
    }
    curl_multi_cleanup(self->multi); /* takes back its sockets */
    loop_timer_destroy(&self->timer);
    loop_timer_destroy(&self->patience);
    loop_flush_destroy(&self->tell);
    curl_global_cleanup();
    free(self);
}

http_host_t *http_host_new(http_t *http, const char *base)
{
    http_host_t *self = memory_new_zeroed(sizeof *self);
    *self = (http_host_t){.http = http, .base = memory_copy_text(text_of(base))};
    list_init(&self->waiting);
    list_append(&http->hosts, &self->place);
    return self;
}

size_t http_pending(const http_t *self)
{
    return self->pending;
}
