/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/fake_http.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"

void fake_http_say(fake_connection_t *connection, text_t bytes)
{
    while (bytes.size > 0) {
        const ssize_t sent = send(connection->fd, bytes.data, bytes.size, MSG_NOSIGNAL);
        if (sent <= 0)
            return;
        bytes.data += sent;
        bytes.size -= (size_t)sent;
    }
}

void fake_http_answer(fake_connection_t *connection, int status, const char *type, text_t body)
{
    buffer_t out = {0};
    buffer_append_format(&out, "HTTP/1.1 %d Any\r\nContent-Type: %s\r\nContent-Length: %zu\r\n\r\n", status,
                         type, body.size);
    buffer_append_text(&out, body);
    fake_http_say(connection, buffer_text(&out));
    buffer_free(&out);
}

void fake_http_json(fake_connection_t *connection, const char *json)
{
    fake_http_answer(connection, 200, "application/json; encoding=utf-8", text_of(json));
}

void fake_http_hang_up(fake_connection_t *connection)
{
    if (connection->fd < 0)
        return;
    loop_watch_destroy(&connection->watch);
    close(connection->fd);
    connection->fd = -1;
    buffer_free(&connection->in);
}

void fake_http_reset(fake_connection_t *connection)
{
    const struct linger none = {.l_onoff = 1};
    setsockopt(connection->fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
    fake_http_hang_up(connection);
}

/* ---- requests ---- */

static text_t take_word(text_t *rest, char end)
{
    const char *found = memchr(rest->data, end, rest->size);
    const text_t word = {rest->data, found ? (size_t)(found - rest->data) : rest->size};
    const size_t used = word.size + (found ? 1 : 0);
    *rest = (text_t){rest->data + used, rest->size - used};
    return word;
}

static size_t body_size(text_t head)
{
    static const char name[] = "Content-Length: ";
    const char *found = memmem(head.data, head.size, name, sizeof name - 1);
    return found ? strtoul(found + sizeof name - 1, NULL, 10) : 0;
}

/* False when it is not whole yet; else `*used` bytes are it. */
static bool read_request(const buffer_t *in, fake_request_t *request, size_t *used)
{
    const char *end = in->size > 0 ? memmem(in->data, in->size, "\r\n\r\n", 4) : NULL;
    if (!end)
        return false;
    request->head = (text_t){in->data, (size_t)(end - in->data) + 2};
    request->body = (text_t){end + 4, body_size(request->head)};
    *used = request->head.size + 2 + request->body.size;
    if (*used > in->size)
        return false;
    text_t line = request->head, target;
    request->method = take_word(&line, ' ');
    target = take_word(&line, ' ');
    request->path = take_word(&target, '?');
    request->query = target;
    return true;
}

static void connection_ready(void *context, uint32_t events)
{
    fake_connection_t *self = context;
    char bytes[4096];
    size_t used;
    (void)events;
    const ssize_t size = recv(self->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size <= 0) {
        fake_http_hang_up(self);
        return;
    }
    buffer_append(&self->in, bytes, (size_t)size);
    for (fake_request_t request = {.connection = self}; read_request(&self->in, &request, &used);) {
        self->requests++;
        self->server->requests++;
        self->server->answer(self->server->context, &request);
        if (self->fd < 0)
            return;
        memmove(self->in.data, self->in.data + used, self->in.size - used);
        self->in.size -= used;
    }
}

static void listener_ready(void *context, uint32_t events)
{
    fake_http_t *self = context;
    (void)events;
    cr_assert_lt(self->connection_count, FAKE_HTTP_CONNECTIONS, "it connects without end");
    fake_connection_t *connection = &self->connections[self->connection_count++];
    *connection = (fake_connection_t){.server = self, .fd = accept(self->listener, NULL, NULL)};
    cr_assert_geq(connection->fd, 0);
    connection->watch = loop_watch_new(self->loop, connection->fd, EPOLLIN, connection_ready, connection);
}

void fake_http_open(fake_http_t *self, loop_t *loop, fake_http_fn *answer, void *context)
{
    char place[ADDRESS_TEXT_SIZE];
    memset(self, 0, sizeof *self);
    self->loop = loop;
    self->answer = answer;
    self->context = context;
    self->listener = address_listen("127.0.0.1:0");
    cr_assert(address_bound(self->listener, place));
    snprintf(self->base, sizeof self->base, "http://%s", place);
    self->watch = loop_watch_new(loop, self->listener, EPOLLIN, listener_ready, self);
}

void fake_http_close(fake_http_t *self)
{
    for (size_t i = 0; i < self->connection_count; i++)
        fake_http_hang_up(&self->connections[i]);
    loop_watch_destroy(&self->watch);
    close(self->listener);
}
