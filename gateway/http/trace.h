/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The trace id of a request: 32 hex digits that the client sent in `traceparent` (W3C Trace Context) or that
 * are made here. It is in the log lines of every process that had to do with the request.
 */
#ifndef LEIDA_GATEWAY_HTTP_TRACE_H
#define LEIDA_GATEWAY_HTTP_TRACE_H

#include "base/text.h"

enum { TRACE_SIZE = 32 };
typedef char trace_t[TRACE_SIZE + 1]; /* ends with a NUL; empty: none */

/* Makes ids that are unique, not secret. One a loop. */
typedef struct {
    uint64_t state[2];
} trace_source_t;

/* Seeds it from the system's random bytes. */
void trace_source_init(trace_source_t *self);
/* Writes a fresh id: 32 lower-case hex digits and a NUL. */
void trace_make(trace_source_t *self, trace_t trace);
/* Takes the trace id of a traceparent of version 00. False, and `trace` stays as it was, when the header is
 * of another shape or one of its ids is all zero. */
bool trace_read(text_t header, trace_t trace);

#endif
