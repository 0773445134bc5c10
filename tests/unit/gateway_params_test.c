/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/params.h"

#include <criterion/criterion.h>

#include "gateway/form.h"
#include "proto/requests.h"
#include "tests/support/leak_check.h"

static exchange_t exchange;
static buffer_t errors;

static void forget(void)
{
    arena_free(&exchange.arena);
    buffer_free(&errors);
    exchange = (exchange_t){0};
}

static void tear_down(void)
{
    forget();
    leak_check();
}

TestSuite(gateway_params, .fini = tear_down);

/* A request of caller 9 for this method, with a query and an urlencoded body. */
static void ask(method_id_t method, const char *query, const char *body)
{
    forget();
    exchange.method = contract_method(method);
    exchange.caller = (principal_t){exchange.method->caller, 9};
    form_read(&exchange, text_of(query), FROM_QUERY);
    form_read(&exchange, text_of(body), FROM_BODY);
}

static void check_good(void)
{
    cr_assert(params_read(&exchange, &errors), "%.*s", TEXT_ARG(buffer_text(&errors)));
    cr_assert_eq(errors.size, 0);
}

static void check_errors(const char *wanted)
{
    cr_assert_not(params_read(&exchange, &errors));
    cr_assert(text_equal(buffer_text(&errors), text_of(wanted)), "%.*s", TEXT_ARG(buffer_text(&errors)));
}

static const conversation_request_t *conversation(void)
{
    return (const conversation_request_t *)exchange.record;
}

Test(gateway_params, parameters_become_the_record)
{
    ask(METHOD_CUSTOMER_HISTORY, "length=30&u_id=7&current_page=2", "");
    check_good();
    cr_assert(conversation()->staff_id == 7 && conversation()->page == 2 && conversation()->length == 30);
    cr_assert(conversation()->before == 0 && exchange.message_key.size == 0);
}

Test(gateway_params, unknown_and_misplaced_parameters_are_ignored)
{
    ask(METHOD_CUSTOMER_HISTORY, "u_id=7&x=1&x=2&U_ID=8&x=%zz", "u_id=8&before=3");
    check_good();
    cr_assert(conversation()->staff_id == 7 && conversation()->before == 0);
}

Test(gateway_params, everything_that_is_wrong_is_told_at_once)
{
    ask(METHOD_CUSTOMER_HISTORY, "length=%g1&current_page=1&current_page=2&customer_id=8", "");
    check_errors("{\"u_id\":[{\"message\":\"不能为空\",\"code\":\"required\"}],"
                 "\"customer_id\":[{\"message\":\"与调用者不一致\",\"code\":\"invalid\"}],"
                 "\"current_page\":[{\"message\":\"重复的参数\",\"code\":\"invalid\"}],"
                 "\"length\":[{\"message\":\"编码不正确:%g1(偏移7字节)\",\"code\":\"invalid\"}]}");
}

Test(gateway_params, caller_may_be_named_rightly)
{
    ask(METHOD_CUSTOMER_HISTORY, "u_id=7&customer_id=9", "");
    check_good();
    ask(METHOD_CUSTOMER_HISTORY, "u_id=7", "");
    exchange_add_param(&exchange, (param_t){.name = TEXT_LITERAL("customer_id"),
                                            .raw = {RAW_JSON, TEXT_LITERAL("\"9\"")},
                                            .from = FROM_QUERY});
    check_good();
}

Test(gateway_params, fault_of_the_whole_is_written_as_a_field)
{
    params_write_fault(&errors, "body", TEXT_LITERAL("a\"b"));
    cr_assert(text_equal(buffer_text(&errors),
                         TEXT_LITERAL("{\"body\":[{\"message\":\"a\\\"b\",\"code\":\"invalid\"}]}")));
}

static void add(const char *name, text_t value, field_from_t from)
{
    exchange_add_param(&exchange, (param_t){.name = text_of(name), .raw = {RAW_TEXT, value}, .from = from});
}

Test(gateway_params, cookie_that_does_not_fit_counts_as_not_given)
{
    static const char *const wrong[] = {"a b", "\t", "聪",
                                        "01234567890123456789012345678901234567890123456789012345678901234"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ask(METHOD_GZH_RETURN, "leida_wx=query", "");
        add("leida_wx", text_of(wrong[i]), FROM_COOKIE);
        check_good();
        cr_assert_eq(((const wechat_login_request_t *)exchange.record)->cookie.size, 0, "%s", wrong[i]);
    }
    ask(METHOD_GZH_RETURN, "", "");
    add("leida_wx", TEXT_LITERAL("a"), FROM_COOKIE);
    check_good();
    cr_assert(text_equal(((const wechat_login_request_t *)exchange.record)->cookie, TEXT_LITERAL("a")));
}

Test(gateway_params, raw_body_is_taken_as_it_is)
{
    const text_t body = TEXT_LITERAL("<xml>\0%zz&\xff</xml>");
    ask(METHOD_GZH_CALLBACK, "xml=query", "");
    add("id", TEXT_LITERAL("7"), FROM_PATH);
    add("xml", body, FROM_RAW);
    check_good();
    const wechat_callback_request_t *request = (const wechat_callback_request_t *)exchange.record;
    cr_assert(request->company_id == 7 && text_equal(request->body, body));
}

/* ---- the idempotency key ---- */

#define ACTION "u_id=7&action=1"

static bool has_key(const char *key)
{
    const action_request_t *request = (const action_request_t *)exchange.record;
    return text_equal(exchange.message_key, text_of(key)) && text_equal(request->message_key, text_of(key));
}

Test(gateway_params, key_comes_as_field_or_header)
{
    ask(METHOD_RECORD_ACTION, "", ACTION);
    check_good();
    cr_assert(has_key(""));
    ask(METHOD_RECORD_ACTION, "", ACTION "&msg_id=k1");
    check_good();
    cr_assert(has_key("k1"));
    ask(METHOD_RECORD_ACTION, "", ACTION);
    exchange.head.idempotency_key = TEXT_LITERAL("k2");
    check_good();
    cr_assert(has_key("k2"));
    ask(METHOD_RECORD_ACTION, "", ACTION "&msg_id=k3");
    exchange.head.idempotency_key = TEXT_LITERAL("k3");
    check_good();
    cr_assert(has_key("k3"));
}

#define KEY_ERROR(message) "{\"msg_id\":[{\"message\":\"" message "\",\"code\":\"invalid\"}]}"

Test(gateway_params, keys_that_differ_are_refused)
{
    ask(METHOD_RECORD_ACTION, "", ACTION "&msg_id=k1");
    exchange.head.idempotency_key = TEXT_LITERAL("k2");
    check_errors(KEY_ERROR("与Idempotency-Key不一致"));
    ask(METHOD_RECORD_ACTION, "", ACTION);
    exchange.head.key_twice = true;
    check_errors(KEY_ERROR("重复的Idempotency-Key"));
}

Test(gateway_params, header_is_held_to_the_rules_of_the_field)
{
    ask(METHOD_RECORD_ACTION, "", ACTION);
    exchange.head.idempotency_key = TEXT_LITERAL("a b");
    cr_assert_not(params_read(&exchange, &errors));
    cr_assert(memmem(errors.data, errors.size, "msg_id", 6) && exchange.message_key.size == 0);
}

Test(gateway_params, reads_take_no_key)
{
    ask(METHOD_STAFF_UNREAD, "customer_id=8", "");
    exchange.head.idempotency_key = TEXT_LITERAL("a b");
    check_good();
    cr_assert_eq(exchange.message_key.size, 0);
}
