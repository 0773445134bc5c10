/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts of a migration, from any older form to the present one. Each may be run again. */
#ifndef LEIDA_SERVICES_CRM_MIGRATION_SCRIPTS_H
#define LEIDA_SERVICES_CRM_MIGRATION_SCRIPTS_H

#include "common/redis/redis.h"

#define MIGRATION_NOT_DUE (-1)
#define MIGRATION_OTHERS 0
#define MIGRATION_LEASE_MS 3000 /* how long the lock lasts, unless it is held for longer */

/* ---- of the lock: KEYS mark and lock; ARGV[1] who asks ---- */

/* Takes the lock if the store is of an older form and nobody has it; ARGV[2] how many keys are elsewhere.
 * Gives when the lease ends, ms by the clock of Redis; MIGRATION_NOT_DUE; MIGRATION_OTHERS. */
extern const redis_script_t migration_take;
/* Begins a new lease, of a lock that one has: gives when it ends; MIGRATION_OTHERS. */
extern const redis_script_t migration_hold;
/* Gives the lock back. Gives 1; 0 when it was another's. */
extern const redis_script_t migration_release;
/* Sets the mark and gives the lock back. Gives 1; MIGRATION_OTHERS, and nothing is done. */
extern const redis_script_t migration_end;

/* ---- of keys: the last of ARGV is when the lease ends. They give an error FORM, and do nothing, from then
 * on ---- */

/* KEYS relation, the sorted indexes in the order of relation_index_t, summaries; ARGV '1', customer id. Gives
 * 0, then what was mended ('+') and what cannot be ('-'). */
extern const redis_script_t migration_relation;
/* KEYS relation, latest, cursors; ARGV '1', customer id, key of the messages. Gives 0 and a '+' for each of
 * the two that was brought forward. */
extern const redis_script_t migration_conversation;
/* KEYS notes; ARGV[1] rows before the slice. Gives where the next slice begins (0: that was the last), then
 * a '+' for each row that was brought forward. */
extern const redis_script_t migration_notes;
/* KEYS log, counters; ARGV rows of the log, then fields and values. Gives 1; 0, and nothing is done, when the
 * log has another number of rows. */
extern const redis_script_t migration_counts;
/* KEYS the set of who is bound to a customer; ARGV[1] one of them. */
extern const redis_script_t migration_bound;
/* As lua_catalogue_put and lua_tags_index (common/store/catalogue.h). */
extern const redis_script_t migration_catalogue, migration_index;

#endif
