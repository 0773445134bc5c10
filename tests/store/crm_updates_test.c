/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/store/stored.h"
#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_updates, .fini = leak_check);

static crm_service_t *crm_service_with_customer(void)
{
    crm_service_t *crm_service = crm_service_new();
    crm_service_bind(
        crm_service,
        &(bond_t){.staff_id = STAFF, .customer_id = 9, .created = crm_service_now - 200000000, .source = 1});
    crm_service_bind(crm_service,
                     &(bond_t){.staff_id = COLLEAGUE, .customer_id = 5, .created = crm_service_now});
    crm_service_add_customer(crm_service, 9, "张炬");
    crm_service_add_customer(crm_service, 5, "张聪");
    return crm_service;
}

static void expect_field(crm_service_t *crm_service, const char *field, const char *expected)
{
    char *value = crm_service_field(crm_service, 9, field);
    cr_expect_str_eq(value, expected, "%s: '%s', not '%s'", field, value, expected);
    free(value);
}

/* The one row of customer 9; free `answer` with json_decref. */
static json_t *card(crm_service_t *crm_service, json_t **answer)
{
    *answer = crm_service_ask(crm_service, METHOD_CUSTOMER, RPC_PARAMETERS("customer_id", "9"));
    return json_array_get(json_object_get(*answer, "ret_data"), 0);
}

static void expect_card(crm_service_t *crm_service, const char *expected)
{
    json_t *answer, *row = card(crm_service, &answer);
    char *text = json_dumps(row, JSON_COMPACT | JSON_SORT_KEYS);
    cr_expect_str_eq(text, expected, "%s", text);
    free(text);
    json_decref(answer);
}

Test(crm_updates, a_bare_card)
{
    crm_service_t *crm_service = crm_service_with_customer();
    expect_card(crm_service,
                "{\"address\":\"\",\"ai_pr\":\"0\",\"birthday\":\"\",\"company\":\"\",\"day_interval\":2,"
                "\"email\":\"\","
                "\"expected_time\":null,\"expedted_pr\":\"0\",\"headimgurl\":\"a.jpg\",\"id\":9,\"mem\":\"\","
                "\"memo_name\":null,\"phone\":\"\",\"position\":\"\",\"sex\":null,\"source\":\"扫码\","
                "\"superior\":\"\",\"tag\":[],\"user_type\":1,\"username\":\"张炬\"}");
    crm_service_destroy(&crm_service);
}

Test(crm_updates, information_is_set_kept_and_cleared)
{
    crm_service_t *crm_service = crm_service_with_customer();
    crm_service_bind(crm_service, &(bond_t){.staff_id = STAFF, .customer_id = 5, .created = crm_service_now});
    cr_expect_eq(crm_service_call(crm_service, METHOD_UPDATE_INFORMATION,
                                  RPC_PARAMETERS("id", "9", "sex", "1", "username", "张三丰", "memo_name",
                                                 "太乙真人", "superior", "5", "phone", "15931788974", "email",
                                                 "1@qq.com", "company", "合众康桥", "position", "开发",
                                                 "address", "通州区", "mem", "💗", "birthday", "2018-6-1")),
                 STATUS_DONE);
    expect_card(
        crm_service,
        "{\"address\":\"通州区\",\"ai_pr\":\"0\",\"birthday\":\"2018-06-01\",\"company\":\"合众康桥\","
        "\"day_interval\":2,\"email\":\"1@qq.com\",\"expected_time\":null,\"expedted_pr\":\"0\","
        "\"headimgurl\":\"a.jpg\",\"id\":9,\"mem\":\"💗\",\"memo_name\":\"太乙真人\","
        "\"phone\":\"15931788974\",\"position\":\"开发\",\"sex\":1,\"source\":\"扫码\","
        "\"superior\":\"张聪\",\"tag\":[],\"user_type\":1,\"username\":\"张三丰\"}");
    cr_expect_eq(
        crm_service_call(crm_service, METHOD_UPDATE_INFORMATION, RPC_PARAMETERS("id", "9", "sex", "2")),
        STATUS_DONE);
    expect_field(crm_service, "sex", "2");
    expect_field(crm_service, "phone", "15931788974");
    expect_field(crm_service, "birthday", "2018-06-01");
    cr_expect_eq(crm_service_call(crm_service, METHOD_UPDATE_INFORMATION,
                                  RPC_PARAMETERS("id", "9", "sex", "2", "username", "", "memo_name", "",
                                                 "phone", "", "birthday", "")),
                 STATUS_DONE);
    json_t *answer, *row = card(crm_service, &answer);
    cr_expect_str_eq(json_string_value(json_object_get(row, "username")), "张炬");
    cr_expect(json_is_null(json_object_get(row, "memo_name")));
    cr_expect_str_eq(json_string_value(json_object_get(row, "birthday")), "");
    cr_expect_str_eq(json_string_value(json_object_get(row, "company")), "合众康桥");
    json_decref(answer);
    cr_expect_eq(service_fixture_number(&crm_service->base, "EXISTS rels:{u:7}:follow"), 0,
                 "information is no follow-up");
    crm_service_destroy(&crm_service);
}

