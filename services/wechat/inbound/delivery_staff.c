/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whom somebody speaks to: whose code they have scanned, if it is the company's own; else whom they spoke to
 * last; else to whom they were bound last, by whatever brought them; else the company's default.
 */
#include "services/wechat/inbound/delivery_parts.h"
#include "services/wechat/inbound/scene.h"

static void go_on(void *context)
{
    delivery_t *self = context;
    if (self->inbound.kind == INBOUND_MESSAGE)
        delivery_message(self);
    else
        delivery_greet(self);
}

/* ---- binding ---- */

static void judge_binding(void *context)
{
    delivery_t *self = context;
    if (!delivery_is_done(self, self->binding.status))
        return;
    const int64_t staff_id = self->binding.staff_id;
    if (self->binding.is_new && self->binding.source == SOURCE_SCANNED)
        self->current.greet = true;
    if (self->current.staff_id != staff_id || self->binding.is_new) {
        self->current.staff_id = staff_id;
        login_store_speak(&self->job, self->person.id, &self->current);
    }
    job_then(&self->job, go_on);
}

static void find_without_scene(delivery_t *self);

static void bind_now(void *context)
{
    delivery_t *self = context;
    const company_t *company = delivery_company(self);
    if (!company) {
        delivery_miss_company(self);
        return;
    }
    if (self->staff.id == 0 || self->staff.company_id != company->id) {
        if (self->binding.source == SOURCE_SCANNED) /* a code of nobody, or of another company, is none */
            find_without_scene(self);
        else
            delivery_end(self, DELIVERY_UNWANTED);
        return;
    }
    self->binding.customer_id = self->person.id;
    self->binding.exclusive = company->unique_customer;
    bind_customer(&self->job, &self->binding);
    job_then(&self->job, judge_binding);
}

static void bind_to(delivery_t *self, int64_t staff_id, int64_t superior, source_t source)
{
    self->binding = (binding_t){.staff_id = staff_id, .superior = superior, .source = source};
    self->staff = (user_profile_t){.id = 0};
    profiles_read_staff(&self->job, staff_id, &self->staff);
    job_then(&self->job, bind_now);
}

static void bind_to_default(delivery_t *self)
{
    const company_t *company = delivery_company(self);
    if (!company)
        delivery_miss_company(self);
    else if (company->default_staff > 0)
        bind_to(self, company->default_staff, 0, SOURCE_SEARCHED);
    else
        delivery_end(self, self->inbound.kind == INBOUND_MESSAGE ? DELIVERY_UNWANTED : DELIVERY_DONE);
}

/* ---- choosing ---- */

static void take_latest(void *context)
{
    delivery_t *self = context;
    if (self->latest.status == STATUS_NO_RELATION) {
        bind_to_default(self);
    } else if (delivery_is_done(self, self->latest.status)) {
        self->current.staff_id = self->latest.staff_id;
        login_store_speak(&self->job, self->person.id, &self->current);
        job_then(&self->job, go_on);
    }
}

static void find_latest(delivery_t *self)
{
    self->latest = (latest_staff_t){.company_id = self->inbound.company_id, .customer_id = self->person.id};
    latest_staff(&self->job, &self->latest);
    job_then(&self->job, take_latest);
}

/* Who was made just now is bound to nobody. */
static void find_anybody(delivery_t *self)
{
    if (self->person.is_new)
        bind_to_default(self);
    else
        find_latest(self);
}

void delivery_find_other(delivery_t *self)
{
    self->rebound = true;
    find_latest(self);
}

static void find_without_scene(delivery_t *self)
{
    if (self->current.staff_id > 0)
        go_on(self);
    else
        find_anybody(self);
}

static void choose(void *context)
{
    delivery_t *self = context;
    scene_t scene;
    if (self->inbound.kind == INBOUND_EVENT && scene_read(self->inbound.event_key, &scene))
        bind_to(self, scene.staff_id, scene.forwarder, SOURCE_SCANNED);
    else
        find_without_scene(self);
}

void delivery_find_staff(delivery_t *self)
{
    login_store_read_current(&self->job, self->person.id, &self->current);
    job_then(&self->job, choose);
}
