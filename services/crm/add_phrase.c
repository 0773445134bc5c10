/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/follow_language/add (api.md 4): a phrase that the staff user does not have yet. */
#include "proto/requests.h"
#include "services/crm/crm.h"

typedef struct {
    job_t job;
    phrase_outcome_t outcome;
} add_phrase_t;

static void answer(void *context)
{
    add_phrase_t *self = context;
    if (self->outcome == PHRASE_ADDED) {
        job_end_done(self);
        return;
    }
    buffer_t *why = job_scratch(&self->job);
    buffer_append_format(why, "常用语不能超过%d条", PHRASES_MAX);
    job_end_fault(&self->job, STATUS_INVALID, "custom_language", VALUE_MAX_VALUE, buffer_text(why));
}

void add_phrase_run(void *host, call_t *call)
{
    add_phrase_t *self = job_new(host, call, sizeof *self);
    const follow_request_t *request = call_record(call);
    store_add_phrase(&self->job, request->text, &self->outcome);
    job_then(&self->job, answer);
}
