/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/login/start.h"

#include "base/percent.h"
#include "services/wechat/core/secret_name.h"
#include "services/wechat/login/login_store.h"
#include "services/wechat/login/redirect.h"

static const company_t *company_of(const start_job_t *self)
{
    return login_company(wechat_of(&self->job), (login_kind_t)self->state.kind, self->state.company_id);
}

/* ---- addresses: the order of their parameters is looked at ---- */

static void append(buffer_t *out, const char *name, text_t value)
{
    buffer_append_text(out, text_of(name));
    percent_encode(out, value);
}

static text_t return_address(start_job_t *self)
{
    buffer_t *address = job_scratch(&self->job);
    address_append_return(address, wechat_of(&self->job), (login_kind_t)self->state.kind,
                          self->state.company_id);
    return arena_copy(self->job.arena, buffer_text(address));
}

static void append_authorize(buffer_t *out, const start_job_t *self, const company_t *company, text_t back)
{
    const wechat_settings_t *settings = wechat_of(&self->job)->settings;
    const bool gzh = self->state.kind == LOGIN_GZH;
    buffer_append_text(out, text_of(gzh ? settings->open_url : settings->qy_open_url));
    append(out, "/connect/oauth2/authorize?appid=", text_of(gzh ? company->gzh.appid : company->qy.corpid));
    append(out, "&redirect_uri=", back);
    append(out, "&response_type=code&scope=",
           self->state.with_profile ? TEXT_LITERAL("snsapi_userinfo") : TEXT_LITERAL("snsapi_base"));
    append(out, "&state=", self->name);
    if (!gzh)
        append(out, "&agentid=", text_of(company->qy.agentid));
    buffer_append_literal(out, "#wechat_redirect");
}

static void append_scan(buffer_t *out, const start_job_t *self, const company_t *company, text_t back)
{
    buffer_append_text(out, text_of(wechat_of(&self->job)->settings->qy_login_url));
    append(out, "/wwlogin/sso/login?login_type=CorpApp&appid=", text_of(company->qy.corpid));
    append(out, "&agentid=", text_of(company->qy.agentid));
    append(out, "&redirect_uri=", back);
    append(out, "&state=", self->name);
}

/* ---- steps ---- */

static void send_out(void *context)
{
    start_job_t *self = context;
    const company_t *company = company_of(self);
    if (!company) { /* it was until a moment ago */
        answer_plain(&self->job, 404, TEXT_NONE);
        return;
    }
    text_t back = return_address(self);
    buffer_t *address = job_scratch(&self->job);
    if (self->on_desktop)
        append_scan(address, self, company, back);
    else
        append_authorize(address, self, company, back);
    redirect(&self->job, buffer_text(address), self->cookie);
}

static void keep_state(void *context)
{
    start_job_t *self = context;
    if (self->state.share.size > 0 &&
        (!self->share_found || self->share.company_id != self->state.company_id)) {
        redirect_failed(&self->job, LOGIN_GZH, company_of(self), "state");
        return;
    }
    self->name = secret_name_new(self->job.arena, SECRET_NAME_SIZE);
    if (!secret_name_is(self->cookie, SECRET_NAME_SIZE))
        self->cookie = secret_name_new(self->job.arena, SECRET_NAME_SIZE);
    login_store_state(&self->job, self->name, self->cookie, &self->state);
    job_then(&self->job, send_out);
}

static void fail(void *context)
{
    start_job_t *self = context;
    redirect_unavailable(&self->job, (login_kind_t)self->state.kind, company_of(self));
}

void start_login(start_job_t *self)
{
    self->job.failed = fail;
    if (!company_of(self)) {
        answer_plain(&self->job, 404, TEXT_NONE);
        return;
    }
    if (secret_name_is(self->state.share, SECRET_NAME_SHARE))
        login_store_read_share(&self->job, self->state.share, &self->share_found, &self->share);
    job_then(&self->job, keep_state);
}
