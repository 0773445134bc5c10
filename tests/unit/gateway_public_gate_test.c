/* SPDX-License-Identifier: Apache-2.0 */
/* What anybody may ask, as far as a request alone says it; answers are in tests/e2e/test_public.py. */
#include "gateway/public_gate.h"

#include <criterion/criterion.h>

#include "gateway/http/answer.h"
#include "proto/requests.h"
#include "tests/support/leak_check.h"

#define CALLBACK CONTRACT_BASE_PATH "/gongzhonghao/callback/7"
#define LOGIN CONTRACT_BASE_PATH "/gongzhonghao/work_gongzhonghao_auth/exchange"
#define SEND CONTRACT_BASE_PATH "/qiyeweixin/chat/send_msg/7"

static exchange_t exchange;

static void forget(void)
{
    arena_free(&exchange.arena);
    buffer_free(&exchange.body);
    buffer_free(&exchange.answer);
    exchange = (exchange_t){0};
}

static void tear_down(void)
{
    forget();
    leak_check();
}

TestSuite(gateway_public_gate, .fini = tear_down);

/* ---- bodies ---- */

enum { OTHERWISE = 1024 * 1024, LOGIN_MAX = 4096 };

static size_t size_of(const char *path, body_framing_t framing, int64_t length)
{
    exchange.head = (head_t){.path = text_of(path), .framing = framing, .length = length};
    return public_gate_body_size(&exchange, OTHERWISE);
}

/* Whether a body of that length is taken. */
static bool takes(const char *path, int64_t length)
{
    return (size_t)length <= size_of(path, BODY_LENGTH, length);
}

Test(gateway_public_gate, bodies_of_strangers_are_small)
{
    cr_assert(takes(CALLBACK, WECHAT_CALLBACK_BODY_MAX));
    cr_assert_not(takes(CALLBACK, WECHAT_CALLBACK_BODY_MAX + 1));
    cr_assert(takes(LOGIN, LOGIN_MAX));
    cr_assert_not(takes(LOGIN, LOGIN_MAX + 1));
    cr_assert(takes(SEND, OTHERWISE));
    cr_assert_eq(size_of(CALLBACK, BODY_CHUNKED, 0), WECHAT_CALLBACK_BODY_MAX);
    cr_assert_eq(size_of(LOGIN, BODY_CHUNKED, 0), LOGIN_MAX);
    cr_assert_eq(size_of(SEND, BODY_CHUNKED, 0), OTHERWISE);
}

Test(gateway_public_gate, bodies_are_never_larger_than_others)
{
    exchange.head = (head_t){.path = TEXT_LITERAL(CALLBACK), .framing = BODY_CHUNKED};
    cr_assert_eq(public_gate_body_size(&exchange, 10000), 10000);
}

/* ---- time ---- */

static int64_t deadline_of(method_id_t method, int64_t began, int64_t deadline)
{
    forget();
    exchange.method = contract_method(method);
    exchange.began = began;
    exchange.deadline = deadline;
    public_gate_whole(&exchange);
    return exchange.deadline;
}

Test(gateway_public_gate, callback_has_less_than_the_five_seconds_that_wechat_waits)
{
    cr_assert_eq(deadline_of(METHOD_GZH_CALLBACK, 1000, 6000), 4900);
    cr_assert_eq(deadline_of(METHOD_GZH_CALLBACK, 1000, 3000), 3000, "or as little as others");
    cr_assert_eq(deadline_of(METHOD_QY_VERIFY, 1000, 9000), 4900, "from its first byte on");
    cr_assert_eq(deadline_of(METHOD_GZH_START, 1000, 6000), 6000);
}

/* ---- refusals ---- */

/* The HTTP status of the answer without a body; 0: it has one. */
static int empty_status(method_id_t method, const char *path, status_t status)
{
    forget();
    exchange.method = method ? contract_method(method) : NULL;
    exchange.head.path = text_of(path);
    answer_write(&exchange, status, TEXT_NONE);
    public_gate_settle(&exchange);
    if (!exchange.document)
        return 0;
    cr_assert_eq(exchange_answer_size(&exchange), 0);
    return exchange.document->http;
}

Test(gateway_public_gate, callbacks_are_refused_without_a_body)
{
    static const struct {
        status_t status;
        int http;
    } cases[] = {{STATUS_REFUSED, 403},
                 {STATUS_BODY_TOO_LARGE, 413},
                 {STATUS_UNAVAILABLE, 503},
                 {STATUS_TOO_MANY, 429},
                 {STATUS_MALFORMED, 400},
                 {STATUS_TOO_SLOW, 408},
                 /* WeChat takes any 200 for a message that was kept. */
                 {STATUS_DEADLINE, 503},
                 {STATUS_DONE, 503},
                 {STATUS_INVALID, 503},
                 {STATUS_NO_SUCH_ID, 503}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cr_assert_eq(empty_status(METHOD_GZH_CALLBACK, "", cases[i].status), cases[i].http, "%zu", i);
        cr_assert_eq(empty_status(0, CALLBACK, cases[i].status), cases[i].http, "%zu: no route yet", i);
    }
}

Test(gateway_public_gate, others_are_refused_with_an_envelope)
{
    cr_assert_eq(empty_status(METHOD_GZH_START, "", STATUS_UNAVAILABLE), 0);
    cr_assert_eq(empty_status(METHOD_STAFF_SEND, CALLBACK, STATUS_UNAVAILABLE), 0);
    cr_assert_eq(empty_status(0, LOGIN, STATUS_BODY_TOO_LARGE), 0);
    cr_assert_eq(empty_status(0, "", STATUS_MALFORMED), 0);
    cr_assert_eq(empty_status(0, CALLBACK, STATUS_WRONG_METHOD), 0, "as of any path");
}
