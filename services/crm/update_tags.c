/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/customer/update_tag (seed 1.9, api.md 4): replaces the customer's tags as the staff user's
 * company sees them; with any tag that it does not see nothing is changed. */
#include "services/crm/people.h"
#include "services/crm/tags.h"
#include "services/crm/update.h"

typedef struct {
    crm_t *crm;
    call_t *call;
    const update_request_t *request;
    gather_t gather;
    relation_t relation;
    user_profile_t staff;
    tag_profile_t *tags; /* as many as asked for */
} update_tags_t;

static bool sees_all(const update_tags_t *self)
{
    for (size_t i = 0; i < self->request->tags.count; i++)
        if (!tag_is_seen(&self->tags[i], self->staff.company_id))
            return false;
    return true;
}

static void tags_answer(void *context)
{
    update_tags_t *self = context;
    if (self->gather.status != REDIS_OK)
        call_wait(&self->call, self->gather.status);
    else
        call_reply(&self->call, STATUS_DONE, TEXT_NONE);
}

static void tags_apply(void *context)
{
    update_tags_t *self = context;
    if (self->gather.status != REDIS_OK) {
        call_wait(&self->call, self->gather.status);
        return;
    }
    if (!self->relation.member.data || !sees_all(self)) {
        call_reply(&self->call, self->relation.member.data ? STATUS_NO_SUCH_TAG : STATUS_NO_RELATION,
                   TEXT_NONE);
        return;
    }
    buffer_t list = {0};
    tags_write(&list, self->request->tags);
    gather_begin(&self->gather, tags_answer, self);
    const tagging_t tagging = {self->request->customer_id, self->staff.company_id, buffer_text(&list)};
    store_set_tags(self->crm->store, &tagging, call_arena(self->call), &self->gather);
    buffer_free(&list);
    gather_got(&self->gather, REDIS_OK);
}

void update_tags_run(void *service, call_t *call)
{
    crm_t *crm = service;
    arena_t *arena = call_arena(call);
    const update_request_t *request = call_record(call);
    update_tags_t *self = arena_new(arena, sizeof *self);
    *self = (update_tags_t){.crm = crm, .call = call, .request = request};
    size_t size = request->tags.count * sizeof *self->tags;
    self->tags = arena_new(arena, size);
    memset(self->tags, 0, size);
    gather_begin(&self->gather, tags_apply, self);
    people_t people = {crm->profiles, arena, &self->gather};
    store_read_relation(crm->store, (pair_t){request->staff_id, request->customer_id}, RELATION_MEMBER,
                        &self->relation, arena, &self->gather);
    people_read_staff(&people, request->staff_id, &self->staff);
    for (size_t i = 0; i < request->tags.count; i++)
        people_read_tag(&people, request->tags.values[i], &self->tags[i]);
    gather_got(&self->gather, REDIS_OK);
}