Test(crm_updates, a_superior_of_another_staff_user_changes_nothing)
{
    crm_service_t *crm_service = crm_service_with_customer();
    const char *const *parameters = RPC_PARAMETERS("id", "9", "sex", "1", "superior", "5", "mem", "x");
    cr_expect_eq(crm_service_call(crm_service, METHOD_UPDATE_INFORMATION, parameters), STATUS_NO_RELATION);
    expect_field(crm_service, "mem", "");
    expect_field(crm_service, "sex", "");
    crm_service_destroy(&crm_service);
}

Test(crm_updates, a_foreign_customer_is_refused_by_every_handler)
{
    static const struct {
        method_id_t method;
        const char *id, *name, *value;
    } calls[] = {
        {METHOD_UPDATE_INFORMATION, "id", "sex", "1"},
        {METHOD_UPDATE_EXPECTED_TIME, "id", "expected_time", "2018-06-06"},
        {METHOD_UPDATE_EXPECTED_PR, "id", "expedted_pr", "80"},
        {METHOD_UPDATE_TAGS, "id", "tag_list", "[404]"},
        {METHOD_CUSTOMER, "customer_id", NULL, NULL},
    };
    crm_service_t *crm_service = crm_service_with_customer();
    int64_t keys = service_fixture_number(&crm_service->base, "DBSIZE");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        status_t status = crm_service_call(
            crm_service, calls[i].method,
            (const char *const[]){calls[i].id, "5", calls[i].name, calls[i].value, NULL});
        cr_expect_eq(status, STATUS_NO_RELATION, "%zu: %s", i, status_info(status)->name);
    }
    cr_expect_eq(service_fixture_number(&crm_service->base, "DBSIZE"), keys);
    crm_service_destroy(&crm_service);
}

static void expect_note(crm_service_t *crm_service, int place, const char *expected)
{
    redis_reply_t *reply = redis_server_ask(crm_service->base.server, "LINDEX notes:{u:7}:9 %d", place);
    stored_note_t note;
    cr_assert(stored_read_note(redis_text(reply), &note));
    cr_expect_eq(note.time, crm_service_now);
    cr_expect(text_equal(note.text, text_of(expected)), "%.*s", TEXT_ARG(note.text));
    redis_reply_free(reply);
}

Test(crm_updates, expected_values_come_with_time_and_note)
{
    crm_service_t *crm_service = crm_service_with_customer();
    cr_expect_eq(crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_TIME,
                                  RPC_PARAMETERS("id", "9", "expected_time", "2018-6-6")),
                 STATUS_DONE);
    cr_expect_eq(crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_PR,
                                  RPC_PARAMETERS("id", "9", "expedted_pr", "80%")),
                 STATUS_DONE);
    expect_field(crm_service, "expected_time", "2018-06-06");
    expect_field(crm_service, "expected_pr", "80");
    expect_note(crm_service, 0, "更新预计成交日期: 2018-06-06");
    expect_note(crm_service, 1, "更新预计成交率为: 80");
    cr_expect_eq(service_fixture_number(&crm_service->base, "LLEN notes:{u:7}:9"), 2);
    cr_expect_eq(service_fixture_number(&crm_service->base, "ZCARD rels:{u:7}:follow:aged"), 1);
    json_t *answer = crm_service_ask(crm_service, METHOD_CONTACTS, NULL);
    json_t *row = json_array_get(json_object_get(answer, "ret_data"), 0);
    cr_expect_eq(json_integer_value(json_object_get(row, "expedted_pr")), 80);
    cr_expect_str_eq(json_string_value(json_object_get(row, "expected_time")), "2018-06-06");
    cr_expect_str_eq(json_string_value(json_object_get(row, "follow_status")), "今天跟进");
    json_decref(answer);
    crm_service_destroy(&crm_service);
}

