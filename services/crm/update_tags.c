/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/customer/update_tag and /tag_list/customer_tag (seed 1.9, api.md 4): replaces the
 * customer's tags as the staff user's company sees them; with any tag that it does not see nothing is
 * changed. */
#include "proto/requests.h"
#include "services/crm/crm.h"
#include "services/crm/tagging.h"

typedef struct {
    tagging_t tagging;
    id_list_t asked;
} update_tags_t;

static bool sees_all(const update_tags_t *self)
{
    for (size_t i = 0; i < self->asked.count; i++)
        if (!tags_find(&self->tagging.seen, self->asked.values[i]))
            return false;
    return true;
}

static void index_tags(void *context)
{
    tagging_index(context, tagging_end);
}

static void apply(void *context)
{
    update_tags_t *self = context;
    job_t *job = &self->tagging.job;
    if (!sees_all(self)) {
        job_end(job, STATUS_NO_SUCH_TAG);
        return;
    }
    buffer_t *list = job_scratch(job);
    tags_write(list, self->asked);
    store_set_tags(job, self->tagging.staff.company_id, buffer_text(list));
    job_then(job, index_tags);
}

void update_tags_run(void *host, call_t *call)
{
    update_tags_t *self = job_new(host, call, sizeof *self);
    const update_request_t *request = call_record(call);
    self->asked = request->tags;
    tagging_set_customers(&self->tagging, (id_list_t){&request->customer_id, 1});
    tagging_begin(&self->tagging, apply);
}
