/* SPDX-License-Identifier: Apache-2.0 */
/* The address that the HTTP API is served at. */
#ifndef LEIDA_GATEWAY_HTTP_LISTEN_H
#define LEIDA_GATEWAY_HTTP_LISTEN_H

#include <sys/socket.h>

#include "base/address.h"
#include "base/buffer.h"

/* What bind wants to know of an IP address and a port. False, with errno EINVAL, when it is no IP address. */
bool listen_fill(const char *host, uint16_t port, struct sockaddr_storage *address);

/* Whether this process can listen there; if not, errno says why. Asked before several threads share the port:
 * the system would let a second gateway share it as well, and give it every other request. */
bool listen_is_free(const char *value);

/* Where who is on this host reaches what listens on the address `host`: there, or, where that is every
 * address, on the loopback one of its family. */
const char *listen_near(const char *host);

/* Appends "http://127.0.0.1:8000" and a NUL beyond the size. */
void listen_write_url(buffer_t *out, const char *scheme, const char *host, uint16_t port);

#endif
