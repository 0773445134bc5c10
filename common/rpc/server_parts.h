/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the server, for its own two files only (server.c: batches; call.c: calls); others use
 * server.h. */
#ifndef LEIDA_COMMON_RPC_SERVER_PARTS_H
#define LEIDA_COMMON_RPC_SERVER_PARTS_H

#include "common/rpc/peers.h"
#include "common/rpc/server.h"

enum {
    RETRY_MS = 20,          /* how often waiting calls are tried again */
    BLOCKED_MS = 2,         /* … and peers that libzmq takes nothing for */
    BATCH_MIN = 256 * 1024, /* bytes: with so much the end of the iteration is not waited for */
    PASS_MS = 500 /* a call that has waited so long is passed back: another instance may have Redis */
};

struct server {
    loop_t *loop;
    void *router;
    loop_watch_t *watch;
    bool has_input; /* worth a look: asking libzmq costs a poll */
    loop_timer_t *retry, *drain;
    handler_fn *handlers[METHOD_LIMIT];
    void *service;
    size_t in_flight_limit;
    peers_t peers;
    call_t *waiting; /* newest first */
    call_t *suspect; /* the one that runs alone among those that lost Redis again and again */
    call_t *pool;
    size_t pooled;
    server_counts_t counts;
    uint64_t calls[METHOD_LIMIT]; /* TALLY_NONE: of no method of ours */
    tally_t tally;
    uint64_t events[EVENT_LIMIT]; /* by event_kind_t */
    request_log_t log;
    loop_fn *drained; /* set while draining */
    void *drained_context;
    int64_t last_call; /* loop_now */
    char endpoint[256];
};

struct call {
    server_t *server;
    peer_t *peer; /* who asked: the reply goes there */
    const method_t *method;
    handler_fn *run;
    record_t *record; /* in the arena */
    principal_t caller;
    uint64_t id;
    int64_t issued;   /* ms since 1970 */
    int64_t deadline; /* loop_now time */
    int64_t waits;    /* loop_now since when; 0: it does not wait */
    int64_t began;    /* loop_now_us */
    text_t trace;     /* in the arena */
    arena_t arena;
    unsigned retries;   /* as the gateway counts them, and those of this instance: `own` */
    unsigned own;       /* tries of this instance that may have applied something */
    unsigned lost;      /* how often Redis was lost while this instance had the call there */
    bool doubted;       /* see call_doubt */
    bool half_done;     /* see call_wait_half_done */
    bool maybe_applied; /* this instance has sent a write whose outcome it does not know, or did a part */
    call_t *next;       /* in the waiting list or the pool */
};

/* A fresh call of the peer's, counted as in flight until it is replied to. */
call_t *call_new(server_t *server, peer_t *peer);
/* Puts a reply to a call that was sent so many times before among the peer's messages. */
void call_answer(peer_t *peer, uint64_t id, unsigned retries, status_t status, text_t data);
/* Sends what waits for the peer, or sees to it that it is tried again soon. */
void server_flush(server_t *self, peer_t *peer);
/* Runs the waiting calls again, and ends those whose deadline has passed. A loop_fn over the server. */
void calls_retry(void *context);
/* Frees a list of calls, linked by `next`; NULL is an empty one. */
void calls_free(call_t *call);

#endif
