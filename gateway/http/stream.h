/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of one connection, in the clear or inside TLS: who reads and writes requests need not know
 * which. Never blocks. */
#ifndef LEIDA_GATEWAY_HTTP_STREAM_H
#define LEIDA_GATEWAY_HTTP_STREAM_H

#include <sys/types.h>
#include <sys/uio.h>

#include "gateway/http/tls.h"

typedef struct {
    int fd;
    bool wants_output; /* nothing comes in before the descriptor takes output: TLS shakes hands */
    tls_t *tls;        /* NULL: in the clear */
} stream_t;

/* Reads what has come, `size` bytes at most. STREAM_MOVED: *moved says how many. */
stream_result_t stream_read(stream_t *self, char *bytes, size_t size, size_t *moved);
/* Writes what the peer takes of the pieces in their order. */
stream_result_t stream_write(stream_t *self, const struct iovec *pieces, size_t count, size_t *moved);
/* Whether what has come so far is no request yet, but TLS shaking hands. */
bool stream_is_opening(const stream_t *self);
/* Bytes that were written and that the peer has not confirmed: the kernel has them. */
size_t stream_unconfirmed(const stream_t *self);
/* Whether bytes wait that the descriptor does not tell of. */
bool stream_has_more(const stream_t *self);
/* Tells a peer within TLS that nothing more will be written: in the clear the end of the connection does. */
void stream_end_tls(stream_t *self);
/* Tells the peer that nothing more will be written; what it still sends can be read. */
void stream_end_output(stream_t *self);
/* Closes the descriptor. */
void stream_close(stream_t *self);

#endif
