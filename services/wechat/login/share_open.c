/* SPDX-License-Identifier: Apache-2.0 */
/* GET /gongzhonghao/work_gongzhonghao_auth/redirect_share_url: a share link is opened; the login begins. */
#include "proto/requests.h"
#include "services/wechat/core/secret_name.h"
#include "services/wechat/login/login_store.h"
#include "services/wechat/login/redirect.h"

typedef struct {
    job_t job;
    text_t name;
    bool found;
    share_t share;
} open_job_t;

static void begin_login(void *context)
{
    open_job_t *self = context;
    if (!self->found) {
        redirect_failed(&self->job, LOGIN_GZH, NULL, "state");
        return;
    }
    buffer_t *address = job_scratch(&self->job);
    address_append_return(address, wechat_of(&self->job), LOGIN_GZH, self->share.company_id);
    buffer_append_char(address, '/');
    buffer_append_int(address, self->share.company_id);
    buffer_append_literal(address, "?s=");
    buffer_append_text(address, self->name);
    redirect(&self->job, buffer_text(address), TEXT_NONE);
}

/* Whose page it would be stands in what cannot be read. */
static void fail(void *context)
{
    open_job_t *self = context;
    redirect_unavailable(&self->job, LOGIN_GZH, NULL);
}

void share_open_run(void *host, call_t *call)
{
    open_job_t *self = job_new(host, call, sizeof *self);
    const wechat_login_request_t *request = call_record(call);
    self->job.failed = fail;
    self->name = request->share;
    if (secret_name_is(self->name, SECRET_NAME_SHARE))
        login_store_read_share(&self->job, self->name, &self->found, &self->share);
    job_then(&self->job, begin_login);
}
