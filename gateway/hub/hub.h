/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who listens for events of which principal, in one loop: pages' sockets and requests that wait. Services'
 * events (proto/event.h) come in at one side and reach the listeners of those whom they concern. An event is
 * a hint; where some may have been lost, all listeners are told so, and read again.
 */
#ifndef LEIDA_GATEWAY_HUB_HUB_H
#define LEIDA_GATEWAY_HUB_HUB_H

#include <stdbool.h>
#include <stddef.h>

#include "proto/event.h"

typedef struct hub hub_t;
typedef struct listener listener_t;

/* An event for its principal, which lasts until the return; NULL: some may have been lost. It notes that and
 * acts later: it must not join or leave from within, for the hub is walking over its list. */
typedef void(listener_fn)(listener_t *listener, const event_t *event);

/* A member of whoever listens. A zeroed one is outside of any hub; the rest is the hub's. */
struct listener {
    principal_t who;
    listener_fn *tell;         /* NULL: it does not listen */
    listener_t *older, *newer; /* in its slot of the hub: of all principals that share it */
};

hub_t *hub_new(void);
/* Nobody may listen any more. */
void hub_destroy(hub_t **self_p);

/* Listens from now on, for events of `who` by `tell`; it must stay where it is until hub_leave. */
void hub_join(hub_t *self, listener_t *listener, principal_t who, listener_fn *tell);
/* Does nothing when it does not listen. */
void hub_leave(hub_t *self, listener_t *listener);
/* How many listen. */
size_t hub_count(const hub_t *self);
/* The listener of a principal that came next before `newer`; the newest of all when that is NULL. NULL: there
 * is none. */
listener_t *hub_next_of(const hub_t *self, principal_t who, const listener_t *newer);

/* Tells those whom the event concerns. A kind that this build does not know concerns nobody. */
void hub_tell(hub_t *self, const event_t *event);
/* Tells everybody that events may have been lost. */
void hub_sync(hub_t *self, sync_reason_t reason);

/* ms over which so many that are to read again are to spread: none where they are few, else one for each, for
 * what it reads costs a loop a tenth of that. */
int64_t hub_spread(size_t count);
enum { HUB_SPREAD_MAX = 8000 /* ms */ };

typedef struct {
    uint64_t events[EVENT_LIMIT]; /* that came, whether anybody listened or not */
    uint64_t syncs[SYNC_REASONS]; /* times that all were told */
} hub_counts_t;
/* What it has counted up to now. */
const hub_counts_t *hub_counts(const hub_t *self);

#endif
