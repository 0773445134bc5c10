/* SPDX-License-Identifier: Apache-2.0 */
#include "common/curve.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "common/log_limit.h"
#include "common/zsocket.h"

enum {
    BINARY_SIZE = 32,
    ZAP_PARTS_MAX = 8, /* of a request: version, id, domain, address, identity, mechanism, key */
    ZAP_ID = 1,
    ZAP_ADDRESS = 3,
    ZAP_MECHANISM = 5,
    ZAP_KEY = 6
};

/* The role decides which of the two is used; an empty secret: no CURVE. */
static struct {
    char secret[CURVE_KEY_SIZE];
    char public[CURVE_KEY_SIZE]; /* a client's own */
    char server[CURVE_KEY_SIZE]; /* the one a client expects */
} keys;

/* libzmq asks it about each client that has shown a key of its own (ZeroMQ RFC 27, ZAP). */
struct curve_server {
    void *zap;
    loop_watch_t *watch;
    char *clients;
};

typedef struct {
    zmq_msg_t parts[ZAP_PARTS_MAX];
    size_t count;
} zap_request_t;

static bool is_key(text_t text)
{
    char copy[CURVE_KEY_SIZE];
    unsigned char binary[BINARY_SIZE];
    if (text.size != CURVE_KEY_SIZE - 1)
        return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    return zmq_z85_decode(binary, copy) != NULL;
}

/* The next of several keys; false at the end. */
static bool next_key(const char **at, text_t *key)
{
    *at += strspn(*at, " ");
    *key = (text_t){*at, strcspn(*at, " ")};
    *at += key->size;
    return key->size > 0;
}

bool curve_key_valid(const char *value)
{
    return *value == '\0' || is_key(text_of(value));
}

bool curve_keys_valid(const char *value)
{
    for (text_t key; next_key(&value, &key);)
        if (!is_key(key))
            return false;
    return true;
}

bool curve_make_keys(char public_key[CURVE_KEY_SIZE], char secret_key[CURVE_KEY_SIZE])
{
    return zmq_curve_keypair(public_key, secret_key) == 0;
}

static void take_secret(const char *secret_key)
{
    assert(is_key(text_of(secret_key))); /* the configuration was checked */
    strcpy(keys.secret, secret_key);
    zmq_curve_public(keys.public, keys.secret);
}

void curve_be_client(const char *secret_key, const char *server_key)
{
    take_secret(secret_key);
    strcpy(keys.server, server_key);
}

bool curve_apply(void *socket, int type)
{
    int yes = 1;
    if (keys.secret[0] == '\0' || (type != ZMQ_DEALER && type != ZMQ_ROUTER))
        return true;
    if (zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, keys.secret, CURVE_KEY_SIZE) != 0)
        return false;
    if (type == ZMQ_ROUTER)
        return zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &yes, sizeof yes) == 0;
    return zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, keys.public, CURVE_KEY_SIZE) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, keys.server, CURVE_KEY_SIZE) == 0;
}

static text_t part_text(zap_request_t *request, size_t index)
{
    zmq_msg_t *part = &request->parts[index];
    return index < request->count ? (text_t){zmq_msg_data(part), zmq_msg_size(part)} : TEXT_NONE;
}

/* False when there is no request. */
static bool receive(void *zap, zap_request_t *request)
{
    int more = 1;
    for (request->count = 0; more && request->count < ZAP_PARTS_MAX; request->count++) {
        zmq_msg_t *part = &request->parts[request->count];
        zmq_msg_init(part);
        if (zmq_msg_recv(part, zap, ZMQ_DONTWAIT) < 0) {
            zmq_msg_close(part);
            return false;
        }
        more = zmq_msg_more(part);
    }
    return true;
}

static bool is_welcome(const curve_server_t *self, zap_request_t *request)
{
    char shown[CURVE_KEY_SIZE] = "";
    text_t binary = part_text(request, ZAP_KEY), key;
    if (text_equal(part_text(request, ZAP_MECHANISM), TEXT_LITERAL("CURVE")) && binary.size == BINARY_SIZE)
        zmq_z85_encode(shown, (const unsigned char *)binary.data, BINARY_SIZE);
    for (const char *at = self->clients; next_key(&at, &key);)
        if (text_equal(key, text_of(shown)))
            return true;
    log_limited(LOG_WARNING, "gateway refused: its key is not among curve.clients", LOG_STRING("key", shown),
                LOG_TEXT("address", part_text(request, ZAP_ADDRESS)));
    return false;
}

static void answer(void *zap, text_t id, bool welcome)
{
    const text_t parts[] = {TEXT_LITERAL("1.0"),
                            id,
                            welcome ? TEXT_LITERAL("200") : TEXT_LITERAL("400"),
                            welcome ? TEXT_LITERAL("OK") : TEXT_LITERAL("unknown key"),
                            TEXT_LITERAL(""),
                            TEXT_LITERAL("")};
    const size_t last = sizeof parts / sizeof *parts - 1;
    for (size_t i = 0; i <= last; i++)
        zmq_send(zap, parts[i].data, parts[i].size, i < last ? ZMQ_SNDMORE : 0);
}

static void take_requests(void *context, uint32_t events)
{
    (void)events;
    curve_server_t *self = context;
    zap_request_t request;
    for (bool more = true; more;) {
        more = receive(self->zap, &request);
        if (more)
            answer(self->zap, part_text(&request, ZAP_ID), is_welcome(self, &request));
        while (request.count > 0)
            zmq_msg_close(&request.parts[--request.count]);
    }
}

curve_server_t *curve_be_server(loop_t *loop, const char *secret_key, const char *clients)
{
    take_secret(secret_key);
    curve_server_t *self = memory_new_zeroed(sizeof *self);
    self->clients = memory_copy_text(text_of(clients));
    self->zap = zsocket_new(ZMQ_REP, 1000);
    if (self->zap && zmq_bind(self->zap, "inproc://zeromq.zap.01") == 0)
        self->watch = loop_watch_new(loop, zsocket_fd(self->zap), EPOLLIN, take_requests, self);
    if (self->watch)
        take_requests(self, 0); /* the descriptor tells of nothing before the socket was found empty once */
    else
        curve_server_destroy(&self);
    return self;
}

void curve_server_destroy(curve_server_t **self_p)
{
    curve_server_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    if (self->watch)
        loop_watch_destroy(&self->watch);
    if (self->zap)
        zmq_close(self->zap);
    free(self->clients);
    free(self);
}
