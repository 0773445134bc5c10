/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls in flight: found by call id in one step, walked oldest first. Ids count up from 64 random bits,
 * so they are unique over all gateways; an id whose slot is still taken is left out.
 */
#ifndef LEIDA_GATEWAY_UPSTREAM_IN_FLIGHT_H
#define LEIDA_GATEWAY_UPSTREAM_IN_FLIGHT_H

#include "proto/contract.h"

struct instance;

/* What is to be called; everything it points to must last until `done`. */
typedef struct {
    const method_t *method;
    principal_t caller;
    text_t body; /* the encoded record */
    text_t idempotency_key, trace;
    /* Called exactly once. `data` is the JSON text of the answer's data, lasting until the return; `tries`
     * tells how often the call was moved. */
    void (*done)(void *context, status_t status, text_t data, unsigned tries);
    void *context;
} request_t;

typedef struct flight {
    request_t request;
    uint64_t id;
    struct instance *instance; /* that is to answer; NULL: waits for one */
    int64_t began, deadline;   /* loop_now times */
    int64_t issued;            /* ms since 1970: when the call was taken */
    unsigned tries;            /* how often it was sent before to an instance that may have applied it */
    struct flight *older, *newer;
    bool used;
} flight_t;

enum { FLIGHTS_MAX = 8192 };

typedef struct {
    flight_t slots[FLIGHTS_MAX];
    flight_t *oldest, *newest;
    uint64_t next_id;
    size_t count;
} flights_t;

/* Seeds the ids of a zeroed flights_t (not touched here: its pages become resident as they are used). */
void flights_init(flights_t *self);
/* Whether as many calls are in flight as may be: 7/8 of the slots. */
bool flights_are_full(const flights_t *self);
/* A new entry with an id; there must be room. */
flight_t *flights_add(flights_t *self, const request_t *request);
/* NULL when there is none: its call was answered, or its deadline passed. */
flight_t *flights_find(flights_t *self, uint64_t id);
void flights_remove(flights_t *self, flight_t *flight);

#endif
