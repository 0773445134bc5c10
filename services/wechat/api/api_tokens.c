/* SPDX-License-Identifier: Apache-2.0 */
/* How tokens and tickets are got: the calls by which kept values (kept.h) are renewed. */
#include <stdlib.h>

#include "base/json/build.h"
#include "services/wechat/api/api_parts.h"
#include "services/wechat/api/query.h"

/* Of tokens and tickets. */
static bool read_kept(text_t body, const char *name, arena_t *arena, text_t *value, int64_t *life)
{
    if (!answer_text(body, name, arena, value) || !answer_int(body, "expires_in", life))
        return false;
    return text_is_visible(*value) && value->size > 0 && value->size <= KEPT_VALUE_MAX && *life > 0;
}

static void take_kept(kept_t *kept, const api_answer_t *answer, const char *name)
{
    arena_t arena = {0};
    text_t value;
    int64_t life;
    if (answer->verdict != API_DONE)
        kept_fail(kept, answer);
    else if (read_kept(answer->body, name, &arena, &value, &life))
        kept_put(kept, value, life);
    else
        kept_fail(kept, &(api_answer_t){.verdict = API_RETRY, .why = "it is no token as it should be"});
    arena_free(&arena);
}

/* ---- tokens ---- */

static void take_token(void *context, const http_answer_t *answer)
{
    account_t *account = context;
    const api_endpoint_t endpoint = account->is_qy ? API_QY_TOKEN : API_GZH_TOKEN;
    const judged_t judged = judge(endpoint, answer);
    account->api->counts[endpoint][judged.answer.verdict]++;
    take_kept(account->token, &judged.answer, "access_token");
}

static void write_stable(buffer_t *body, const account_t *account, bool forced)
{
    json_open(body, NULL, '{');
    json_add_text(body, "grant_type", "client_credential");
    json_add_text(body, "appid", account->id);
    json_add_text(body, "secret", account->secret);
    json_add_raw(body, "force_refresh", forced ? "true" : "false");
    json_close(body, '}');
}

static void fetch_token(void *context, kept_t *kept)
{
    account_t *account = context;
    const api_t *api = account->api;
    buffer_t query = {0}, body = {0};
    if (account->is_qy) {
        query_add(&query, "corpid", text_of(account->id));
        query_add(&query, "corpsecret", text_of(account->secret));
    } else {
        write_stable(&body, account, kept_is_forced(kept));
    }
    const endpoint_t *endpoint = &endpoints[account->is_qy ? API_QY_TOKEN : API_GZH_TOKEN];
    http_send(account->is_qy ? api->qy : api->gzh,
              &(http_request_t){.path = text_of(endpoint->path),
                                .query = buffer_text(&query),
                                .body = buffer_text(&body),
                                .limit = HTTP_JSON_MAX},
              take_token, account);
    buffer_free(&query);
    buffer_free(&body);
}

/* What is kept of an account, in this family of keys. */
static kept_t *keep(const account_t *account, const char *family, void (*fetch)(void *context, kept_t *kept),
                    void *context)
{
    const api_t *api = account->api;
    return kept_new(&(kept_options_t){.loop = api->loop,
                                      .redis = api->options.redis,
                                      .now = api->options.now,
                                      .family = family,
                                      .name = text_of(account->name),
                                      .fetch = fetch,
                                      .context = context});
}

kept_t *api_token_new(account_t *account)
{
    return keep(account, "token", fetch_token, account);
}

/* ---- tickets ---- */

static const struct {
    api_endpoint_t endpoint;
    api_parameter_t parameter;
} kinds[ACCOUNT_TICKETS] = {
    [API_TICKET_GZH] = {API_GZH_TICKET, {"type", TEXT_CONSTANT("jsapi")}},
    [API_TICKET_CORP] = {API_QY_TICKET, {NULL, {NULL, 0}}},
};

static void take_ticket(void *context, const api_answer_t *answer)
{
    const ticket_t *ticket = context;
    take_kept(ticket->kept, answer, "ticket");
}

static void fetch_ticket(void *context, kept_t *kept)
{
    const ticket_t *ticket = context;
    (void)kept;
    api_call(ticket->account->api,
             &(api_request_t){.endpoint = kinds[ticket->which].endpoint,
                              .company_id = ticket->account->company_id,
                              .parameters = {kinds[ticket->which].parameter}},
             take_ticket, context);
}

/* Who waits for a ticket. */
typedef struct {
    api_ticket_fn *done;
    void *context;
} waiter_t;

static void give_ticket(void *context, const api_answer_t *answer, const kept_value_t *value)
{
    waiter_t *waiter = context;
    waiter->done(waiter->context, answer, value ? value->value : TEXT_NONE);
    free(waiter);
}

void api_ticket(api_t *self, int64_t company_id, api_ticket_t which, api_ticket_fn *done, void *context)
{
    static const api_answer_t none = {.verdict = API_CONFIGURATION, .why = "the company has no such account"};
    account_t *account = api_account(self, company_id, which != API_TICKET_GZH);
    if (!account) {
        done(context, &none, TEXT_NONE);
        return;
    }
    ticket_t *ticket = &account->tickets[which];
    if (!ticket->kept) {
        *ticket = (ticket_t){.account = account, .which = which};
        ticket->kept = keep(account, "ticket", fetch_ticket, ticket);
    }
    waiter_t *waiter = memory_new(sizeof *waiter);
    *waiter = (waiter_t){done, context};
    kept_get(ticket->kept, give_ticket, waiter);
}
