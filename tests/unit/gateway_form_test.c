/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/form.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

static exchange_t exchange;
static buffer_t found;

static void forget(void)
{
    arena_free(&exchange.arena);
    buffer_free(&exchange.body);
    buffer_free(&found);
    exchange = (exchange_t){0};
}

static void tear_down(void)
{
    forget();
    leak_check();
}

TestSuite(gateway_form, .fini = tear_down);

/* What was read, as "name=value;", a malformed one as "name!escape at 3;", then "!" and the fault. */
static text_t what_was_read(void)
{
    for (size_t i = 0; i < exchange.params.count; i++) {
        const param_t *param = &exchange.params.list[i];
        buffer_append_text(&found, param->name);
        if (param->malformed.size > 0)
            buffer_append_format(&found, "!%.*s at %zu;", TEXT_ARG(param->malformed), param->malformed_at);
        else
            buffer_append_format(&found, "=%.*s;", TEXT_ARG(param->raw.text));
    }
    if (exchange.fault.size > 0)
        buffer_append_format(&found, "!%.*s", TEXT_ARG(exchange.fault));
    return buffer_text(&found);
}

typedef struct {
    const char *encoded, *wanted;
} case_t;

static void check_forms(const case_t *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        forget();
        form_read(&exchange, text_of(cases[i].encoded), FROM_QUERY);
        text_t read = what_was_read();
        cr_assert(text_equal(read, text_of(cases[i].wanted)), "%s: \"%.*s\"", cases[i].encoded,
                  TEXT_ARG(read));
    }
}
#define CHECK_FORMS(cases) check_forms(cases, sizeof(cases) / sizeof *(cases))

Test(gateway_form, pairs_are_split)
{
    static const case_t cases[] = {
        {"", ""},
        {"a=1", "a=1;"},
        {"a=1&b=2&a=3", "a=1;b=2;a=3;"},
        {"a", "a=;"},
        {"a=", "a=;"},
        {"=1", "=1;"},
        {"a=b=c", "a=b=c;"},
        {"&&a=1&", "a=1;"},
        {"a=1;b", "a=1;b;"},
        {"a[]=1&a.b=2", "a[]=1;a.b=2;"},
    };
    CHECK_FORMS(cases);
}

Test(gateway_form, escapes_are_decoded)
{
    static const case_t cases[] = {
        {"a=%E4%BD%A0", "a=你;"}, {"a=%e4%bd%a0+%2b", "a=你 +;"},
        {"%61%3D=%26", "a==&;"},  {"a+b=c+d", "a b=c d;"},
        {"a=%2531", "a=%31;"},    {"a=%FF", "a=\xff;"},
        {"a=x%20", "a=x ;"},      {"a=你", "a=你;"},
    };
    CHECK_FORMS(cases);
}

Test(gateway_form, nul_is_a_byte_like_others)
{
    form_read(&exchange, TEXT_LITERAL("a=1%002"), FROM_BODY);
    cr_assert_eq(exchange.params.count, 1);
    cr_assert(text_equal(exchange.params.list[0].raw.text, TEXT_LITERAL("1\0"
                                                                        "2")));
    cr_assert_eq(exchange.params.list[0].from, FROM_BODY);
}

Test(gateway_form, bad_escape_of_a_value_is_its_own_fault)
{
    static const case_t cases[] = {
        {"a=%", "a!% at 2;"},
        {"a=%4", "a!%4 at 2;"},
        {"a=1%zz2&b=2", "a!%zz at 3;b=2;"},
        {"b=2&a=%4g", "b=2;a!%4g at 6;"},
        {"a=%%31", "a!%%3 at 2;"},
        {"a=%E4%BD%A", "a!%A at 8;"},
        {"a=%:0", "a!%:0 at 2;"},
        {"a=%@0", "a!%@0 at 2;"},
        {"a=%`0", "a!%`0 at 2;"},
        {"a=%/0", "a!%/0 at 2;"},
        {"a=%G0", "a!%G0 at 2;"},
        {"a=% 1", "a!% 1 at 2;"},
    };
    CHECK_FORMS(cases);
}

/* Nobody can tell which parameter it is. */
Test(gateway_form, bad_escape_of_a_name_is_a_fault_of_the_whole)
{
    static const case_t cases[] = {
        {"a=1&b%zz=2&c=3", "a=1;!编码不正确:%zz(偏移5字节)"},
        {"%", "!编码不正确:%(偏移0字节)"},
        {"x%\x01\xff=1", "!编码不正确:%(偏移1字节)"}, /* nothing that is no visible ASCII */
    };
    CHECK_FORMS(cases);
}

Test(gateway_form, escape_of_a_malformed_parameter_is_explained)
{
    form_read(&exchange, TEXT_LITERAL("ab=%q1"), FROM_QUERY);
    form_explain_escape(&found, &exchange.params.list[0]);
    cr_assert(text_equal(buffer_text(&found), TEXT_LITERAL("编码不正确:%q1(偏移3字节)")));
}

