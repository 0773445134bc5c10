/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The state machine of instances and calls: which instance gets a call, and when another does instead. Each
 * call goes to the least loaded live instance of its service, and to another when that one dies, hangs,
 * leaves or passes the call back, as long as the call's deadline lasts. A call whose service has no live
 * instance waits for one: a moment if it was never sent, some seconds if the last instance gave notice and
 * went (it is being restarted), until the deadline if it may have been applied. Then it fails. A call that
 * every live instance has just passed back rests before it is tried again.
 *
 * It has neither sockets nor a clock: it is told what happened, and when (`now`: loop_now), and acts through
 * instance_actions_t and the calls' `done`. client.c connects it to the world, tests to a list of events.
 */
#ifndef LEIDA_COMMON_RPC_CLIENT_DISPATCH_H
#define LEIDA_COMMON_RPC_CLIENT_DISPATCH_H

#include "common/rpc/client/pool.h"
#include "proto/envelope.h"

typedef struct {
    const instance_actions_t *actions;
    size_t instance_limit; /* calls at a time with each instance */
    pool_t pools[SERVICE_COUNT];
    in_flight_t in_flight;
} dispatch_t;

/* Makes a zeroed one ready. `actions` must outlive it; `first_id` is the first call's. */
void dispatch_init(dispatch_t *self, const instance_actions_t *actions, size_t instance_limit,
                   uint64_t first_id);
/* Ends all instances. What is in flight is forgotten. */
void dispatch_clear(dispatch_t *self);

/* A service's list of endpoints (between blanks or commas) is now this one: new ones are connected to, those
 * not in it get no more calls and end when theirs have ended. False, after logging it, when one cannot be
 * connected to (it is tried again each second) or there are too many: those that have no room get it when
 * others end, and of those that are to end the silent ones do so at once. */
bool dispatch_set_endpoints(dispatch_t *self, service_t service, const char *list, int64_t now);

/* False, and counted as overload, when a new call to this service would be one too many: for its least loaded
 * instance, or in total. */
bool dispatch_has_room(dispatch_t *self, service_t service, int64_t now);
/* A new call. False, and nothing more is done about it, when there is no room. */
bool dispatch_call(dispatch_t *self, const request_t *request, int64_t now);

/* An envelope came from an instance, which instance_heard was told before. Its text lasts until the return.
 */
void dispatch_receive(dispatch_t *self, instance_t *instance, const envelope_t *envelope, int64_t now);
/* The connection of an instance ended. */
void dispatch_disconnected(dispatch_t *self, instance_t *instance, int64_t now);

/* Time has passed: sees to what is due. Again after dispatch_interval. */
void dispatch_tick(dispatch_t *self, int64_t now);
/* ms; shorter from the first call in flight on. */
int64_t dispatch_interval(const dispatch_t *self);

#endif
