/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which clients a server under CURVE takes: libzmq asks it about each one that has shown a key of its own
 * (ZeroMQ RFC 27, ZAP).
 */
#ifndef LEIDA_COMMON_RPC_ZAP_H
#define LEIDA_COMMON_RPC_ZAP_H

#include "common/loop/loop.h"

typedef struct zap zap_t;

/* Every ROUTER of this process speaks only with clients whose public keys are among `clients`, which are
 * separated by spaces. Others are refused and named in the log. One at a time, made before the first ROUTER.
 * NULL, with errno, when the sockets for that can't be made. */
zap_t *zap_new(loop_t *loop, const char *clients);
/* Once the ROUTERs are closed. */
void zap_destroy(zap_t **self_p);

#endif
