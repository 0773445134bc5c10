/* SPDX-License-Identifier: Apache-2.0 */
/* A connection that http gives away with http_hand_over, because its request asks for another protocol. */
#ifndef LEIDA_GATEWAY_HTTP_HANDED_H
#define LEIDA_GATEWAY_HTTP_HANDED_H

#include "base/text.h"
#include "common/loop/loop.h"
#include "gateway/http/stream.h"

/* Whoever takes it gives the watch a handler (loop_watch_give) or destroys it before returning. The watch
 * ends before the stream. */
typedef struct {
    stream_t stream;
    loop_watch_t *watch; /* of the stream's descriptor */
    text_t behind;       /* the bytes that came behind the head; they last until the return */
} handed_t;

#endif
