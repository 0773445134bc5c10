/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Brings a store of an older form forward (common/store/form.h), on a connection of its own: crm does it,
 * whose keys all changes so far are in. Until then no process takes the store for connected.
 *
 * It looks at each connection to Redis. It waits while processes still use the store in its older form. Then
 * one instance, which holds a lock (migration_lock.h), goes through all keys, each mended by a script of its
 * own, and sets the mark last; what fails begins anew half a second later, and finds done what is done. In a
 * cluster it goes from master to master, and begins anew when a slot has moved meanwhile.
 */
#ifndef LEIDA_SERVICES_CRM_MIGRATION_H
#define LEIDA_SERVICES_CRM_MIGRATION_H

#include "common/redis/redis.h"

typedef struct migration migration_t;

/* `redis`: how the service reaches its store. Its strings must outlive the migration. */
migration_t *migration_new(loop_t *loop, const redis_options_t *redis);
/* Changes nothing any more, and leaves the store to the next one at once. To be called some iterations of the
 * loop before migration_destroy: what is sent here has to leave. */
void migration_stop(migration_t *self);
void migration_destroy(migration_t **self_p);

#endif
