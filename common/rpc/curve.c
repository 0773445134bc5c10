/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/curve.h"

#include <assert.h>
#include <string.h>
#include <zmq.h>

enum { BINARY_SIZE = 32 };

/* The role decides which of the two is used; an empty secret: no CURVE. */
static struct {
    char secret[CURVE_KEY_SIZE];
    char public[CURVE_KEY_SIZE]; /* a client's own */
    char server[CURVE_KEY_SIZE]; /* the one a client expects */
} keys;

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

bool curve_next_key(const char **at, text_t *key)
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
    for (text_t key; curve_next_key(&value, &key);)
        if (!is_key(key))
            return false;
    return true;
}

static void take_secret(const char *secret_key)
{
    assert(is_key(text_of(secret_key))); /* the configuration was checked */
    strcpy(keys.secret, secret_key);
    zmq_curve_public(keys.public, keys.secret);
}

void curve_be_server(const char *secret_key)
{
    take_secret(secret_key);
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
