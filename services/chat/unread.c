/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/answers_chat.h"
#include "services/chat/chat.h"

typedef struct {
    job_t job;
    int64_t count;
} unread_job_t;

static void answer(void *context)
{
    unread_job_t *self = context;
    job_answer_object(&self->job, STATUS_DONE, &unread_columns, &(unread_t){self->count});
}

/* query_num (seed 1.4): messages of the other side that the caller has not been given. */
void unread_run(void *host, call_t *call)
{
    unread_job_t *self = job_new(host, call, sizeof *self);
    store_read_unread(&self->job, &self->count);
    job_then(&self->job, answer);
}
