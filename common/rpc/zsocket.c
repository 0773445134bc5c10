/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/zsocket.h"

#include <errno.h>
#include <pthread.h>
#include <zmq.h>

#include "common/rpc/curve.h"

static pthread_mutex_t context_lock = PTHREAD_MUTEX_INITIALIZER;
static void *context;

void *zsocket_context(void)
{
    pthread_mutex_lock(&context_lock);
    if (!context)
        context = zmq_ctx_new();
    pthread_mutex_unlock(&context_lock);
    return context;
}

void zsocket_context_end(void)
{
    pthread_mutex_lock(&context_lock);
    if (context)
        zmq_ctx_term(context);
    context = NULL;
    pthread_mutex_unlock(&context_lock);
}

const char *zsocket_error(void)
{
    return zmq_strerror(errno);
}

void *zsocket_new(int type, int high_water)
{
    void *socket = zmq_socket(zsocket_context(), type);
    if (!socket)
        return NULL;
    if (!curve_apply(socket, type)) {
        zmq_close(socket);
        return NULL;
    }
    int linger = 0;
    int64_t frame_max = ZSOCKET_FRAME_MAX;
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, sizeof linger);
    zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &frame_max, sizeof frame_max);
    zmq_setsockopt(socket, ZMQ_SNDHWM, &high_water, sizeof high_water);
    zmq_setsockopt(socket, ZMQ_RCVHWM, &high_water, sizeof high_water);
    return socket;
}

int zsocket_fd(void *socket)
{
    int fd = -1;
    size_t size = sizeof fd;
    zmq_getsockopt(socket, ZMQ_FD, &fd, &size);
    return fd;
}

bool zsocket_has_input(void *socket)
{
    int events = 0;
    size_t size = sizeof events;
    return socket && zmq_getsockopt(socket, ZMQ_EVENTS, &events, &size) == 0 && (events & ZMQ_POLLIN) != 0;
}
