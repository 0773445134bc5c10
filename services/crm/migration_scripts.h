/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts of a migration, from any older form to the present one. Each may be run again. */
#ifndef LEIDA_SERVICES_CRM_MIGRATION_SCRIPTS_H
#define LEIDA_SERVICES_CRM_MIGRATION_SCRIPTS_H

#include "common/redis/redis.h"

/* Both: KEYS mark and lock; ARGV[1] who asks. */
#define MIGRATION_NOT_DUE (-1)
#define MIGRATION_OTHERS 0
#define MIGRATION_MINE 1
#define MIGRATION_LOCKED_MS 10000 /* how long the lock lasts */
/* Takes the lock, or holds it longer, if the store is of an older form. Gives one of the above. */
extern const redis_script_t migration_begin;
/* Sets the mark and gives the lock back. */
extern const redis_script_t migration_end;

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

#endif
