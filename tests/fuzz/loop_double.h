/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stands in for common/loop/loop.h, with a clock that only we move and connections that are no descriptors:
 * no system call, so an iteration costs next to nothing and each run is alike. recv, send, sendmsg, shutdown,
 * close and getsockopt know these connections.
 */
#ifndef LEIDA_TESTS_LOOP_DOUBLE_H
#define LEIDA_TESTS_LOOP_DOUBLE_H

#include "base/text.h"
#include "common/loop/loop.h"

enum { LOOP_DOUBLE_CONNECTIONS = 16 };

/* A connection whose other end is ours; -1 when there are no more. Its descriptor is above
 * all real ones. */
int loop_double_connect(void);
/* How many there are. All are forgotten by loop_double_forget. */
size_t loop_double_count(void);
void loop_double_forget(void);

/* The nth connection's other end sends bytes, and ends what it sends. */
void loop_double_send(size_t connection, text_t bytes);
void loop_double_hang_up(size_t connection);
/* What the nth connection was given to send so far. */
text_t loop_double_sent(size_t connection);
/* Whether our side has closed it. */
bool loop_double_is_closed(size_t connection);
/* From here on each write takes at most so many bytes; 0: it must wait. */
void loop_double_take(size_t bytes);

/* One iteration, `ms` later. */
void loop_double_iterate(loop_t *loop, int64_t ms);

#endif
