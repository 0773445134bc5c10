/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Requests that wait for something new (`wait=S`): those whose service had nothing are held until an event
 * that concerns them, or until their time is over; then the service is asked again. They listen from
 * before the service is asked first: what happens meanwhile is not missed.
 */
#ifndef LEIDA_GATEWAY_POLLS_H
#define LEIDA_GATEWAY_POLLS_H

#include "common/loop/loop.h"
#include "gateway/http/exchange.h"
#include "gateway/hub/hub.h"

typedef struct polls polls_t;
typedef struct poll poll_t;

typedef void(poll_fn)(void *context, exchange_t *exchange);

typedef struct {
    size_t limit;  /* requests that wait at a time; others are answered at once */
    poll_fn *ask;  /* the request is to ask its service again */
    poll_fn *stop; /* its client has left while it was held: it is to be answered with poll_nothing */
    /* Whether polls_credential_changed is told of every change. */
    bool (*is_tracking)(const void *context);
    void *context;
} polls_options_t;

polls_t *polls_new(loop_t *loop, hub_t *hub, const polls_options_t *options);
/* None may wait any more. */
void polls_destroy(polls_t **self_p);

/* The request's parameters are read and its service is about to be asked for the first time. If it is to wait
 * it listens from now on. Not where its session is prolonged by the answer: that has to come soon
 * (gateway/session/session.h). */
void polls_begin(polls_t *self, exchange_t *exchange);
/* The service has answered. True: it had nothing, and the request is held for now. */
bool polls_hold(polls_t *self, exchange_t *exchange, status_t status, text_t data);
/* Its client has left; `stop` may be called. */
void polls_left(polls_t *self, exchange_t *exchange);
/* It has ended, whether it ever waited or not. */
void polls_end(polls_t *self, exchange_t *exchange);

/* The principal's credential may have changed: those of theirs that are held ask again now, and are refused
 * if it has. NULL: anybody's may have; all ask again, spread, once changes are told. */
void polls_credential_changed(polls_t *self, const principal_t *who);

/* What its service said when it had nothing; lasts as long as the exchange. */
text_t poll_nothing(const exchange_t *exchange);

/* Those that are held ask again now, and none is held from now on. */
void polls_drain(polls_t *self);
/* How many are held or ask. */
size_t polls_count(const polls_t *self);

#endif
