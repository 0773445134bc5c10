/* SPDX-License-Identifier: Apache-2.0 */
/* What the sockets of a loop share. For this folder alone; others see push.h. */
#ifndef LEIDA_GATEWAY_PUSH_SHARED_H
#define LEIDA_GATEWAY_PUSH_SHARED_H

#include "base/random.h"
#include "gateway/push/push.h"
#include "gateway/push/registry.h"
#include "gateway/push/wheel.h"

/* Bytes that one read takes: as many as a TLS record has, so that none stay behind in there. */
enum { PUSH_INPUT_SIZE = 16 * 1024 };

/* Principals whose credential is to be asked for at the end of the iteration. */
typedef struct {
    principal_t *list;
    size_t count, room;
} push_questions_t;

struct push {
    push_options_t options;
    loop_t *loop;
    hub_t *hub;
    registry_part_t registry;
    loop_timer_t *tick;   /* set while there are sockets */
    wheel_t wheel;        /* when something is to be done for a socket next */
    link_t all;           /* sockets; those that were looked at last are at the end */
    link_t ready;         /* sockets that have something to be written, or are to be freed */
    size_t count, opened; /* all of them; those that are not being closed */
    bool draining;
    int64_t ticked;     /* loop_now at the last tick */
    int64_t drained_by; /* loop_now when the last is to be closed */
    int64_t allowed_at; /* µs: when the next handshake may come, were they spread evenly */
    size_t unchecked;   /* credentials: so many sockets of `all` are to be looked at */
    size_t checks;      /* a tick */
    bool untracked;     /* changes may be missed now */
    int64_t recheck;    /* loop_now when all are to be looked at again; 0: not again */
    push_questions_t questions;
    push_counts_t counts;
    buffer_t out; /* frames on their way to one socket */
    random_t random;
    char input[PUSH_INPUT_SIZE];
};

/* ms over which clients are to spread that read again. */
int64_t push_spread(const push_t *self);

#endif
