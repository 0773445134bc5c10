/* SPDX-License-Identifier: Apache-2.0 */
/*
 * GET and POST …/callback/{company}: WeChat and WeCom call us. What is refused is answered by a status alone;
 * what is taken stands in a queue before it is acknowledged, and is done from there.
 */
#include "common/observe/log_limit.h"
#include "proto/requests.h"
#include "services/wechat/callback/callback.h"
#include "services/wechat/inbound/inbound.h"
#include "services/wechat/login/redirect.h"

typedef struct {
    job_t job;
    callback_kind_t kind;
    callback_account_t account;
    cipher_key_t key, previous;
    inbound_t inbound;
} callback_job_t;

/* The account as it is configured; false when the company has none. Texts and keys are copied into the job.
 */
static bool read_account(callback_job_t *self, int64_t company_id)
{
    const wechat_t *wechat = wechat_of(&self->job);
    const company_t *company = companies_find(wechat->companies, company_id);
    const bool gzh = self->kind == CALLBACK_GZH;
    if (!company || !(gzh ? company->has_gzh : company->has_qy))
        return false;
    const char *key = gzh ? company->gzh.aes_key : company->qy.aes_key;
    const char *previous = gzh ? company->gzh.aes_key_previous : company->qy.aes_key_previous;
    self->account = (callback_account_t){
        .kind = self->kind,
        .is_plain = gzh && company->gzh.mode == COMPANY_PLAIN,
        .receiver = text_of(gzh ? company->gzh.appid : company->qy.corpid),
        .token = text_of(gzh ? company->gzh.token : company->qy.token),
        .window = wechat->settings->callback_window,
        .key = cipher_key_read(&self->key, text_of(key)) ? &self->key : NULL,
        .previous = cipher_key_read(&self->previous, text_of(previous)) ? &self->previous : NULL,
    };
    return true;
}

static callback_request_t request_of(const wechat_callback_request_t *request)
{
    return (callback_request_t){.signature = request->signature,
                                .msg_signature = request->msg_signature,
                                .timestamp = request->timestamp,
                                .nonce = request->nonce,
                                .echostr = request->echostr,
                                .body = request->body};
}

/* What the caller is not told either: which check it was. */
static void refuse(callback_job_t *self, int64_t company_id, callback_verdict_t verdict)
{
    log_limited(LOG_INFO, "callback refused", LOG_STRING("kind", self->kind == CALLBACK_GZH ? "gzh" : "qy"),
                LOG_INT("company", company_id), LOG_INT("http", (int)verdict));
    answer_plain(&self->job, (int)verdict, TEXT_NONE);
}

static void verify(void *host, call_t *call, callback_kind_t kind)
{
    callback_job_t *self = job_new(host, call, sizeof *self);
    const wechat_callback_request_t *request = call_record(call);
    const callback_request_t given = request_of(request);
    text_t echo = TEXT_NONE;
    self->kind = kind;
    callback_verdict_t verdict = CALLBACK_REFUSED;
    if (read_account(self, request->company_id))
        verdict = callback_verify(&echo, &self->account, &given, self->job.host->now() / 1000,
                                  self->job.arena);
    if (verdict == CALLBACK_GOOD)
        answer_plain(&self->job, CALLBACK_GOOD, echo);
    else
        refuse(self, request->company_id, verdict);
}

/* ---- messages and events ---- */

static void acknowledge(void *context)
{
    callback_job_t *self = context;
    answer_plain(&self->job, CALLBACK_GOOD, TEXT_LITERAL("success"));
}

/* Proof of the receiver is the appid inside what is encrypted; a wrong gzh.account is a slip of whoever wrote
 * it, and no reason to lose what customers write. They are told. */
static void check_account(const callback_job_t *self, int64_t company_id, text_t receiver)
{
    const company_t *company = companies_find(wechat_of(&self->job)->companies, company_id);
    if (company && !text_equal(receiver, text_of(company->gzh.account)))
        log_limited(LOG_WARNING, "gzh.account is another than the account that calls",
                    LOG_INT("company", company_id), LOG_TEXT("account", receiver));
}

static void take(callback_job_t *self, int64_t company_id, const message_t *message)
{
    const text_t *fields = message->fields.values;
    self->inbound = (inbound_t){
        .company_id = company_id,
        .kind = message->is_event ? INBOUND_EVENT : INBOUND_MESSAGE,
        .time = message->create_time,
        .appid = self->account.receiver,
        .openid = fields[XML_FROM_USER_NAME],
        .type = fields[message->is_event ? XML_EVENT : XML_MSG_TYPE],
        .content = fields[XML_CONTENT],
        .media_id = fields[XML_MEDIA_ID],
        .event_key = fields[XML_EVENT_KEY],
        .job_status = fields[XML_JOB_STATUS],
        .job_id = fields[XML_JOB_ID],
        .dedupe = arena_copy(self->job.arena, (text_t){message->dedupe, sizeof message->dedupe}),
    };
    check_account(self, company_id, fields[XML_TO_USER_NAME]);
    inbound_receive(&self->job, &self->inbound);
    job_then(&self->job, acknowledge);
}

static void receive(void *host, call_t *call, callback_kind_t kind)
{
    callback_job_t *self = job_new(host, call, sizeof *self);
    const wechat_callback_request_t *request = call_record(call);
    const callback_request_t given = request_of(request);
    message_t message;
    self->kind = kind;
    callback_verdict_t verdict = CALLBACK_REFUSED;
    if (read_account(self, request->company_id))
        verdict = callback_receive(&message, &self->account, &given, self->job.host->now() / 1000,
                                   self->job.arena);
    if (verdict != CALLBACK_GOOD)
        refuse(self, request->company_id, verdict);
    else if (kind == CALLBACK_GZH)
        take(self, request->company_id, &message);
    else
        acknowledge(self); /* of WeCom's events none is ours to act upon */
}

void gzh_verify_run(void *host, call_t *call)
{
    verify(host, call, CALLBACK_GZH);
}

void qy_verify_run(void *host, call_t *call)
{
    verify(host, call, CALLBACK_QY);
}

void gzh_callback_run(void *host, call_t *call)
{
    receive(host, call, CALLBACK_GZH);
}

void qy_callback_run(void *host, call_t *call)
{
    receive(host, call, CALLBACK_QY);
}
