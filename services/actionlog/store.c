/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/store.h"

#include "common/store/once.h"
#include "services/actionlog/scripts.h"
#include "services/actionlog/store_parts.h"

const redis_script_t *const actionlog_scripts[] = {
    &record_script, &future_script, &redate_script,    &select_script,     &rows_script,
    &index_script,  &take_script,   &give_back_script, &once_claim_script, NULL};

void store_add_lists(command_t *command, const job_t *job, int64_t action)
{
    command_add(command, keys_log, job->staff_id);
    command_add(command, keys_log_of_customer, job->staff_id, job->customer_id);
    command_add(command, keys_log_of_action, job->staff_id, action);
}

bool store_take_row(job_t *job, const redis_reply_t *reply, stored_action_t *row)
{
    if (!stored_read_action(redis_text(reply), row) || !stored_action_is_sound(row))
        return false;
    row->remark = arena_copy(job->arena, row->remark);
    return true;
}

void store_log_foreign(job_t *job, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_LOG, why, keys_log, job->staff_id);
}
