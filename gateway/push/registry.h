/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which WebSockets each principal has, in all loops of a gateway, so that nobody has more than so many
 * (docs/decisions/0033). One for all loops, behind one lock, that a socket takes when it opens and when it
 * closes: what a loop does meanwhile touches nothing here.
 */
#ifndef LEIDA_GATEWAY_PUSH_REGISTRY_H
#define LEIDA_GATEWAY_PUSH_REGISTRY_H

#include "base/list.h"
#include "common/loop/loop.h"
#include "proto/principal.h"

typedef struct registry registry_t;

/* One loop's part in it; all members are the registry's. It stays where it is. */
typedef struct {
    registry_t *registry;
    link_t replaced; /* entries of this loop that others have pushed out, and that it does not know of yet */
    loop_fn *wake;
    void *context;
} registry_part_t;

/* One socket's. A zeroed one is outside; the members are the registry's. */
typedef struct {
    link_t place; /* among those of its principal, or in `replaced` of its part */
    uint64_t key; /* its principal's */
    registry_part_t *part;
} registry_entry_t;

/* For about so many sockets of all, of which one principal has `per_principal` at most. */
registry_t *registry_new(size_t per_principal, size_t sockets);
/* No loop may use it any more. */
void registry_destroy(registry_t **self_p);

/* `wake` is to have the loop call registry_take_replaced soon. Whichever loop pushes an entry out calls it,
 * on its own thread. */
void registry_part_init(registry_part_t *self, registry_t *registry, loop_fn *wake, void *context);

/* Enters a socket of this loop's, as the newest of its principal's. Are they too many now, the oldest leaves,
 * and its loop is woken. */
void registry_enter(registry_part_t *self, registry_entry_t *entry, principal_t who);
/* Does nothing to one that is outside. Only on the thread of its loop; from then on nobody touches it. */
void registry_leave(registry_entry_t *entry);
/* An entry of this loop's that was pushed out, and is outside now; NULL: there is none. */
registry_entry_t *registry_take_replaced(registry_part_t *self);

#endif
