/* SPDX-License-Identifier: Apache-2.0 */
/* What one loop's HTTP side has served since the start: plain numbers, counted by http/ alone. */
#ifndef LEIDA_GATEWAY_HTTP_TRAFFIC_H
#define LEIDA_GATEWAY_HTTP_TRAFFIC_H

#include "common/loop/loop.h"
#include "common/observe/tally.h"
#include "gateway/http/exchange.h"

/* A zeroed one is empty. */
typedef struct {
    tally_t answers;
    uint64_t abandoned;                   /* requests whose client left before they were answered */
    uint64_t request_bytes, answer_bytes; /* of bodies */
    uint64_t refused;                     /* connections: too many, in all or of their address */
    uint64_t evicted;                     /* connections that made room for others: the slowest */
} traffic_t;

/* Counts an exchange whose answer is complete at `now` (loop_clock_us). */
static inline void traffic_add(traffic_t *self, const exchange_t *exchange, size_t body_size, int64_t now)
{
    self->request_bytes += body_size;
    self->answer_bytes += exchange_answer_size(exchange);
    tally_add(&self->answers, exchange->method ? (unsigned)exchange->method->id : TALLY_NONE,
              exchange->status, now - exchange->began_us);
}

#endif
