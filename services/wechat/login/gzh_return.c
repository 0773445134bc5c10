/* SPDX-License-Identifier: Apache-2.0 */
/* GET /gongzhonghao/work_gongzhonghao_auth: WeChat sends a customer back. */
#include "base/hash.h"
#include "common/redis/foreign.h"
#include "common/store/profiles.h"
#include "proto/requests.h"
#include "services/wechat/api/gzh.h"
#include "services/wechat/core/bind.h"
#include "services/wechat/core/question.h"
#include "services/wechat/login/finish.h"
#include "services/wechat/login/people_store.h"

enum { ACTION_SHARES_PROFILE = 13 };

typedef struct {
    finish_job_t finish;
    api_verdict_t verdict;
    gzh_person_t answer; /* whose code it was */
    person_t person;
    customer_profile_t customer; /* of one who is not new */
    current_t current;           /* whom they speak to, if they did not come by a share link */
    bool share_found;
    share_t share;
    binding_t binding;
    service_answer_t recorded;
} gzh_job_t;

/* ---- who they are bound to ---- */

static void keep_outcome(void *context)
{
    gzh_job_t *self = context;
    const bool gone = self->binding.status ==
                      STATUS_NO_SUCH_ID; /* the staff user: they get in all the same */
    if (self->binding.status != STATUS_DONE && !gone) {
        finish_failed(&self->finish, "unavailable");
        return;
    }
    outcome_of_login_t outcome = {.kind = LOGIN_GZH,
                                  .id = self->person.id,
                                  .company_id = self->finish.claim.known.company_id,
                                  .is_new = self->person.is_new,
                                  .staff_id = self->current.staff_id};
    if (self->share_found && !gone) {
        outcome.staff_id = self->binding.staff_id;
        outcome.superior = self->share.superior;
        outcome.level = self->share.level;
        outcome.article_id = self->share.article_id;
    }
    self->finish.outcome = outcome;
    finish_settle(self);
}

/* One action a login, whoever finishes it. */
static text_t key_of_action(gzh_job_t *self)
{
    char hex[HASH_SHA256_SIZE];
    hash_sha256(hex, self->finish.claim.state);
    return arena_copy(self->finish.job.arena, (text_t){hex, sizeof hex / 2});
}

/* What they write in the official account from now on is for whom they came to. */
static void speak(gzh_job_t *self)
{
    const current_t current = {.staff_id = self->binding.staff_id};
    if (self->binding.status == STATUS_DONE && current.staff_id > 0)
        login_store_speak(&self->finish.job, self->person.id, &current);
}

/* They have shown name and picture: an action that their staff user sees. Whatever becomes of it, the login
 * goes on. */
static void record_profile(void *context)
{
    gzh_job_t *self = context;
    const int64_t staff_id = self->binding.staff_id;
    speak(self);
    if (self->binding.status == STATUS_DONE && staff_id > 0 && self->person.name.size > 0) {
        action_request_t action = {
            .staff_id = staff_id, .customer_id = self->person.id, .action = ACTION_SHARES_PROFILE};
        question_give(METHOD_RECORD_ACTION, &action.record, "staff_id");
        question_give(METHOD_RECORD_ACTION, &action.record, "action");
        question_service(&self->finish.job, METHOD_RECORD_ACTION,
                         (principal_t){PRINCIPAL_CUSTOMER, self->person.id}, &action.record,
                         key_of_action(self), &self->recorded);
    }
    job_then(&self->finish.job, keep_outcome);
}

static void bind_to_share(void *context)
{
    gzh_job_t *self = context;
    const company_t *company = finish_company(&self->finish);
    if (self->share_found && company) {
        self->binding = (binding_t){.staff_id = self->share.staff_id,
                                    .customer_id = self->person.id,
                                    .superior = self->share.superior,
                                    .source = self->share.article_id > 0 ? SOURCE_ARTICLE : SOURCE_SHARED,
                                    .article_id = self->share.article_id,
                                    .exclusive = company->unique_customer};
        bind_customer(&self->finish.job, &self->binding);
    }
    job_then(&self->finish.job, record_profile);
}

static void read_share(void *context)
{
    gzh_job_t *self = context;
    const text_t name = self->finish.claim.known.share;
    if (name.size > 0)
        login_store_read_share(&self->finish.job, name, &self->share_found, &self->share);
    else
        login_store_read_current(&self->finish.job, self->person.id, &self->current);
    job_then(&self->finish.job, bind_to_share);
}

