/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CURVE, libzmq's encryption and authentication, for the RPC between hosts. A process has one key pair, which
 * every socket of it uses (common/zsocket.c); keys are Z85 texts of 40 characters. Off until one of the two
 * below is called, once, before the first socket is made.
 */
#ifndef LEIDA_COMMON_CURVE_H
#define LEIDA_COMMON_CURVE_H

#include "common/loop.h"

enum { CURVE_KEY_SIZE = 41 /* with the NUL */ };

/* A rule of config_key_t: a key, or nothing. */
bool curve_key_valid(const char *value);
/* A rule of config_key_t: keys separated by spaces, or nothing. */
bool curve_keys_valid(const char *value);

/* A new key pair, for `leidactl keygen`. False when this libzmq was built without CURVE. */
bool curve_make_keys(char public_key[CURVE_KEY_SIZE], char secret_key[CURVE_KEY_SIZE]);

/* Every DEALER of this process speaks only with a server that has the secret half of `server_key`. */
void curve_be_client(const char *secret_key, const char *server_key);

typedef struct curve_server curve_server_t;

/* Every ROUTER of this process speaks only with clients whose public keys are among `clients`. Others are
 * refused and named in the log. NULL, with errno, when the sockets for that can't be made. */
curve_server_t *curve_be_server(loop_t *loop, const char *secret_key, const char *clients);
/* Closes the socket that judges new clients; the ROUTERs must be closed before. */
void curve_server_destroy(curve_server_t **self_p);

/* Applies it to a new socket of that ZeroMQ type, for zsocket_new. False, with errno. */
bool curve_apply(void *socket, int type);

#endif
