/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/account.h"

#include <stdlib.h>

#include "base/clock.h"
#include "common/observe/log.h"
#include "services/wechat/api/api_parts.h"

enum {
    REST_FIRST = 60 * 1000,
    REST_LIMIT = 60 * 60 * 1000,
    PROBE_CONFIGURATION = 5 * 60 * 1000,
    PROBE_QUOTA = 30 * 60 * 1000,
    QUOTA_RENEWED = 5 * 60 * 1000, /* after midnight */
    TRIED_MS = 1000,               /* another is trying */
    KEEP_AGAIN_MS = 100
};

/* What is being kept. */
typedef struct {
    account_t *account;
    api_endpoint_t endpoint;
} keeping_t;

bool account_write_name(buffer_t *name, const company_t *company, bool is_qy)
{
    if (is_qy && company->has_qy)
        buffer_append_format(name, "qy:%s:%s", company->qy.corpid, company->qy.agentid);
    else if (!is_qy && company->has_gzh)
        buffer_append_format(name, "gzh:%s", company->gzh.appid);
    else
        return false;
    return true;
}

account_t *account_new(api_t *api, const company_t *company, bool is_qy, text_t name)
{
    account_t *self = memory_new_zeroed(sizeof *self);
    self->api = api;
    self->name = memory_copy_text(name);
    self->is_qy = is_qy;
    self->id = memory_copy_text(text_of(is_qy ? company->qy.corpid : company->gzh.appid));
    self->agent = memory_copy_text(text_of(is_qy ? company->qy.agentid : ""));
    self->secret = memory_copy_text(TEXT_NONE);
    account_update(self, company);
    return self;
}

void account_destroy(account_t **self_p)
{
    account_t *self = *self_p;
    *self_p = NULL;
    kept_destroy(&self->token);
    for (size_t i = 0; i < ACCOUNT_TICKETS; i++)
        kept_destroy(&self->tickets[i].kept);
    free(self->name);
    free(self->id);
    free(self->agent);
    free(self->secret);
    free(self);
}

bool account_update(account_t *self, const company_t *company)
{
    const char *secret = self->is_qy ? company->qy.secret : company->gzh.secret;
    self->company_id = company->id;
    if (strcmp(secret, self->secret) == 0)
        return false;
    free(self->secret);
    self->secret = memory_copy_text(text_of(secret));
    memset(self->rests, 0, sizeof self->rests);
    self->circuit_until = 0;
    return true;
}

/* ---- what rests ---- */

bool account_lets(account_t *self, api_endpoint_t endpoint, int64_t now, api_answer_t *answer, bool *tries)
{
    rest_t *rest = &self->rests[endpoint];
    *tries = false;
    if (now < self->circuit_until && endpoints[endpoint].token == TOKEN_ACCOUNT) {
        *answer = (api_answer_t){.verdict = API_RETRY,
                                 .rest = self->circuit_until - now,
                                 .why = "its tokens were refused a moment ago"};
        return false;
    }
    if (rest->length > 0 && (now < rest->until || rest->is_tried)) {
        *answer = (api_answer_t){.verdict = rest->verdict,
                                 .errcode = rest->errcode,
                                 .rest = now < rest->until ? rest->until - now : TRIED_MS,
                                 .why = "it rests"};
        return false;
    }
    *tries = rest->length > 0;
    rest->is_tried = *tries;
    return true;
}

bool account_heed(account_t *self, api_endpoint_t endpoint, const rest_kept_t *kept, int64_t now,
                  api_answer_t *answer, bool *tries)
{
    rest_t *rest = &self->rests[endpoint];
    if (kept->state == REST_NONE && rest->unkept && now < rest->until) { /* nobody could be told yet */
        *answer = (api_answer_t){
            .verdict = rest->verdict, .errcode = rest->errcode, .rest = rest->until - now, .why = "it rests"};
        return false;
    }
    if (kept->state == REST_NONE) {
        if (rest->verdict == API_RESTING) { /* another has found that it is over */
            *rest = (rest_t){0};
            *tries = false;
        }
        return true;
    }
    if (kept->state == REST_UNKNOWN) {
        rest->is_tried &= !*tries;
        *answer = (api_answer_t){.verdict = API_RETRY, .why = "Redis cannot be asked"};
        return false;
    }
    const bool is_over = kept->state == REST_OVER;
    *rest = (rest_t){.verdict = API_RESTING,
                     .errcode = kept->errcode,
                     .until = now + kept->left,
                     .length = kept->length,
                     .is_tried = is_over || (rest->is_tried && !*tries)};
    *tries = is_over;
    *answer = (api_answer_t){
        .verdict = API_RESTING, .errcode = kept->errcode, .rest = kept->left, .why = "it rests"};
    return is_over;
}

