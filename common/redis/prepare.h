/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that redis_t sends on its own: those that make a connection usable, and WAIT. */
#ifndef LEIDA_COMMON_REDIS_PREPARE_H
#define LEIDA_COMMON_REDIS_PREPARE_H

#include "common/redis/link.h"
#include "common/redis/options.h"
#include "common/redis/scripts.h"

/* Writes all that a fresh connection needs, in one go. Returns how many replies there will be: their waiters
 * have `prepares` set. The only array among them is the answer to ROLE, which is asked if `find_master`. */
size_t redis_prepare_connection(redis_link_t *link, const redis_options_t *options,
                                const redis_scripts_t *scripts, bool find_master);
/* The part of it that loads the scripts. */
size_t redis_prepare_scripts(redis_link_t *link, const redis_scripts_t *scripts);

/* Writes WAIT; its waiter has `confirms` set. */
void redis_ask_replicas(redis_link_t *link, const redis_options_t *options);

#endif