/* ---- who they are ---- */

/* Who the openid is said to be must be said to be of that openid. */
static bool is_theirs(const gzh_job_t *self)
{
    return text_equal(self->customer.openid, self->person.openid) &&
           text_equal(self->customer.appid, self->person.appid);
}

static void update_person(void *context)
{
    gzh_job_t *self = context;
    if (!self->person.is_new && !is_theirs(self)) {
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:open:…"),
                       TEXT_LITERAL("the profile has another openid"));
        finish_failed(&self->finish, "unavailable");
        return;
    }
    self->person.is_subscribed = SUBSCRIBED_UNKNOWN; /* a login does not tell */
    if (!self->person.is_new && self->person.name.size > 0)
        people_update(&self->finish.job, &self->person, self->person.id);
    job_then(&self->finish.job, read_share);
}

static void read_person(void *context)
{
    gzh_job_t *self = context;
    if (!self->person.is_new)
        profiles_read_customer(&self->finish.job, self->person.id, &self->customer);
    job_then(&self->finish.job, update_person);
}

static void make_person(void *context)
{
    gzh_job_t *self = context;
    const company_t *company = finish_company(&self->finish);
    if (!person_is_sound(&self->person)) /* without a name they get in all the same */
        self->person.name = self->person.avatar = TEXT_NONE;
    if (!company || !person_is_sound(&self->person)) {
        finish_failed(&self->finish, "unavailable");
        return;
    }
    people_make(&self->finish.job, &self->person);
    job_then(&self->finish.job, read_person);
}

/* Without an answer the login goes on without a name. */
static void on_profile(void *context, const api_answer_t *answer, const gzh_profile_t *profile)
{
    (void)answer;
    question_t *question = context;
    job_t *job = question_job(question);
    gzh_job_t *self = (gzh_job_t *)(void *)job;
    if (job && profile && text_equal(profile->openid, self->answer.openid)) {
        self->person.name = arena_copy(job->arena, profile->nickname);
        self->person.avatar = arena_copy(job->arena, profile->picture);
    }
    question_end(&question);
}

static void judge_person(void *context)
{
    gzh_job_t *self = context;
    const company_t *company = finish_company(&self->finish);
    if (self->verdict != API_DONE || !company) {
        finish_failed(&self->finish, finish_reason(self->verdict));
        return;
    }
    if (self->answer.is_snapshot) { /* a false openid: nobody is to be made of it */
        finish_failed(&self->finish, "snapshot");
        return;
    }
    self->person = (person_t){.appid = arena_copy(self->finish.job.arena, text_of(company->gzh.appid)),
                              .openid = self->answer.openid,
                              .is_subscribed = SUBSCRIBED_NO};
    if (self->finish.claim.known.with_profile && self->answer.access_token.size > 0)
        gzh_profile(wechat_of(&self->finish.job)->api, company->id, self->answer.access_token,
                    self->answer.openid, on_profile, question_new(&self->finish.job));
    job_then(&self->finish.job, make_person);
}

static void on_person(void *context, const api_answer_t *answer, const gzh_person_t *person)
{
    question_t *question = context;
    job_t *job = question_job(question);
    if (job) {
        gzh_job_t *self = (gzh_job_t *)(void *)job;
        self->verdict = answer->verdict;
        if (person) {
            self->answer.openid = arena_copy(job->arena, person->openid);
            self->answer.access_token = arena_copy(job->arena, person->access_token);
            self->answer.is_snapshot = person->is_snapshot;
        }
    }
    question_end(&question);
}

static void ask(void *context)
{
    gzh_job_t *self = context;
    self->verdict = API_RETRY;
    gzh_oauth(wechat_of(&self->finish.job)->api, self->finish.claim.known.company_id, self->finish.claim.code,
              on_person, question_new(&self->finish.job));
    job_then(&self->finish.job, judge_person);
}

void gzh_return_run(void *host, call_t *call)
{
    gzh_job_t *self = job_new(host, call, sizeof *self);
    const wechat_login_request_t *request = call_record(call);
    self->finish.kind = LOGIN_GZH;
    self->finish.ask = ask;
    self->finish.claim.state = request->state;
    self->finish.claim.cookie = request->cookie;
    self->finish.claim.code = request->code;
    finish_login(&self->finish);
}
