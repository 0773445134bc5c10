/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/work_weixin_auth/{company}: a staff user is sent to WeCom; with a state, they come back. */
#include "common/store/profiles.h"
#include "proto/requests.h"
#include "services/wechat/api/qy.h"
#include "services/wechat/core/question.h"
#include "services/wechat/login/finish.h"
#include "services/wechat/login/redirect.h"
#include "services/wechat/login/start.h"

typedef struct {
    finish_job_t finish;
    api_verdict_t verdict;
    text_t userid; /* in lower case; empty: no member */
    int64_t staff_id;
    user_profile_t staff;
} qy_job_t;

static void welcome(void *context)
{
    qy_job_t *self = context;
    if (self->staff.id == 0 || self->staff.company_id != self->finish.claim.known.company_id) {
        finish_failed(&self->finish, "not_enabled");
        return;
    }
    self->finish.outcome = (outcome_of_login_t){
        .kind = LOGIN_QY, .id = self->staff_id, .company_id = self->finish.claim.known.company_id};
    finish_settle(self);
}

static void read_staff(void *context)
{
    qy_job_t *self = context;
    if (self->staff_id > 0)
        profiles_read_staff(&self->finish.job, self->staff_id, &self->staff);
    job_then(&self->finish.job, welcome);
}

static void find_staff(void *context)
{
    qy_job_t *self = context;
    if (self->verdict != API_DONE) {
        finish_failed(&self->finish, finish_reason(self->verdict));
    } else if (self->userid.size == 0) {
        finish_failed(&self->finish, "not_member");
    } else {
        login_store_find_staff(&self->finish.job, self->finish.claim.known.company_id, self->userid,
                               &self->staff_id);
        job_then(&self->finish.job, read_staff);
    }
}

static void on_member(void *context, const api_answer_t *answer, const qy_member_t *member)
{
    question_t *question = context;
    job_t *job = question_job(question);
    if (job) {
        qy_job_t *self = (qy_job_t *)(void *)job;
        self->verdict = answer->verdict;
        if (member && !member->is_linked)
            self->userid = arena_copy(job->arena, member->userid);
    }
    question_end(&question);
}

static void ask(void *context)
{
    qy_job_t *self = context;
    self->verdict = API_RETRY;
    qy_user(wechat_of(&self->finish.job)->api, self->finish.claim.known.company_id, self->finish.claim.code,
            on_member, question_new(&self->finish.job));
    job_then(&self->finish.job, find_staff);
}

static void come_back(void *host, call_t *call, const wechat_login_request_t *request)
{
    qy_job_t *self = job_new(host, call, sizeof *self);
    if (!login_company(wechat_of(&self->finish.job), LOGIN_QY, request->company_id)) {
        answer_plain(&self->finish.job, 404, TEXT_NONE);
        return;
    }
    self->finish.kind = LOGIN_QY;
    self->finish.company_id = request->company_id;
    self->finish.ask = ask;
    self->finish.claim.state = request->state;
    self->finish.claim.cookie = request->cookie;
    self->finish.claim.code = request->code;
    finish_login(&self->finish);
}

static void go_out(void *host, call_t *call, const wechat_login_request_t *request)
{
    start_job_t *self = job_new(host, call, sizeof *self);
    self->state = (state_t){.kind = LOGIN_QY, .company_id = request->company_id, .next = request->next};
    self->on_desktop = request->via == QY_VIA_QR;
    self->cookie = request->cookie;
    start_login(self);
}

void qy_login_run(void *host, call_t *call)
{
    const wechat_login_request_t *request = call_record(call);
    if (request->state.size > 0 || request->code.size > 0)
        come_back(host, call, request);
    else
        go_out(host, call, request);
}
