/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/demo/customer.h"

#include <signal.h>

#include "proto/contract.h"
#include "tools/leidactl/sign.h"

enum { CODE_TOO_MANY = 429, CODE_UNAVAILABLE = 503, CODE_LATE = 504 };

bool customer_is_interrupted(void)
{
    sigset_t pending;
    return sigpending(&pending) == 0 && (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM));
}

/* What the answer says. */
static customer_outcome_t judge(text_t answer, buffer_t *why)
{
    const int64_t code = http_code(answer);
    if (code == HTTP_CODE_DONE)
        return CUSTOMER_DONE;
    buffer_append_text(why, answer);
    bool passes = code == 0 || code == CODE_TOO_MANY || code == CODE_UNAVAILABLE || code == CODE_LATE;
    return passes ? CUSTOMER_UNANSWERED : CUSTOMER_REFUSED;
}

customer_outcome_t customer_send(http_t *http, const char *base_url, const customer_request_t *request,
                                 buffer_t *why)
{
    const principal_t who = {PRINCIPAL_CUSTOMER, request->customer_id};
    const sign_call_t call = {.principal = &who, .method = "POST"};
    buffer_t query = {0}, url = {0}, answer = {0};
    const char *reason;
    sign_query(&query, &call, request->token);
    buffer_append_format(&url, "%s" CONTRACT_BASE_PATH "%s?%.*s", base_url, request->route,
                         TEXT_ARG(buffer_text(&query)));
    buffer_append_char(&url, '\0');
    customer_outcome_t outcome = CUSTOMER_UNANSWERED;
    if (http_send(http, &(http_request_t){.url = url.data, .is_post = true, .body = request->form}, &answer,
                  &reason))
        outcome = judge(buffer_text(&answer), why);
    else if (customer_is_interrupted())
        outcome = CUSTOMER_INTERRUPTED;
    else
        buffer_append_text(why, text_of(reason));
    buffer_free(&query);
    buffer_free(&url);
    buffer_free(&answer);
    return outcome;
}
