/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/customer/update_tag (seed 1.9, api.md 4): replaces the customer's tags as the staff user's
 * company sees them; with any tag that it does not see nothing is changed. */
#include "common/store/profiles.h"
#include "proto/requests.h"
#include "services/crm/crm.h"
#include "services/crm/tags.h"

typedef struct {
    job_t job;
    id_list_t asked;
    relation_t relation;
    user_profile_t staff;
    tag_profile_t *tags; /* as many as asked for */
} update_tags_t;

static bool sees_all(const update_tags_t *self)
{
    for (size_t i = 0; i < self->asked.count; i++)
        if (!tag_is_seen(&self->tags[i], self->staff.company_id))
            return false;
    return true;
}

static void apply(void *context)
{
    update_tags_t *self = context;
    job_t *job = &self->job;
    if (!self->relation.member.data)
        job_refuse(job, STATUS_NO_RELATION);
    else if (!sees_all(self))
        job_refuse(job, STATUS_NO_SUCH_TAG);
    else {
        buffer_t *list = job_scratch(job);
        tags_write(list, self->asked);
        store_set_tags(job, self->staff.company_id, buffer_text(list));
    }
    job_then(job, job_end_done);
}

void update_tags_run(void *host, call_t *call)
{
    update_tags_t *self = job_new(host, call, sizeof *self);
    job_t *job = &self->job;
    const update_request_t *request = call_record(call);
    self->asked = request->tags;
    store_read_relation(job, RELATION_MEMBER, &self->relation);
    profiles_read_staff(job, job->staff_id, &self->staff);
    self->tags = profiles_read_tags(job, self->asked);
    job_then(job, apply);
}
