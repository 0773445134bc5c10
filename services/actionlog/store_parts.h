/* SPDX-License-Identifier: Apache-2.0 */
/* What the store's files share: store_record.c (writes), store_given.c, store_select.c,
 * store_counts.c and store_ranking.c (reads). Nobody else includes
 * it.
 */
#ifndef LEIDA_SERVICES_ACTIONLOG_STORE_PARTS_H
#define LEIDA_SERVICES_ACTIONLOG_STORE_PARTS_H

#include "common/store/keys.h"
#include "services/actionlog/store.h"

/* Adds the keys of the rows, and of their indexes by the job's customer and by that action. */
void store_add_lists(command_t *command, const job_t *job, int64_t action);
/* Reads a row, its text into the job's arena. False when it is corrupt. */
bool store_take_row(job_t *job, const redis_reply_t *reply, stored_action_t *row);
/* An error of Redis, or bytes of the staff user's log that are corrupt. */
void store_log_foreign(job_t *job, const redis_reply_t *why);

#endif
