/* SPDX-License-Identifier: Apache-2.0 */
/* What the connections of a loop share. For this folder alone; others see http.h. */
#ifndef LEIDA_GATEWAY_HTTP_SHARED_H
#define LEIDA_GATEWAY_HTTP_SHARED_H

#include "common/loop/pace.h"
#include "gateway/http/http.h"
#include "gateway/http/incoming.h"
#include "gateway/http/peers.h"
#include "gateway/http/queue.h"
#include "gateway/http/response.h"

enum {
    HTTP_INPUT_SIZE = 64 * 1024, /* bytes that one read takes at most */
    HTTP_TINY_INPUT = 2 * 1024   /* bytes of input that always have room: nearly all heads */
};

struct http {
    http_options_t options;
    loop_t *loop;
    int listener; /* -1: none any more */
    loop_watch_t *listening;
    loop_timer_t *sweep, *reopen;
    bool draining;
    queues_t queues;
    peers_t *peers;
    size_t connections;
    size_t in_flight;                     /* requests that have begun and are not answered */
    size_t held;                          /* bytes of memory that requests have which come in, … */
    size_t input_held;                    /* … of these what is no body */
    connection_t *waiting, **waiting_end; /* those with input for another request */
    size_t waiting_count;
    int64_t quiet_from;     /* loop_now from which on documents need not leave time for calls */
    pace_t *pace;           /* of large documents */
    int64_t complains_from; /* loop_now from which on a failure to accept is logged again */
    incoming_pool_t pool;
    traffic_t traffic;
    request_log_t log;
    trace_source_t traces;
    response_date_t date;
    char input[HTTP_INPUT_SIZE]; /* what a read brings, until it is used or kept by its connection */
};

/* Counts an exchange that is through, and writes it down if it is worth a line. */
void http_account(http_t *self, incoming_t *request);
/* A request is through, or nobody waits for it any more: gives it back. */
void http_end_request(http_t *self, incoming_t *request);
/* Whether there is memory for a body that holds so many bytes now; they are counted already. */
bool http_has_body_room(const http_t *self, size_t held);
/* The same for input that is no body yet; HTTP_TINY_INPUT bytes always have room. */
bool http_has_input_room(const http_t *self, size_t held);
#endif
