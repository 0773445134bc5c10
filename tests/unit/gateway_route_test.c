/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/route.h"

#include <stdio.h>

#include <criterion/criterion.h>

#include "proto/openapi/openapi.h"
#include "tests/support/leak_check.h"

static exchange_t exchange;

static void tear_down(void)
{
    arena_free(&exchange.arena);
    exchange = (exchange_t){0};
    leak_check();
}

TestSuite(gateway_route, .fini = tear_down);

#define BASE CONTRACT_BASE_PATH

static status_t find(http_method_t handler, const char *path)
{
    arena_free(&exchange.arena);
    exchange = (exchange_t){.http_method = handler, .head.path = text_of(path)};
    return route_find(&exchange);
}

static method_id_t found(void)
{
    cr_assert_not_null(exchange.method, "no method");
    return exchange.method->id;
}

static bool has_last(const char *name, const char *value)
{
    const params_t *params = &exchange.params;
    return params->count == 1 && params->list[0].from == FROM_PATH && params->list[0].raw.kind == RAW_TEXT &&
           text_equal(params->list[0].name, text_of(name)) &&
           text_equal(params->list[0].raw.text, text_of(value));
}

static bool has_id(const char *number)
{
    return has_last("id", number);
}

Test(gateway_route, every_method_is_found_by_its_http_method_and_path)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        if (!method->path)
            continue;
        const int fixed = (int)strcspn(method->path, "{");
        char path[200];
        snprintf(path, sizeof path, BASE "%.*s%s", fixed, method->path, method->path[fixed] ? "42" : "");
        cr_assert_eq(find(method->http_method, path), STATUS_DONE, "%s", path);
        cr_assert_eq(found(), method->id, "%s", path);
        const bool named = strcmp(method->path + fixed, "{name}") == 0;
        cr_assert(named                 ? has_last("name", "42")
                  : method->path[fixed] ? has_id("42")
                                        : exchange.params.count == 0,
                  "%s", path);
    }
}

Test(gateway_route, names_at_the_end_have_few_characters)
{
    static const char *const wrong[] = {"", "a.png", "a/b", "%61", "..", "a b", "聪"};
    cr_assert_eq(find(HTTP_GET, BASE "/qiyeweixin/qr_code_auth/image/Ab-9_z"), STATUS_DONE);
    cr_assert_eq(found(), METHOD_QR_IMAGE);
    cr_assert(has_last("name", "Ab-9_z"));
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char path[200];
        snprintf(path, sizeof path, BASE "/qiyeweixin/qr_code_auth/image/%s", wrong[i]);
        cr_assert_eq(find(HTTP_GET, path), STATUS_UNKNOWN_PATH, "%s", path);
    }
}

/* They have no path: nothing that a request may say leads there. */
Test(gateway_route, methods_between_services_have_no_route)
{
    static const char *const paths[] = {BASE "/bind", BASE "/untold", BASE "/(null)"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        for (http_method_t http = HTTP_GET; http <= HTTP_OTHER; http++)
            cr_assert_eq(find(http, paths[i]), STATUS_UNKNOWN_PATH, "%s", paths[i]);
}

Test(gateway_route, number_at_the_end_is_the_id)
{
    cr_assert_eq(find(HTTP_POST, BASE "/qiyeweixin/chat/send_msg/0123456789012345678901234567890"),
                 STATUS_DONE);
    cr_assert(has_id("0123456789012345678901234567890"), "whether it is an id the field says");
}

Test(gateway_route, other_paths_are_unknown)
{
    static const char *const paths[] = {
        "",
        "/",
        BASE,
        BASE "/",
        BASE "x/qiyeweixin/chat",
        "/other/qiyeweixin/chat",
        "/qiyeweixin/chat",
        BASE "/qiyeweixin/chat/",
        BASE "/qiyeweixin/chat/7",
        BASE "/qiyeweixin/Chat",
        BASE "/qiyeweixin/chat/send_msg",
        BASE "/qiyeweixin/chat/send_msg/",
        BASE "/qiyeweixin/chat/send_msg/7/",
        BASE "/qiyeweixin/chat/send_msg/-7",
        BASE "/qiyeweixin/chat/send_msg/7x",
        BASE "/qiyeweixin/chat/send_msg/x7",
        BASE "/qiyeweixin/chat/send_msg//7",
        BASE "/qiyeweixin/chat/send_msg/{n}",
        BASE "/7",
        OPENAPI_PATH "/",
        BASE OPENAPI_PATH,
    };
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        cr_assert_eq(find(HTTP_POST, paths[i]), STATUS_UNKNOWN_PATH, "%s", paths[i]);
        cr_assert(!exchange.method && !exchange.allow && exchange.params.count == 0);
    }
}

