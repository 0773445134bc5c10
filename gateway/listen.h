/* SPDX-License-Identifier: Apache-2.0 */
/* The address that the HTTP API is served at. */
#ifndef LEIDA_GATEWAY_LISTEN_H
#define LEIDA_GATEWAY_LISTEN_H

#include "proto/buffer.h"

enum { LISTEN_HOST_MAX = 64 };

/* Reads "127.0.0.1:8000" or "[::1]:8000" into the address and the port. False when it is neither. */
bool listen_read(const char *value, char host[LISTEN_HOST_MAX], uint16_t *port);
bool listen_valid(const char *value);

/* Whether nobody listens there. Asked before several threads share the port: the system would let a second
 * gateway share it as well, and give it every other request. */
bool listen_is_free(const char *host, uint16_t port);

/* Appends "http://127.0.0.1:8000" and a NUL beyond the size. */
void listen_write_url(buffer_t *out, const char *host, uint16_t port);

#endif
