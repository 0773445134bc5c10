/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The calls in flight. Each is found by its id in one step, stands in a list by deadline, and in one queue:
 * of the instance that has it, or of those that wait for an instance. Ids count up from a random number, so
 * they are unique over all gateways; an id whose slot is still taken is left out.
 */
#ifndef LEIDA_COMMON_RPC_CLIENT_IN_FLIGHT_H
#define LEIDA_COMMON_RPC_CLIENT_IN_FLIGHT_H

#include "proto/contract.h"

struct instance;

/* What is to be called; everything it points to must last until `done`. */
typedef struct {
    const method_t *method;
    principal_t caller;
    text_t body; /* the encoded record */
    text_t idempotency_key, trace;
    int64_t issued;   /* ms since 1970: when the call was taken */
    int64_t deadline; /* loop_now by which it is to be answered */
    /* Called exactly once. `data` is the JSON text of the answer's data, lasting until the return; `retries`
     * tells how often the call was sent again. */
    void (*done)(void *context, status_t status, text_t data, unsigned retries);
    void *context;
} request_t;

typedef struct {
    struct pending *first, *last;
    size_t count;
} pending_queue_t;

typedef struct pending {
    request_t request;
    uint64_t id;
    int64_t began;             /* loop_now */
    struct instance *instance; /* that is to answer; NULL: waits for one */
    unsigned retries;          /* how often it was sent before to an instance that may have applied it */
    int64_t rested;            /* while it rests: when it is to be tried again */
    bool used;
    struct pending *earlier, *later; /* by deadline */
    pending_queue_t *queue;          /* that it stands in, between these two */
    struct pending *previous, *next;
} pending_t;

/* Takes the call out of its queue, if it is in one, and puts it at the end of `queue`. */
void pending_move(pending_t *self, pending_queue_t *queue);

enum { IN_FLIGHT_MAX = 8192 };

typedef struct {
    pending_t slots[IN_FLIGHT_MAX];
    pending_t *first, *last; /* the earliest and the latest deadline */
    uint64_t next_id;
    size_t count;
} in_flight_t; /* zeroed: empty. Nobody touches the slots before they are used, so that only then they become
                  resident. */

/* Whether as many calls are in flight as may be: 7/8 of the slots. */
bool in_flight_is_full(const in_flight_t *self);
/* A new entry with an id, in no queue yet; there must be room. Costs one step where deadlines mostly come in
 * order, as they do when every call has the same time. */
pending_t *in_flight_add(in_flight_t *self, const request_t *request);
/* NULL when there is none: its call was answered, or its deadline passed. */
pending_t *in_flight_find(in_flight_t *self, uint64_t id);
/* Ends the entry, out of its queue too. */
void in_flight_remove(in_flight_t *self, pending_t *call);

#endif
