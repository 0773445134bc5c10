/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET /qiyeweixin/qr_code_auth: a QR code that leads to the caller. Of the official account's own, which
 * tells us who has scanned it, or of a share link into our pages. A customer may hand it on, who is then the
 * superior of who scans it. Codes are made once and kept: of the permanent ones an account may have 100,000
 * in all.
 */
#include "common/store/profiles.h"
#include "proto/answers_wechat.h"
#include "proto/requests.h"
#include "services/wechat/api/gzh.h"
#include "services/wechat/core/public_url.h"
#include "services/wechat/core/question.h"
#include "services/wechat/core/secret_name.h"
#include "services/wechat/login/login_store.h"
#include "services/wechat/login/redirect.h"
#include "services/wechat/qr/qr_store.h"

enum { MS = 1000, TEMPORARY_S = 30 * 24 * 3600, LEAST_LEFT_MS = 24 * 3600 * 1000 };

typedef struct {
    job_t job;
    qr_kind_t kind;
    int64_t forwarder; /* the customer who hands it on; 0: nobody */
    user_profile_t staff;
    text_t scene, owner;
    qr_code_t code;
    share_t share;
    api_verdict_t verdict;
} qr_job_t;

static const company_t *company_of(const qr_job_t *self)
{
    const company_t *company = companies_find(wechat_of(&self->job)->companies, self->staff.company_id);
    return self->staff.id > 0 && company && company->has_gzh ? company : NULL;
}

static void answer(void *context)
{
    qr_job_t *self = context;
    buffer_t *address = job_scratch(&self->job);
    public_url_append(address, wechat_of(&self->job), METHOD_QR_IMAGE);
    buffer_append_text(address, self->code.image);
    const int64_t left = self->code.expires > 0 ? (self->code.expires - self->job.host->now()) / MS : 0;
    const qr_code_row_t row = {.image = arena_copy(self->job.arena, buffer_text(address)),
                               .url = self->code.url,
                               .expire_seconds = left};
    job_answer_object(&self->job, STATUS_DONE, &qr_code_columns, &row);
}

static void keep(qr_job_t *self, text_t url, int64_t seconds)
{
    const int64_t now = self->job.host->now();
    self->code = (qr_code_t){.image = secret_name_new(self->job.arena, SECRET_NAME_SHARE),
                             .url = url,
                             .expires = seconds > 0 ? now + seconds * MS : 0};
    qr_store_keep(&self->job, self->owner, &self->code, now);
}

static void judge_code(void *context)
{
    qr_job_t *self = context;
    if (self->verdict != API_DONE || self->code.url.size == 0) {
        job_end(&self->job, STATUS_UNAVAILABLE);
        return;
    }
    keep(self, self->code.url, self->forwarder > 0 ? TEMPORARY_S : 0);
    job_then(&self->job, answer);
}

static void on_code(void *context, const api_answer_t *given, const gzh_qrcode_t *code)
{
    question_t *question = context;
    job_t *job = question_job(question);
    if (job) {
        qr_job_t *self = (qr_job_t *)(void *)job;
        self->verdict = given->verdict;
        if (code)
            self->code.url = arena_copy(job->arena, code->url);
    }
    question_end(&question);
}

static void make_link(qr_job_t *self, const company_t *company)
{
    text_t name = secret_name_new(self->job.arena, SECRET_NAME_SHARE);
    self->share = (share_t){
        .company_id = company->id, .staff_id = self->staff.id, .superior = self->forwarder, .level = 1};
    login_store_share(&self->job, name, &self->share);
    buffer_t *address = job_scratch(&self->job);
    address_append_return(address, wechat_of(&self->job), LOGIN_GZH, company->id);
    buffer_append_literal(address, "/redirect_share_url?s=");
    buffer_append_text(address, name);
    keep(self, arena_copy(self->job.arena, buffer_text(address)), SHARE_SECONDS);
    job_then(&self->job, answer);
}

static void make(void *context)
{
    qr_job_t *self = context;
    const company_t *company = company_of(self);
    const bool lasts = self->code.expires == 0 || self->code.expires > self->job.host->now() + LEAST_LEFT_MS;
    if (!company) {
        job_end(&self->job, STATUS_NO_ACCOUNT);
    } else if (self->code.url.size > 0 && lasts) {
        answer(self);
    } else if (self->kind == QR_H5) {
        make_link(self, company);
    } else {
        self->verdict = API_RETRY;
        self->code.url = TEXT_NONE;
        gzh_qrcode(wechat_of(&self->job)->api, company->id, self->scene,
                   self->forwarder > 0 ? TEMPORARY_S : 0, on_code, question_new(&self->job));
        job_then(&self->job, judge_code);
    }
}

static void look_up(void *context)
{
    qr_job_t *self = context;
    const company_t *company = company_of(self);
    if (!company) {
        job_end(&self->job, STATUS_NO_ACCOUNT);
        return;
    }
    buffer_t *text = job_scratch(&self->job);
    buffer_append_format(text, "u%lld", (long long)self->staff.id);
    if (self->forwarder > 0)
        buffer_append_format(text, ".c%lld", (long long)self->forwarder);
    self->scene = arena_copy(self->job.arena, buffer_text(text));
    buffer_clear(text);
    qr_store_write_owner(text, text_of(company->gzh.appid), self->scene, self->kind == QR_H5 ? "h5" : "gzh");
    self->owner = arena_copy(self->job.arena, buffer_text(text));
    qr_store_read(&self->job, self->owner, &self->code);
    job_then(&self->job, make);
}

void qr_code_run(void *host, call_t *call)
{
    qr_job_t *self = job_new(host, call, sizeof *self);
    const wechat_request_t *request = call_record(call);
    self->kind = (qr_kind_t)request->kind;
    self->forwarder = request->customer_id;
    profiles_read_staff(&self->job, self->job.caller.id, &self->staff);
    if (self->forwarder > 0)
        login_store_check_relation(&self->job, self->job.caller.id, self->forwarder);
    job_then(&self->job, look_up);
}