Test(gateway_route, path_may_hold_a_nul)
{
    exchange = (exchange_t){.http_method = HTTP_GET, .head.path = TEXT_LITERAL(BASE "/qiyeweixin/chat\0x")};
    cr_assert_eq(route_find(&exchange), STATUS_UNKNOWN_PATH);
}

Test(gateway_route, wrong_http_method_is_told_which_are_right)
{
    cr_assert_eq(find(HTTP_GET, BASE "/qiyeweixin/chat/send_msg/7"), STATUS_WRONG_METHOD);
    cr_assert_str_eq(exchange.allow, "POST");
    cr_assert_null(exchange.method);
    cr_assert_eq(find(HTTP_POST, BASE "/qiyeweixin/chat/query_num/7"), STATUS_WRONG_METHOD);
    cr_assert_str_eq(exchange.allow, "GET, HEAD");
    cr_assert_eq(find(HTTP_POST, BASE "/qiyeweixin/chat/getmsg/7"), STATUS_WRONG_METHOD);
    cr_assert_str_eq(exchange.allow, "GET");
}

/* It would change something unseen. */
Test(gateway_route, head_is_taken_where_get_changes_nothing)
{
    cr_assert_eq(find(HTTP_HEAD, BASE "/qiyeweixin/chat/query_num/7"), STATUS_DONE);
    cr_assert_eq(found(), METHOD_STAFF_UNREAD);
    cr_assert_eq(find(HTTP_HEAD, BASE "/qiyeweixin/chat/getmsg/7"), STATUS_WRONG_METHOD);
    cr_assert_str_eq(exchange.allow, "GET");
    cr_assert_eq(find(HTTP_HEAD, BASE "/qiyeweixin/chat/send_msg/7"), STATUS_WRONG_METHOD);
}

Test(gateway_route, contract_can_be_read)
{
    cr_assert_eq(find(HTTP_GET, OPENAPI_PATH), STATUS_DONE);
    cr_assert_null(exchange.method);
    cr_assert_eq(find(HTTP_HEAD, OPENAPI_PATH), STATUS_DONE);
    cr_assert_eq(find(HTTP_POST, OPENAPI_PATH), STATUS_WRONG_METHOD);
    cr_assert_str_eq(exchange.allow, "GET, HEAD");
}

Test(gateway_route, what_anybody_may_ask_is_known_by_its_path_alone)
{
    const method_t *callback = route_public(TEXT_LITERAL(BASE "/gongzhonghao/callback/7"));
    cr_assert(callback && callback->answers == ANSWERS_CALLBACK);
    const method_t *login = route_public(TEXT_LITERAL(BASE "/qiyeweixin/work_weixin_auth/exchange"));
    cr_assert(login && login->id == METHOD_QY_EXCHANGE);
    static const char *const others[] = {
        BASE "/qiyeweixin/chat/send_msg/7",
        BASE "/gongzhonghao/callback/",
        BASE "/gongzhonghao/callback/x",
        BASE "/gongzhonghao/callback/7/",
        BASE "/session",
        BASE,
        "/gongzhonghao/callback/7",
        BASE "/gongzhonghao/callback/7a",
        "",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_assert_null(route_public(text_of(others[i])), "%s", others[i]);
}
