/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/zap.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <zmq.h>

#include "base/buffer.h"
#include "common/observe/log_limit.h"
#include "common/rpc/curve.h"
#include "common/rpc/zsocket.h"

enum {
    BINARY_SIZE = 32,  /* bytes of a key */
    ZAP_PARTS_MAX = 8, /* of a request: version, id, domain, address, identity, mechanism, key */
    ZAP_ID = 1,
    ZAP_ADDRESS = 3,
    ZAP_MECHANISM = 5,
    ZAP_KEY = 6
};

struct zap {
    void *socket;
    loop_watch_t *watch;
    char *clients;
};

typedef struct {
    zmq_msg_t parts[ZAP_PARTS_MAX];
    size_t count;
} zap_request_t;

static text_t part_text(zap_request_t *request, size_t index)
{
    zmq_msg_t *part = &request->parts[index];
    return index < request->count ? (text_t){zmq_msg_data(part), zmq_msg_size(part)} : TEXT_NONE;
}

/* False when there is no request. */
static bool receive(void *socket, zap_request_t *request)
{
    int more = 1;
    for (request->count = 0; more && request->count < ZAP_PARTS_MAX; request->count++) {
        zmq_msg_t *part = &request->parts[request->count];
        zmq_msg_init(part);
        if (zmq_msg_recv(part, socket, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(part);
            return false;
        }
        more = zmq_msg_more(part);
    }
    return true;
}

static bool is_welcome(const zap_t *self, zap_request_t *request)
{
    char shown[CURVE_KEY_SIZE] = "";
    text_t binary = part_text(request, ZAP_KEY), key;
    if (text_equal(part_text(request, ZAP_MECHANISM), TEXT_LITERAL("CURVE")) && binary.size == BINARY_SIZE)
        zmq_z85_encode(shown, (const unsigned char *)binary.data, BINARY_SIZE);
    for (const char *at = self->clients; curve_next_key(&at, &key);)
        if (text_equal(key, text_of(shown)))
            return true;
    log_limited(LOG_WARNING, "gateway refused: its key is not among curve.clients", LOG_STRING("key", shown),
                LOG_TEXT("address", part_text(request, ZAP_ADDRESS)));
    return false;
}

static void answer(void *socket, text_t id, bool welcome)
{
    const text_t parts[] = {TEXT_LITERAL("1.0"),
                            id,
                            welcome ? TEXT_LITERAL("200") : TEXT_LITERAL("400"),
                            welcome ? TEXT_LITERAL("OK") : TEXT_LITERAL("unknown key"),
                            TEXT_LITERAL(""),
                            TEXT_LITERAL("")};
    const size_t last = sizeof parts / sizeof *parts - 1;
    for (size_t i = 0; i <= last; i++)
        zmq_send(socket, parts[i].data, parts[i].size, i < last ? ZMQ_SNDMORE : 0);
}

static void take_requests(void *context, uint32_t events)
{
    (void)events;
    zap_t *self = context;
    zap_request_t request;
    for (bool more = true; more;) {
        more = receive(self->socket, &request);
        if (more)
            answer(self->socket, part_text(&request, ZAP_ID), is_welcome(self, &request));
        while (request.count > 0)
            zmq_msg_close(&request.parts[--request.count]);
    }
}

zap_t *zap_new(loop_t *loop, const char *clients)
{
    zap_t *self = memory_new_zeroed(sizeof *self);
    self->clients = memory_copy_text(text_of(clients));
    self->socket = zsocket_new(ZMQ_REP, 1000);
    if (self->socket && zmq_bind(self->socket, "inproc://zeromq.zap.01") == 0)
        self->watch = loop_watch_new(loop, zsocket_fd(self->socket), EPOLLIN, take_requests, self);
    if (self->watch)
        take_requests(self, 0); /* the descriptor tells of nothing before the socket was found empty once */
    else
        zap_destroy(&self);
    return self;
}

void zap_destroy(zap_t **self_p)
{
    zap_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    if (self->watch)
        loop_watch_destroy(&self->watch);
    if (self->socket)
        zmq_close(self->socket);
    free(self->clients);
    free(self);
}
