/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an instance sends its events to this loop, and whether all that it sent have come: each has the
 * sequence number after the one before, and a pong has that of the last. What is behind a gap is lost;
 * whoever listens is to read again. No sockets, no clock.
 */
#ifndef LEIDA_COMMON_RPC_CLIENT_EVENT_FLOW_H
#define LEIDA_COMMON_RPC_CLIENT_EVENT_FLOW_H

#include "proto/envelope.h"

/* Of one connection; zeroed for a new one. */
typedef struct {
    bool flows;    /* the instance has said that it sends them */
    uint64_t last; /* sequence number */
} event_flow_t;

typedef enum {
    EVENT_FLOW_WHOLE,  /* nothing is missing, or nothing was to come */
    EVENT_FLOW_BEGINS, /* from now on they come: those before did not */
    EVENT_FLOW_GAP     /* some are missing */
} event_flow_state_t;

/* A pong came. */
event_flow_state_t event_flow_pong(event_flow_t *self, const envelope_t *pong);
/* An event came; it is good whatever this says of those before it. */
event_flow_state_t event_flow_event(event_flow_t *self, const envelope_t *event);

#endif
