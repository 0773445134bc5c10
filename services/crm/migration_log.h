/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Counts the rows of an action log that is of before its counters (common/store/day_counts.h, decision 0030):
 * reads it a page at a time and sets what each day and month had. Once more does no harm.
 */
#ifndef LEIDA_SERVICES_CRM_MIGRATION_LOG_H
#define LEIDA_SERVICES_CRM_MIGRATION_LOG_H

#include "services/crm/migration_lock.h"

typedef struct {
    bool failed;          /* Redis or the lock was lost: begin anew */
    int64_t mended, left; /* days and months that were counted; rows that cannot be */
} migration_log_result_t;

typedef void(migration_log_fn)(void *context, const migration_log_result_t *result);

/* Begins with the log of a staff user; calls `done` once, later. `command` is used for as long as one command
 * is under construction. */
void migration_log_bring(migration_lock_t *lock, command_t *command, int64_t user_id, migration_log_fn *done,
                         void *context);

#endif
