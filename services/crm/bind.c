/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Binds a customer to a staff user, for the WeChat service: a customer has logged in or scanned a code. Where
 * they are bound already nothing changes.
 *
 * The relation and the customer's list of who is bound are on two slots. Whoever is to be the only one of a
 * company is put into the list first, if nobody else came into it meanwhile; who finds somebody there goes on
 * with that one. So calls at once make one relation, and one that died is completed by the next.
 */
#include "proto/answers_wechat.h"
#include "proto/requests.h"
#include "services/crm/crm.h"
#include "services/crm/tagging.h"

typedef struct {
    tagging_t tagging; /* the staff user's tags follow the customer's */
    bool is_exclusive;
    binding_t binding;
    id_list_t bound;
    user_profile_t *profiles; /* of those, by place */
    bool added;               /* to them */
} bind_t;

static void answer(void *context)
{
    const bind_t *self = context;
    job_t *job = context;
    const bound_t row = {.staff_id = job->staff_id, .is_new = self->binding.is_new};
    if (row.is_new)
        job_notify(job, (event_t){.kind = EVENT_CUSTOMER, .detail = EVENT_PROFILE});
    job_answer_object(job, STATUS_DONE, &bound_columns, &row);
}

static void index_tags(void *context)
{
    bind_t *self = context;
    tagging_set_customers(&self->tagging, (id_list_t){&self->tagging.job.customer_id, 1});
    tagging_index(&self->tagging, answer);
}

/* All of it each time: the call before this one may have died in the middle. */
static void make(bind_t *self)
{
    job_t *job = &self->tagging.job;
    store_make_relation(job, &self->binding);
    store_add_bound(job, BOUND_ANY, &self->added);
    job_then(job, index_tags);
}

/* ---- the only one of the company ---- */

static void read_bound(void *context);

static void go_on_as_added(void *context)
{
    bind_t *self = context;
    if (self->added)
        make(self);
    else
        read_bound(self);
}

/* Whether the first is to be taken rather than the second, if any, with `staff_id` before all others. */
static bool is_before(int64_t id, const user_profile_t *other, int64_t staff_id)
{
    return !other || id == staff_id || (other->id != staff_id && id < other->id);
}

/* The one of the company who is bound; NULL: nobody. Of several, whom only an import or calls without
 * `exclusive` leave, the one that is asked for, or else the one with the lowest id. */
static const user_profile_t *find_bound(const bind_t *self)
{
    const user_profile_t *found = NULL;
    for (size_t i = 0; i < self->bound.count; i++) {
        const user_profile_t *profile = &self->profiles[i];
        if (profile->id != 0 && profile->company_id == self->tagging.staff.company_id &&
            is_before(profile->id, found, self->tagging.job.staff_id))
            found = profile;
    }
    return found;
}

static void choose(void *context)
{
    bind_t *self = context;
    job_t *job = &self->tagging.job;
    const user_profile_t *found = find_bound(self);
    if (found) {
        job->staff_id = found->id;
        make(self);
        return;
    }
    store_add_bound(job, (int64_t)self->bound.count, &self->added);
    job_then(job, go_on_as_added);
}

static void read_profiles(void *context)
{
    bind_t *self = context;
    job_t *job = &self->tagging.job;
    self->profiles = arena_new_zeroed(job->arena, self->bound.count * sizeof *self->profiles);
    for (size_t i = 0; i < self->bound.count; i++)
        profiles_read_staff(job, self->bound.values[i], &self->profiles[i]);
    job_then(job, choose);
}

static void read_bound(void *context)
{
    bind_t *self = context;
    job_t *job = &self->tagging.job;
    store_read_bound(job, job->customer_id, &self->bound);
    job_then(job, read_profiles);
}

static void begin(void *context)
{
    bind_t *self = context;
    if (self->tagging.staff.id == 0)
        job_end(&self->tagging.job, STATUS_NO_SUCH_ID);
    else if (self->is_exclusive)
        read_bound(self);
    else
        make(self);
}

void bind_run(void *host, call_t *call)
{
    bind_t *self = job_new(host, call, sizeof *self);
    const bind_request_t *request = call_record(call);
    self->is_exclusive = request->exclusive != 0;
    self->binding = (binding_t){
        .superior = request->superior, .source = request->source, .article_id = request->article_id};
    profiles_read_staff(&self->tagging.job, self->tagging.job.staff_id, &self->tagging.staff);
    job_then(&self->tagging.job, begin);
}
