/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Raw libzmq sockets with the options that we always want (pitfalls: LINGER, MAXMSGSIZE, HWM before
 * connecting, no libzmq heartbeats), and their edge-triggered descriptor on our loop. Shared by the RPC's two
 * sides. A socket is a void pointer, as libzmq has it: who sends or receives on it includes zmq.h in its .c
 * file, and nobody else needs to know that library.
 */
#ifndef LEIDA_COMMON_RPC_ZSOCKET_H
#define LEIDA_COMMON_RPC_ZSOCKET_H

#include <stdbool.h>

enum {
    ZSOCKET_FRAME_MAX = 64 * 1024 * 1024, /* bytes; larger frames cut the connection */
    ZSOCKET_DRAIN_MAX = 64                /* messages taken in one iteration before others get theirs */
};

/* The context of the process, made at first use; freed by zsocket_context_end, once every socket is closed.
 */
void *zsocket_context(void);
void zsocket_context_end(void);

/* Why the last call of libzmq failed, by errno: a constant. */
const char *zsocket_error(void);

/* A new socket of `type` (ZMQ_DEALER, …), neither bound nor connected, under CURVE where that is on
 * (common/rpc/curve.h); NULL, with errno, when there are no more. `high_water`: messages queued at most each
 * way. Close it with zmq_close. */
void *zsocket_new(int type, int high_water);

/* The descriptor to watch for EPOLLIN. It is edge-triggered: after it, and after each send, drain. It tells
 * of nothing before the socket was found empty once: drain at the beginning, too. */
int zsocket_fd(void *socket);
/* Whether a message can be received now; never from NULL. */
bool zsocket_has_input(void *socket);

#endif
