/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CURVE, libzmq's encryption and authentication, for the RPC between hosts. A process has one key pair, which
 * every socket of it uses (common/rpc/zsocket.c); keys are Z85 texts of 40 characters. Off until one of the
 * two below is called, once, before the first socket is made.
 */
#ifndef LEIDA_COMMON_RPC_CURVE_H
#define LEIDA_COMMON_RPC_CURVE_H

#include "base/text.h"

enum { CURVE_KEY_SIZE = 41 /* with the NUL */ };

/* A rule of config_key_t: a key, or nothing. */
bool curve_key_valid(const char *value);
/* A rule of config_key_t: keys separated by spaces, or nothing. */
bool curve_keys_valid(const char *value);
/* The next of several keys, which begin at *at; false at the end. */
bool curve_next_key(const char **at, text_t *key);

/* Every DEALER of this process speaks only with a server that has the secret half of `server_key`. */
void curve_be_client(const char *secret_key, const char *server_key);

/* Every ROUTER of this process speaks only with clients that expect the public half of `secret_key`. Which of
 * them it takes is common/rpc/zap.h's matter. */
void curve_be_server(const char *secret_key);

/* Applies it to a new socket of that ZeroMQ type, for zsocket_new. False, with errno. */
bool curve_apply(void *socket, int type);

#endif
