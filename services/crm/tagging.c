/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/tagging.h"

#include "common/store/relation.h"

static bool has(id_list_t ids, int64_t id)
{
    for (size_t i = 0; i < ids.count; i++)
        if (ids.values[i] == id)
            return true;
    return false;
}

void tagging_set_customers(tagging_t *self, id_list_t customers)
{
    int64_t *ids = arena_new(self->job.arena, customers.count * sizeof *ids);
    self->customers = (id_list_t){ids, 0};
    for (size_t i = 0; i < customers.count; i++)
        if (!has(self->customers, customers.values[i]))
            ids[self->customers.count++] = customers.values[i];
}

static void read_catalogues(void *context)
{
    tagging_t *self = context;
    store_read_catalogues(&self->job, self->staff.company_id, &self->seen);
    job_then(&self->job, self->next);
}

void tagging_begin(tagging_t *self, job_fn *next)
{
    job_t *job = &self->job;
    self->next = next;
    for (size_t i = 0; i < self->customers.count; i++)
        relation_require(job, self->customers.values[i]);
    profiles_read_staff(job, job->staff_id, &self->staff);
    job_then(job, read_catalogues);
}

typedef void(each_fn)(tagging_t *self, int64_t staff_id, const tagged_t *tagged);

/* Calls `act` for each of the customers with each staff user of the company who is bound to them. */
static void for_each(tagging_t *self, each_fn *act)
{
    for (size_t i = 0; i < self->customers.count; i++) {
        const id_list_t staff = self->tagged[i].staff;
        for (size_t j = 0; j < staff.count; j++)
            if (self->profiles[i][j].id != 0 && self->profiles[i][j].company_id == self->staff.company_id)
                act(self, staff.values[j], &self->tagged[i]);
    }
}

static void index_tagged(tagging_t *self, int64_t staff_id, const tagged_t *tagged)
{
    store_index_tagged(&self->job, staff_id, self->staff.company_id, tagged);
}

static void index_all(void *context)
{
    tagging_t *self = context;
    for_each(self, index_tagged);
    job_then(&self->job, self->next);
}

static void read_staff(void *context)
{
    tagging_t *self = context;
    job_t *job = &self->job;
    for (size_t i = 0; i < self->customers.count; i++) {
        const id_list_t staff = self->tagged[i].staff;
        self->profiles[i] = arena_new_zeroed(job->arena, staff.count * sizeof *self->profiles[i]);
        for (size_t j = 0; j < staff.count; j++)
            profiles_read_staff(job, staff.values[j], &self->profiles[i][j]);
    }
    job_then(job, index_all);
}

void tagging_index(tagging_t *self, job_fn *next)
{
    job_t *job = &self->job;
    const size_t count = self->customers.count;
    self->next = next;
    self->tagged = arena_new_zeroed(job->arena, count * sizeof *self->tagged);
    self->profiles = arena_new_zeroed(job->arena, count * sizeof *self->profiles);
    for (size_t i = 0; i < count; i++) {
        self->tagged[i].customer_id = self->customers.values[i];
        store_read_tagged(job, self->staff.company_id, &self->tagged[i]);
    }
    job_then(job, read_staff);
}

static void tell(tagging_t *self, int64_t staff_id, int64_t customer_id)
{
    if (self->told++ < TAGGING_EVENTS_MAX)
        job_notify(&self->job, (event_t){.kind = EVENT_CUSTOMER,
                                         .staff_id = staff_id,
                                         .customer_id = customer_id,
                                         .detail = EVENT_TAGS});
}

static void tell_colleague(tagging_t *self, int64_t staff_id, const tagged_t *tagged)
{
    if (staff_id != self->job.staff_id)
        tell(self, staff_id, tagged->customer_id);
}

void tagging_end(void *context)
{
    tagging_t *self = context;
    for (size_t i = 0; i < self->customers.count; i++)
        tell(self, self->job.staff_id, self->customers.values[i]);
    for_each(self, tell_colleague);
    job_end_done(self);
}
