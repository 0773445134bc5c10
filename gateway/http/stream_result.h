/* SPDX-License-Identifier: Apache-2.0 */
/* What became of a read or a write that never waits. */
#ifndef LEIDA_GATEWAY_HTTP_STREAM_RESULT_H
#define LEIDA_GATEWAY_HTTP_STREAM_RESULT_H

typedef enum {
    STREAM_MOVED, /* at least one byte */
    STREAM_LATER, /* not now: wait until the descriptor is ready */
    STREAM_ENDED, /* of a read: the peer has sent all that it will */
    STREAM_BROKEN
} stream_result_t;

#endif
