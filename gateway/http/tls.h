/* SPDX-License-Identifier: Apache-2.0 */
/* TLS 1.2 and 1.3 on a connection's descriptor (OpenSSL; the only file that knows it). */
#ifndef LEIDA_GATEWAY_HTTP_TLS_H
#define LEIDA_GATEWAY_HTTP_TLS_H

#include <sys/uio.h>

#include "base/buffer.h"
#include "gateway/http/stream_result.h"

/* A certificate with its key. */
typedef struct tls_identity tls_identity_t;
/* One connection. */
typedef struct tls tls_t;

/* Reads a PEM file with the certificate and those that lead to its root, and one with its private key. NULL
 * when they are unreadable or do not belong together; appends why. */
tls_identity_t *tls_identity_new(const char *certificate, const char *key, buffer_t *why);
/* Connections that began with it go on. */
void tls_identity_destroy(tls_identity_t **self_p);

/* The server's side of a connection on `fd`, which stays the caller's. Never NULL. */
tls_t *tls_new(const tls_identity_t *identity, int fd);
/* Frees it without a word to the peer (tls_end) and without closing the descriptor. */
void tls_destroy(tls_t **self_p);

/* As stream_read, which calls it. *wants_output: nothing can be read before something was written. */
stream_result_t tls_read(tls_t *self, char *bytes, size_t size, size_t *moved, bool *wants_output);
/* As stream_write, which calls it. */
stream_result_t tls_write(tls_t *self, const struct iovec *pieces, size_t count, size_t *moved);
/* Whether the handshake is done. */
bool tls_is_open(const tls_t *self);
/* Whether decrypted bytes are there, which the descriptor does not tell of. */
bool tls_has_more(const tls_t *self);
/* Sends close_notify to the peer, as far as that works without waiting. */
void tls_end(tls_t *self);

#endif