Test(gateway_form, text_without_escapes_is_borrowed)
{
    text_t form = TEXT_LITERAL("name=value");
    form_read(&exchange, form, FROM_QUERY);
    cr_assert_eq(exchange.params.list[0].name.data, form.data);
    cr_assert_eq(exchange.params.list[0].raw.text.data, form.data + 5);
}

Test(gateway_form, more_parameters_than_anybody_sends_are_refused)
{
    buffer_t form = {0};
    for (size_t i = 0; i < EXCHANGE_PARAMS_MAX; i++)
        buffer_append_literal(&form, "a=1&");
    form_read(&exchange, buffer_text(&form), FROM_QUERY);
    cr_assert(exchange.params.count == EXCHANGE_PARAMS_MAX && exchange.fault.size == 0);
    forget();
    buffer_append_literal(&form, "a");
    form_read(&exchange, buffer_text(&form), FROM_QUERY);
    cr_assert(exchange.params.count == EXCHANGE_PARAMS_MAX &&
              text_equal(exchange.fault, TEXT_LITERAL("参数过多")));
    cr_assert_eq(exchange.fault_from, FROM_QUERY);
    buffer_free(&form);
}

/* ---- bodies ---- */

static void check_body(body_kind_t kind, const char *body, const char *wanted)
{
    text_t type = exchange.head.content_type;
    forget();
    exchange.head.content_type = type;
    exchange.body_kind = kind;
    buffer_append_text(&exchange.body, text_of(body));
    form_read_body(&exchange);
    text_t read = what_was_read();
    cr_assert(text_equal(read, text_of(wanted)), "%s: \"%.*s\"", body, TEXT_ARG(read));
    cr_assert(exchange.fault.size == 0 || exchange.fault_from == FROM_BODY);
}

Test(gateway_form, body_is_read_as_what_it_is)
{
    check_body(BODY_FORM, "a=%31&b=2", "a=1;b=2;");
    check_body(BODY_JSON, "{\"a\":1,\"b\":\"x\"}", "a=1;b=\"x\";");
    check_body(BODY_OTHER, "a=1", "");
    check_body(BODY_NONE, "a=1", "");
    check_body(BODY_FORM, "", "");
    check_body(BODY_JSON, "", "");
}

Test(gateway_form, members_of_a_json_object_are_parameters)
{
    check_body(BODY_JSON, " { } ", "");
    check_body(BODY_JSON, "{\"\\u0061\\n\":[1, {\"b\":2}],\"b\":null}", "a\n=[1, {\"b\":2}];b=null;");
    cr_assert_eq(exchange.params.list[0].raw.kind, RAW_JSON);
    check_body(BODY_JSON, "[1]", "!必须是一个JSON对象");
    check_body(BODY_JSON, "12", "!必须是一个JSON对象");
}

Test(gateway_form, json_that_is_none_is_explained)
{
    static const char *const wrong[] = {"{", "{\"a\":1,}", "{\"a\":1} x", "{\"a\":\"\xff\"}", "a=1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        forget();
        exchange.body_kind = BODY_JSON;
        buffer_append_text(&exchange.body, text_of(wrong[i]));
        form_read_body(&exchange);
        cr_assert(exchange.params.count == 0 && exchange.fault.size > 0 && text_is_utf8(exchange.fault), "%s",
                  wrong[i]);
    }
}

#define PART(name, value) "--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

Test(gateway_form, parts_of_a_multipart_body_are_parameters)
{
    exchange.head.content_type = TEXT_LITERAL("multipart/form-data; boundary=b");
    check_body(BODY_MULTIPART, PART("a", "1%31") PART("b", "") "--b--\r\n", "a=1%31;b=;");
    cr_assert_eq(exchange.params.list[0].raw.kind, RAW_TEXT);
}

Test(gateway_form, multipart_body_that_is_none_is_explained)
{
    exchange.head.content_type = TEXT_LITERAL("multipart/form-data");
    check_body(BODY_MULTIPART, PART("a", "1") "--b--\r\n", "!multipart:boundary错误");
    exchange.head.content_type = TEXT_LITERAL("multipart/form-data; boundary=\"b \"");
    check_body(BODY_MULTIPART, PART("a", "1") "--b--\r\n", "!multipart:boundary错误");
    forget();
    exchange.head.content_type = TEXT_LITERAL("multipart/form-data; boundary=b");
    exchange.body_kind = BODY_MULTIPART;
    buffer_append_literal(&exchange.body, PART("a", "1"));
    form_read_body(&exchange);
    cr_assert(exchange.params.count == 0 && exchange.fault.size > 0 &&
                  memmem(exchange.fault.data, exchange.fault.size, "偏移", sizeof "偏移" - 1),
              "%.*s", TEXT_ARG(exchange.fault));
}

Test(gateway_form, first_fault_is_kept)
{
    form_read(&exchange, TEXT_LITERAL("%"), FROM_QUERY);
    exchange.body_kind = BODY_JSON;
    buffer_append_literal(&exchange.body, "[");
    form_read_body(&exchange);
    cr_assert_eq(exchange.fault_from, FROM_QUERY);
}
