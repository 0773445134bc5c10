/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/api.h"

#include <stdlib.h>

#include "common/observe/log_limit.h"
#include "common/observe/metrics.h"
#include "services/wechat/api/api_parts.h"
#include "services/wechat/api/query.h"

const redis_script_t *const api_scripts[] = {&kept_lease_script, &kept_write_script, &kept_release_script,
                                             &rest_take_script,  &rest_keep_script,  NULL};

typedef struct {
    api_t *api;
    account_t *account; /* NULL: there is none */
    api_endpoint_t endpoint;
    buffer_t query; /* without the token */
    buffer_t body;
    api_done_fn *done;
    void *context;
    link_t place;        /* among those that are answered without being asked */
    api_answer_t answer; /* of these */
    buffer_t token;      /* that it was sent with */
    int64_t token_gen;
    bool was_refused; /* a token of it, before this one */
    bool tries;       /* whether a rest is over */
} api_call_t;

/* ---- answers ---- */

static void end_call(api_call_t *call, const api_answer_t *answer)
{
    call->api->counts[call->endpoint][answer->verdict]++;
    if (answer->verdict != API_DONE)
        log_limited(LOG_INFO, "wechat call failed", LOG_STRING("call", api_endpoint_name(call->endpoint)),
                    LOG_STRING("account", call->account ? call->account->name : ""),
                    LOG_STRING("verdict", api_verdict_name(answer->verdict)),
                    LOG_INT("errcode", answer->errcode), LOG_STRING("reason", answer->why));
    call->done(call->context, answer);
    buffer_free(&call->query);
    buffer_free(&call->body);
    buffer_free(&call->token);
    free(call);
}

/* What is known at once is told in the next turn of the loop. */
static void end_later(api_call_t *call, api_answer_t answer)
{
    call->answer = answer;
    list_append(&call->api->settled, &call->place);
    loop_flush_ask(call->api->tell);
}

static void tell_settled(void *context)
{
    api_t *self = context;
    for (link_t *next, *at = self->settled.next; at != &self->settled; at = next) {
        api_call_t *call = LIST_MEMBER(at, api_call_t, place);
        next = at->next;
        list_remove(at);
        end_call(call, &call->answer);
    }
}

/* The account's rests are to know of it. */
static void end_noted(api_call_t *call, judged_t judged)
{
    const api_t *api = call->api;
    account_note(call->account, call->endpoint, &judged, call->tries, loop_now(api->loop),
                 api->options.now());
    end_call(call, &judged.answer);
}

/* ---- asking ---- */

static void send_call(api_call_t *call);

static void take_token(void *context, const api_answer_t *answer, const kept_value_t *value)
{
    api_call_t *call = context;
    if (!value) {
        call->account->rests[call->endpoint].is_tried &= !call->tries;
        api_answer_t unasked = *answer;
        unasked.is_unclear = false;
        end_later(call, unasked);
        return;
    }
    call->token_gen = value->gen;
    buffer_clear(&call->token);
    buffer_append_text(&call->token, value->value);
    send_call(call);
}

/* Once another token is tried; then all calls of the account are spared for a while. */
static void take_refusal(api_call_t *call, judged_t judged)
{
    api_t *api = call->api;
    account_t *account = call->account;
    const kept_value_t refused = {buffer_text(&call->token), call->token_gen};
    if (!call->was_refused) {
        call->was_refused = true;
        kept_refuse(account->token, &refused);
        kept_get(account->token, take_token, call);
        return;
    }
    if (loop_now(api->loop) >= account->circuit_until) {
        account->circuit_until = loop_now(api->loop) + ACCOUNT_CIRCUIT_MS;
        log_event(LOG_ERROR, "wechat refuses new tokens", LOG_STRING("account", account->name),
                  LOG_INT("company", account->company_id), LOG_INT("errcode", judged.answer.errcode));
    }
    judged.answer.rest = account->circuit_until - loop_now(api->loop);
    judged.kind = JUDGED_FINAL;
    end_noted(call, judged);
}

static void take_answer(void *context, const http_answer_t *answer)
{
    api_call_t *call = context;
    const judged_t judged = judge(call->endpoint, answer);
    if (judged.kind == JUDGED_TOKEN_REFUSED)
        take_refusal(call, judged);
    else
        end_noted(call, judged);
}

static void send_call(api_call_t *call)
{
    const api_t *api = call->api;
    const endpoint_t *endpoint = &endpoints[call->endpoint];
    buffer_t query = {0};
    if (call->token.size > 0)
        query_add(&query, "access_token", buffer_text(&call->token));
    if (query.size > 0 && call->query.size > 0)
        buffer_append_char(&query, '&');
    buffer_append_text(&query, buffer_text(&call->query));
    const http_request_t request = {.path = text_of(endpoint->path),
                                    .query = buffer_text(&query),
                                    .body = buffer_text(&call->body),
                                    .limit = endpoint->gives_file ? HTTP_MEDIA_MAX : HTTP_JSON_MAX,
                                    .once = endpoint->is_once};
    http_send(endpoint->is_qy ? api->qy : api->gzh, &request, take_answer, call);
    buffer_free(&query);
}

/* ---- accounts ---- */

static account_t *find_account(const api_t *self, text_t name)
{
    for (link_t *at = self->accounts.next; at != &self->accounts; at = at->next) {
        account_t *account = LIST_MEMBER(at, account_t, place);
        if (text_equal(text_of(account->name), name))
            return account;
    }
    return NULL;
}

/* Its secret is another. */
static void hurry(const account_t *account)
{
    kept_hurry(account->token);
    for (size_t i = 0; i < ACCOUNT_TICKETS; i++)
        if (account->tickets[i].kept)
            kept_hurry(account->tickets[i].kept);
}

