/* SPDX-License-Identifier: Apache-2.0 */
/* …_share_sign: what a page needs to use the JS-SDK. Only pages of the company's own hosts are signed. */
#include "base/hash.h"
#include "common/store/profiles.h"
#include "proto/answers_wechat.h"
#include "proto/requests.h"
#include "services/wechat/company/web_address.h"
#include "services/wechat/core/question.h"
#include "services/wechat/core/secret_name.h"

enum { NONCE_SIZE = 16, MS = 1000 };

typedef struct {
    job_t job;
    bool for_staff;
    user_profile_t staff;
    customer_profile_t customer;
    text_t location; /* without what stands from # on */
    text_t host;     /* of it, with the port if there is one */
    text_t appid;
    text_t ticket;
} sign_job_t;

static text_t until_fragment(text_t location)
{
    const char *mark = memchr(location.data, '#', location.size);
    return mark ? (text_t){location.data, (size_t)(mark - location.data)} : location;
}

/* A customer's is that of the official account that they came by; of one who came by none, whose page it is.
 */
static const company_t *company_of(const sign_job_t *self)
{
    const companies_t *companies = wechat_of(&self->job)->companies;
    if (self->for_staff)
        return self->staff.id > 0 ? companies_find(companies, self->staff.company_id) : NULL;
    const company_t *own = companies_find_appid(companies, self->customer.appid);
    if (own)
        return own;
    size_t at = 0;
    for (const company_t *company; (company = companies_next(companies, &at));)
        if (company->has_gzh && company_has_host(company, self->host))
            return company;
    return NULL;
}

static void answer(void *context)
{
    sign_job_t *self = context;
    if (self->ticket.size == 0) {
        job_end(&self->job, STATUS_NO_TICKET);
        return;
    }
    const int64_t now = self->job.host->now() / MS;
    const text_t nonce = secret_name_new(self->job.arena, NONCE_SIZE);
    buffer_t *signed_text = job_scratch(&self->job);
    buffer_append_literal(signed_text, "jsapi_ticket=");
    buffer_append_text(signed_text, self->ticket);
    buffer_append_literal(signed_text, "&noncestr=");
    buffer_append_text(signed_text, nonce);
    buffer_append_literal(signed_text, "&timestamp=");
    buffer_append_int(signed_text, now);
    buffer_append_literal(signed_text, "&url=");
    buffer_append_text(signed_text, self->location);
    char hex[HASH_SHA1_SIZE];
    hash_sha1(hex, buffer_text(signed_text));
    const sign_row_t row = {
        .signature = {hex, sizeof hex}, .timestamp = now, .nonce = nonce, .appid = self->appid};
    const method_t *method = call_method(self->job.call);
    job_answer_object(&self->job, STATUS_DONE, method->data, &row);
}

static void on_ticket(void *context, const api_answer_t *given, text_t ticket)
{
    (void)given;
    question_t *question = context;
    job_t *job = question_job(question);
    if (job)
        ((sign_job_t *)(void *)job)->ticket = arena_copy(job->arena, ticket);
    question_end(&question);
}

static void ask_for_ticket(void *context)
{
    sign_job_t *self = context;
    const company_t *company = company_of(self);
    const bool has = company && (self->for_staff ? company->has_qy : company->has_gzh);
    if (!has) {
        job_end(&self->job, STATUS_NO_ACCOUNT);
    } else if (!company_has_host(company, self->host)) {
        job_end(&self->job, STATUS_NO_TICKET);
    } else {
        self->appid = arena_copy(self->job.arena,
                                 text_of(self->for_staff ? company->qy.corpid : company->gzh.appid));
        api_ticket(wechat_of(&self->job)->api, company->id,
                   self->for_staff ? API_TICKET_CORP : API_TICKET_GZH, on_ticket, question_new(&self->job));
        job_then(&self->job, answer);
    }
}

static sign_job_t *new_job(void *host, call_t *call)
{
    sign_job_t *self = job_new(host, call, sizeof *self);
    const wechat_request_t *request = call_record(call);
    self->location = until_fragment(request->location);
    self->host = web_address_host(self->location);
    return self;
}

void customer_sign_run(void *host, call_t *call)
{
    sign_job_t *self = new_job(host, call);
    profiles_read_customer(&self->job, self->job.caller.id, &self->customer);
    job_then(&self->job, ask_for_ticket);
}

void staff_sign_run(void *host, call_t *call)
{
    sign_job_t *self = new_job(host, call);
    self->for_staff = true;
    profiles_read_staff(&self->job, self->job.caller.id, &self->staff);
    job_then(&self->job, ask_for_ticket);
}