/* Others go on asking until they know: what could not be kept is kept once Redis can be asked. */
static void on_kept(void *context, bool kept)
{
    keeping_t *keeping = context;
    account_t *self = keeping->account;
    self->rests[keeping->endpoint].unkept = !kept;
    if (!kept)
        loop_timer_set(self->api->keeper, KEEP_AGAIN_MS);
    free(keeping);
}

static void keep(account_t *self, api_endpoint_t endpoint, bool tried)
{
    rest_t *rest = &self->rests[endpoint];
    keeping_t *keeping = memory_new(sizeof *keeping);
    *keeping = (keeping_t){self, endpoint};
    rest->tried = tried;
    rest_keep(self->api->options.redis, self->name, endpoint,
              &(rest_kept_t){.length = rest->length, .errcode = rest->errcode, .tried = tried}, on_kept,
              keeping);
}

void account_keep_again(account_t *self, int64_t now)
{
    for (size_t i = 0; i < API_ENDPOINTS; i++) {
        rest_t *rest = &self->rests[i];
        if (!rest->unkept)
            continue;
        rest->unkept = false;
        if (rest->length == 0 || now < rest->until)
            keep(self, (api_endpoint_t)i, rest->tried);
    }
}

static int64_t until_quota(int64_t time)
{
    const int64_t renewed = clock_day_start(clock_day(time - QUOTA_RENEWED) + 1) + QUOTA_RENEWED;
    return renewed - time < PROBE_QUOTA ? renewed - time : PROBE_QUOTA;
}

static int64_t length_of(const rest_t *rest, const judged_t *judged, int64_t time)
{
    if (judged->answer.verdict == API_CONFIGURATION)
        return PROBE_CONFIGURATION;
    if (judged->kind == JUDGED_DAY_QUOTA)
        return until_quota(time);
    if (rest->length == 0 || rest->verdict != API_RESTING)
        return REST_FIRST;
    return rest->length * 2 < REST_LIMIT ? rest->length * 2 : REST_LIMIT;
}

static void tell(const account_t *self, api_endpoint_t endpoint, const api_answer_t *answer)
{
    log_event(answer->verdict == API_CONFIGURATION ? LOG_ERROR : LOG_WARNING, "wechat call rests",
              LOG_STRING("call", api_endpoint_name(endpoint)), LOG_STRING("account", self->name),
              LOG_INT("company", self->company_id), LOG_STRING("verdict", api_verdict_name(answer->verdict)),
              LOG_INT("errcode", answer->errcode), LOG_INT("rest_ms", answer->rest));
}

static void begin_rest(account_t *self, api_endpoint_t endpoint, judged_t *judged, int64_t now, int64_t time)
{
    rest_t *rest = &self->rests[endpoint];
    api_answer_t *answer = &judged->answer;
    const bool is_new = rest->length == 0 || rest->errcode != answer->errcode;
    rest->length = length_of(rest, judged, time);
    rest->until = now + rest->length;
    rest->verdict = answer->verdict;
    rest->errcode = answer->errcode;
    answer->rest = rest->length;
    if (is_new)
        tell(self, endpoint, answer);
}

void account_note(account_t *self, api_endpoint_t endpoint, judged_t *judged, bool tries, int64_t now,
                  int64_t time)
{
    rest_t *rest = &self->rests[endpoint];
    const api_verdict_t verdict = judged->answer.verdict;
    if (tries)
        rest->is_tried = false;
    if (verdict == API_RESTING || verdict == API_CONFIGURATION) {
        /* Those that were under way when the rest began change nothing. */
        if (tries || now >= rest->until) {
            begin_rest(self, endpoint, judged, now, time);
            if (verdict == API_RESTING)
                keep(self, endpoint, tries);
        } else {
            judged->answer.rest = rest->until - now;
        }
    } else if (verdict != API_RETRY && verdict != API_UNKNOWN && rest->length > 0 &&
               (tries || now >= rest->until)) {
        log_event(LOG_INFO, "wechat call works again", LOG_STRING("call", api_endpoint_name(endpoint)),
                  LOG_STRING("account", self->name));
        *rest = (rest_t){0};
        keep(self, endpoint, tries);
    }
}
