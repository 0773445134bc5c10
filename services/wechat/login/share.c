/* SPDX-License-Identifier: Apache-2.0 */
/* …/create_gongzhonghao_share_auth_url: a link that leads to a staff user. Who made it stands in what is kept
 * of it, never in the link: a customer cannot share in another's name. */
#include "common/store/profiles.h"
#include "proto/answers_wechat.h"
#include "proto/requests.h"
#include "services/wechat/core/secret_name.h"
#include "services/wechat/login/login_store.h"
#include "services/wechat/login/redirect.h"

typedef struct {
    job_t job;
    user_profile_t staff;
    share_t share;
    text_t name;
} share_job_t;

static void answer(void *context)
{
    share_job_t *self = context;
    buffer_t *address = job_scratch(&self->job);
    address_append_return(address, wechat_of(&self->job), LOGIN_GZH, self->share.company_id);
    buffer_append_literal(address, "/redirect_share_url?s=");
    buffer_append_text(address, self->name);
    const share_row_t row = {.url = arena_copy(self->job.arena, buffer_text(address))};
    job_answer_object(&self->job, STATUS_DONE, &share_columns, &row);
}

static void keep(void *context)
{
    share_job_t *self = context;
    const company_t *company = companies_find(wechat_of(&self->job)->companies, self->staff.company_id);
    if (self->staff.id == 0 || !company || !company->has_gzh) {
        job_end(&self->job, STATUS_NO_ACCOUNT);
        return;
    }
    self->share.company_id = company->id;
    self->name = secret_name_new(self->job.arena, SECRET_NAME_SHARE);
    login_store_share(&self->job, self->name, &self->share);
    job_then(&self->job, answer);
}

void customer_share_run(void *host, call_t *call)
{
    share_job_t *self = job_new(host, call, sizeof *self);
    const wechat_request_t *request = call_record(call);
    const int64_t level = request->level + 1;
    self->share = (share_t){.staff_id = request->staff_id,
                            .superior = self->job.caller.id,
                            .level = level > SHARE_LEVEL_MAX ? SHARE_LEVEL_MAX : level,
                            .article_id = request->article_id};
    profiles_read_staff(&self->job, request->staff_id, &self->staff);
    login_store_check_relation(&self->job, request->staff_id, self->job.caller.id);
    job_then(&self->job, keep);
}

void staff_share_run(void *host, call_t *call)
{
    share_job_t *self = job_new(host, call, sizeof *self);
    const wechat_request_t *request = call_record(call);
    self->share = (share_t){.staff_id = self->job.caller.id, .level = 1, .article_id = request->article_id};
    profiles_read_staff(&self->job, self->job.caller.id, &self->staff);
    job_then(&self->job, keep);
}