/* The name of the first contact. */
static void expect_contact_name(crm_service_t *crm_service, const char *expected)
{
    json_t *answer = crm_service_ask(crm_service, METHOD_CONTACTS, NULL);
    json_t *row = json_array_get(json_object_get(answer, "ret_data"), 0);
    cr_expect_str_eq(json_string_value(json_object_get(row, "customer_username")), expected);
    json_decref(answer);
}

Test(crm_updates, contacts_show_a_name_as_long_as_it_is_set)
{
    crm_service_t *crm_service = crm_service_with_customer();
    expect_contact_name(crm_service, "张炬");
    crm_service_call(crm_service, METHOD_UPDATE_INFORMATION,
                     RPC_PARAMETERS("id", "9", "sex", "1", "username", "张三丰"));
    expect_contact_name(crm_service, "张三丰");
    crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_TIME,
                     RPC_PARAMETERS("id", "9", "expected_time", "2018-6-6"));
    crm_service_call(crm_service, METHOD_UPDATE_INFORMATION, RPC_PARAMETERS("id", "9", "sex", "2"));
    expect_contact_name(crm_service, "张三丰");
    crm_service_call(crm_service, METHOD_UPDATE_INFORMATION,
                     RPC_PARAMETERS("id", "9", "sex", "1", "username", ""));
    expect_contact_name(crm_service, "张炬");
    crm_service_destroy(&crm_service);
}

Test(crm_updates, an_older_time_does_not_move_the_last_follow_back)
{
    crm_service_t *crm_service = crm_service_with_customer();
    const char *const *parameters = RPC_PARAMETERS("id", "9", "expedted_pr", "1");
    int64_t later = crm_service_now;
    crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_PR, parameters);
    crm_service_now -= 1000;
    cr_expect_eq(crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_PR, parameters), STATUS_DONE);
    redis_reply_t *reply = redis_server_ask(crm_service->base.server,
                                            "ZREVRANGE rels:{u:7}:follow 0 0 WITHSCORES");
    cr_expect_eq(redis_int(reply->element[1]), later);
    redis_reply_free(reply);
    crm_service_destroy(&crm_service);
}

/* The first try was applied, its instance died before it answered, and another gets the call. */
Test(crm_updates, a_call_tried_again_leaves_one_note)
{
    crm_service_t *crm_service = crm_service_with_customer();
    rpc_call_t call = {.method = METHOD_UPDATE_EXPECTED_PR,
                       .caller = STAFF,
                       .id = 77,
                       .issued = clock_now(),
                       .parameters = RPC_PARAMETERS("id", "9", "expedted_pr", "80")};
    cr_expect_eq(test_client_call(crm_service->base.client, &call, NULL), STATUS_DONE);
    crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_PR, RPC_PARAMETERS("id", "9", "expedted_pr", "90"));
    call.retries = 1;
    cr_expect_eq(test_client_call(crm_service->base.client, &call, NULL), STATUS_DONE);
    cr_expect_eq(service_fixture_number(&crm_service->base, "LLEN notes:{u:7}:9"), 2);
    expect_field(crm_service, "expected_pr", "90");
    crm_service_destroy(&crm_service);
}

/* The second try was applied; then the first, which hung, gets through. */
Test(crm_updates, a_first_try_after_its_second_changes_nothing)
{
    crm_service_t *crm_service = crm_service_with_customer();
    rpc_call_t call = {.method = METHOD_UPDATE_EXPECTED_PR,
                       .caller = STAFF,
                       .id = 77,
                       .retries = 1,
                       .issued = clock_now(),
                       .parameters = RPC_PARAMETERS("id", "9", "expedted_pr", "80")};
    cr_expect_eq(test_client_call(crm_service->base.client, &call, NULL), STATUS_DONE);
    crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_PR, RPC_PARAMETERS("id", "9", "expedted_pr", "90"));
    redis_server_forget(crm_service->base.server);
    call.retries = 0;
    cr_expect_eq(test_client_call(crm_service->base.client, &call, NULL), STATUS_PASSED_UNKNOWN);
    cr_expect_eq(service_fixture_number(&crm_service->base, "LLEN notes:{u:7}:9"), 2);
    expect_field(crm_service, "expected_pr", "90");
    crm_service_destroy(&crm_service);
}

