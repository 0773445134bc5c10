/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The routes of browsers' sessions (decision 0035): login and logout, which no service is asked for, and what
 * is told of a session besides the caller's own card, which crm has. One for each loop.
 */
#ifndef LEIDA_GATEWAY_SESSION_GATE_H
#define LEIDA_GATEWAY_SESSION_GATE_H

#include "gateway/guard.h"

typedef struct session_gate session_gate_t;

typedef enum { LOGIN_DONE, LOGIN_REFUSED, LOGIN_LIMITED, LOGIN_UNAVAILABLE, LOGIN_RESULTS } login_result_t;
typedef struct {
    uint64_t logins[LOGIN_RESULTS];
} session_counts_t;

typedef struct {
    site_t site;
    const char *zone; /* IANA name of the zone of all times */
    bool push;        /* there are WebSockets */
    ended_t *ended;   /* of all loops */
    bool uploads;     /* files can be uploaded */
    bool wechat;      /* there is a WeChat service */
} session_gate_options_t;

/* What the options name must outlive it. */
session_gate_t *session_gate_new(loop_t *loop, const session_gate_options_t *options);
/* Frees it. */
void session_gate_destroy(session_gate_t **self_p);

/* A head of a route without a service is in: takes its body, or refuses it, for whoever sends it is not known
 * yet. */
void session_gate_head(exchange_t *exchange);
/* It is whole: logs in, asking the guard, or out, and answers. */
void session_gate_whole(session_gate_t *self, guard_t *guard, exchange_t *exchange);

/* An answer of any route is about to be written: see session_settle. */
void session_gate_settle(session_gate_t *self, exchange_t *exchange);

/* Answers GET /session with the card of its caller that crm gives, an object. Without one, when crm cannot be
 * asked or is a build that has none, name and picture are empty: whether the session holds is told in any
 * case. */
void session_gate_tell(session_gate_t *self, exchange_t *exchange, status_t status, text_t card);

/* What it has counted up to now. */
const session_counts_t *session_gate_counts(const session_gate_t *self);

#endif