account_t *api_account(api_t *self, int64_t company_id, bool is_qy)
{
    const company_t *company = companies_find(self->options.companies, company_id);
    buffer_t name = {0};
    account_t *account = NULL;
    if (company && account_write_name(&name, company, is_qy)) {
        account = find_account(self, buffer_text(&name));
        if (!account) {
            account = account_new(self, company, is_qy, buffer_text(&name));
            account->token = api_token_new(account);
            list_append(&self->accounts, &account->place);
        } else if (account_update(account, company)) {
            hurry(account);
        }
    }
    buffer_free(&name);
    return account;
}

/* ---- */

static void add_parameters(api_call_t *call, const api_request_t *request)
{
    const endpoint_t *endpoint = &endpoints[call->endpoint];
    if (endpoint->adds_secret) {
        query_add(&call->query, endpoint->is_qy ? "corpid" : "appid", text_of(call->account->id));
        query_add(&call->query, endpoint->is_qy ? "corpsecret" : "secret", text_of(call->account->secret));
    }
    for (size_t i = 0; i < API_PARAMETERS_MAX && request->parameters[i].name; i++)
        query_add(&call->query, request->parameters[i].name, request->parameters[i].value);
}

static void take_rest(void *context, const rest_kept_t *kept)
{
    api_call_t *call = context;
    api_answer_t answer;
    if (!account_heed(call->account, call->endpoint, kept, loop_now(call->api->loop), &answer, &call->tries))
        end_later(call, answer);
    else if (endpoints[call->endpoint].token == TOKEN_ACCOUNT)
        kept_get(call->account->token, take_token, call);
    else
        send_call(call);
}

void api_call(api_t *self, const api_request_t *request, api_done_fn *done, void *context)
{
    const endpoint_t *endpoint = &endpoints[request->endpoint];
    api_call_t *call = memory_new_zeroed(sizeof *call);
    api_answer_t answer;
    *call = (api_call_t){.api = self, .endpoint = request->endpoint, .done = done, .context = context};
    call->account = api_account(self, request->company_id, endpoint->is_qy);
    if (self->ending) {
        end_later(call, (api_answer_t){.verdict = API_RETRY, .why = "this process ends"});
        return;
    }
    if (!call->account) {
        end_later(call,
                  (api_answer_t){.verdict = API_CONFIGURATION, .why = "the company has no such account"});
        return;
    }
    if (!account_lets(call->account, request->endpoint, loop_now(self->loop), &answer, &call->tries)) {
        end_later(call, answer);
        return;
    }
    add_parameters(call, request);
    buffer_append_text(&call->body, request->body);
    rest_take(self->options.redis, call->account->name, request->endpoint, take_rest, call);
}

const char *api_agent(const api_t *self, int64_t company_id)
{
    const company_t *company = companies_find(self->options.companies, company_id);
    return company && company->has_qy ? company->qy.agentid : NULL;
}

/* ---- beginning and end ---- */

static void keep_again(void *context)
{
    const api_t *self = context;
    for (link_t *at = self->accounts.next; at != &self->accounts; at = at->next)
        account_keep_again(LIST_MEMBER(at, account_t, place), loop_now(self->loop));
}

api_t *api_new(loop_t *loop, const api_options_t *options)
{
    http_t *http = http_new(loop,
                            &(http_options_t){.calls = options->calls, .authorities = options->authorities});
    if (!http)
        return NULL;
    api_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->options = *options;
    self->http = http;
    self->gzh = http_host_new(http, options->gzh_base);
    self->qy = http_host_new(http, options->qy_base);
    self->tell = loop_flush_new(loop, tell_settled, self);
    self->keeper = loop_timer_new(loop, keep_again, self);
    list_init(&self->accounts);
    list_init(&self->settled);
    return self;
}

static void end_accounts(api_t *self)
{
    for (link_t *at = self->accounts.next; at != &self->accounts; at = at->next) {
        account_t *account = LIST_MEMBER(at, account_t, place);
        kept_end(account->token);
        for (size_t i = 0; i < ACCOUNT_TICKETS; i++)
            if (account->tickets[i].kept)
                kept_end(account->tickets[i].kept);
    }
}

void api_destroy(api_t **self_p)
{
    api_t *self = *self_p;
    if (!self)
        return;
    self->ending = true;
    end_accounts(self);
    http_destroy(&self->http);
    tell_settled(self);
    *self_p = NULL;
    for (link_t *link; (link = list_first(&self->accounts));) {
        account_t *account = LIST_MEMBER(link, account_t, place);
        list_remove(link);
        account_destroy(&account);
    }
    loop_timer_destroy(&self->keeper);
    loop_flush_destroy(&self->tell);
    free(self);
}

/* ---- metrics ---- */

void api_write_metrics(const api_t *self, buffer_t *out)
{
    static const metric_t calls = {"leida_wechat_calls_total", METRIC_COUNTER,
                                   "Calls to WeChat and WeCom, and what became of them."};
    static const metric_t pending = {"leida_wechat_calls_pending", METRIC_GAUGE,
                                     "Requests to WeChat and WeCom that wait or are under way."};
    metrics_begin(out, &calls);
    for (api_endpoint_t endpoint = 0; endpoint < API_ENDPOINTS; endpoint++)
        for (api_verdict_t verdict = 0; verdict < API_VERDICTS; verdict++)
            if (self->counts[endpoint][verdict] > 0 || verdict == API_DONE || verdict == API_CONFIGURATION)
                metrics_add(
                    out, &calls,
                    LABELS({"call", api_endpoint_name(endpoint)}, {"verdict", api_verdict_name(verdict)}),
                    self->counts[endpoint][verdict]);
    metrics_write(out, &pending, http_pending(self->http));
}