static const char *tags_of(crm_service_t *crm_service, char *text, size_t size)
{
    json_t *answer, *row = card(crm_service, &answer);
    size_t used = json_dumpb(json_object_get(row, "tag"), text, size - 1, JSON_COMPACT);
    text[used] = '\0';
    json_decref(answer);
    return text;
}

static status_t set_tags(crm_service_t *crm_service, const char *list)
{
    return crm_service_call(crm_service, METHOD_UPDATE_TAGS, RPC_PARAMETERS("id", "9", "tag_list", list));
}

Test(crm_updates, tags_are_replaced_all_or_none)
{
    char text[200];
    crm_service_t *crm_service = crm_service_with_customer();
    crm_service_add_tag(crm_service, 2, "已婚", 0);
    crm_service_add_tag(crm_service, 3, "90后", COMPANY);
    crm_service_add_tag(crm_service, 4, "别家的", COMPANY + 1);
    cr_expect_eq(set_tags(crm_service, "[3,2,3]"), STATUS_DONE);
    cr_expect_str_eq(tags_of(crm_service, text, sizeof text), "[\"90后\",\"已婚\"]");
    cr_expect_eq(set_tags(crm_service, "[2,404]"), STATUS_NO_SUCH_TAG);
    cr_expect_eq(set_tags(crm_service, "[2,4]"), STATUS_NO_SUCH_TAG,
                 "a tag of another company does not exist here");
    cr_expect_str_eq(tags_of(crm_service, text, sizeof text), "[\"90后\",\"已婚\"]");
    crm_service_destroy(&crm_service);
}

Test(crm_updates, an_empty_list_hides_the_stock)
{
    char text[200];
    crm_service_t *crm_service = crm_service_with_customer();
    crm_service_add_tag(crm_service, 2, "已婚", 0);
    redis_server_do(crm_service->base.server, "HSET tagged:9 0 2,404");
    cr_expect_str_eq(tags_of(crm_service, text, sizeof text), "[\"已婚\"]");
    cr_expect_eq(set_tags(crm_service, "[]"), STATUS_DONE);
    cr_expect_str_eq(tags_of(crm_service, text, sizeof text), "[]");
    crm_service_destroy(&crm_service);
}

Test(crm_updates, calls_wait_for_a_redis_that_comes_back)
{
    crm_service_t *crm_service = crm_service_with_customer();
    redis_server_kill(crm_service->base.server);
    redis_server_start(crm_service->base.server);
    cr_expect_eq(crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_PR,
                                  RPC_PARAMETERS("id", "9", "expedted_pr", "80")),
                 STATUS_DONE);
    expect_field(crm_service, "expected_pr", "80");
    cr_expect_eq(service_fixture_number(&crm_service->base, "LLEN notes:{u:7}:9"), 1);
    crm_service_destroy(&crm_service);
}

/* docs/decisions/0023 */
Test(crm_updates, follow_up_after_a_jump_of_the_clock_leaves_no_time_in_the_future)
{
    enum { THREE_DAYS = 3 * 86400000 };
    crm_service_t *crm_service = crm_service_with_customer();
    crm_service_now = clock_now() + THREE_DAYS;
    cr_assert_eq(crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_PR,
                                  RPC_PARAMETERS("id", "9", "expedted_pr", "5")),
                 STATUS_DONE);
    crm_service_now -= THREE_DAYS;
    cr_assert_eq(crm_service_call(crm_service, METHOD_UPDATE_EXPECTED_PR,
                                  RPC_PARAMETERS("id", "9", "expedted_pr", "6")),
                 STATUS_DONE);
    char command[64];
    snprintf(command, sizeof command, "ZCOUNT rels:{u:%d}:follow (%lld +inf", STAFF,
             (long long)crm_service_now);
    cr_assert_eq(service_fixture_number(&crm_service->base, command), 0);
    cr_assert_eq(service_fixture_number(&crm_service->base, "ZCARD rels:{u:7}:follow"), 1);
    crm_service_destroy(&crm_service);
}
