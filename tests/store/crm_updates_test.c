/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/store/stored.h"
#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_updates, .fini = leak_check);

static office_t *office_with_customer(void)
{
    office_t *office = office_new();
    office_bind(
        office,
        &(bond_t){.staff_id = STAFF, .customer_id = 9, .created = office_now - 200000000, .source = 1});
    office_bind(office, &(bond_t){.staff_id = COLLEAGUE, .customer_id = 5, .created = office_now});
    office_add_customer(office, 9, "张炬");
    office_add_customer(office, 5, "张聪");
    return office;
}

static void expect_field(office_t *office, const char *field, const char *expected)
{
    char *value = office_field(office, 9, field);
    cr_expect_str_eq(value, expected, "%s: '%s', not '%s'", field, value, expected);
    free(value);
}

/* The one row of customer 9; free `answer` with json_decref. */
static json_t *card(office_t *office, json_t **answer)
{
    *answer = office_ask(office, METHOD_CUSTOMER, RPC_PARAMETERS("customer_id", "9"));
    return json_array_get(json_object_get(*answer, "ret_data"), 0);
}

static void expect_card(office_t *office, const char *expected)
{
    json_t *answer, *row = card(office, &answer);
    char *text = json_dumps(row, JSON_COMPACT | JSON_SORT_KEYS);
    cr_expect_str_eq(text, expected, "%s", text);
    free(text);
    json_decref(answer);
}

Test(crm_updates, a_bare_card)
{
    office_t *office = office_with_customer();
    expect_card(office,
                "{\"address\":\"\",\"ai_pr\":\"0\",\"birthday\":\"\",\"company\":\"\",\"day_interval\":2,"
                "\"email\":\"\","
                "\"expected_time\":null,\"expedted_pr\":\"0\",\"headimgurl\":\"a.jpg\",\"id\":9,\"mem\":\"\","
                "\"memo_name\":null,\"phone\":\"\",\"position\":\"\",\"sex\":null,\"source\":\"扫码\","
                "\"superior\":\"\",\"tag\":[],\"user_type\":1,\"username\":\"张炬\"}");
    office_destroy(&office);
}

Test(crm_updates, information_is_set_kept_and_cleared)
{
    office_t *office = office_with_customer();
    office_bind(office, &(bond_t){.staff_id = STAFF, .customer_id = 5, .created = office_now});
    cr_expect_eq(office_call(office, METHOD_UPDATE_INFORMATION,
                             RPC_PARAMETERS("id", "9", "sex", "1", "username", "张三丰", "memo_name",
                                            "太乙真人", "superior", "5", "phone", "15931788974", "email",
                                            "1@qq.com", "company", "合众康桥", "position", "开发", "address",
                                            "通州区", "mem", "💗", "birthday", "2018-6-1")),
                 STATUS_DONE);
    expect_card(
        office,
        "{\"address\":\"通州区\",\"ai_pr\":\"0\",\"birthday\":\"2018-06-01\",\"company\":\"合众康桥\","
        "\"day_interval\":2,\"email\":\"1@qq.com\",\"expected_time\":null,\"expedted_pr\":\"0\","
        "\"headimgurl\":\"a.jpg\",\"id\":9,\"mem\":\"💗\",\"memo_name\":\"太乙真人\","
        "\"phone\":\"15931788974\",\"position\":\"开发\",\"sex\":1,\"source\":\"扫码\","
        "\"superior\":\"张聪\",\"tag\":[],\"user_type\":1,\"username\":\"张三丰\"}");
    cr_expect_eq(office_call(office, METHOD_UPDATE_INFORMATION, RPC_PARAMETERS("id", "9", "sex", "2")),
                 STATUS_DONE);
    expect_field(office, "sex", "2");
    expect_field(office, "phone", "15931788974");
    expect_field(office, "birthday", "2018-06-01");
    cr_expect_eq(office_call(office, METHOD_UPDATE_INFORMATION,
                             RPC_PARAMETERS("id", "9", "sex", "2", "username", "", "memo_name", "", "phone",
                                            "", "birthday", "")),
                 STATUS_DONE);
    json_t *answer, *row = card(office, &answer);
    cr_expect_str_eq(json_string_value(json_object_get(row, "username")), "张炬");
    cr_expect(json_is_null(json_object_get(row, "memo_name")));
    cr_expect_str_eq(json_string_value(json_object_get(row, "birthday")), "");
    cr_expect_str_eq(json_string_value(json_object_get(row, "company")), "合众康桥");
    json_decref(answer);
    cr_expect_eq(office_number(office, "EXISTS rels:{u:7}:follow"), 0, "information is no follow-up");
    office_destroy(&office);
}

Test(crm_updates, a_superior_of_another_staff_user_changes_nothing)
{
    office_t *office = office_with_customer();
    const char *const *parameters = RPC_PARAMETERS("id", "9", "sex", "1", "superior", "5", "mem", "x");
    cr_expect_eq(office_call(office, METHOD_UPDATE_INFORMATION, parameters), STATUS_NO_RELATION);
    expect_field(office, "mem", "");
    expect_field(office, "sex", "");
    office_destroy(&office);
}

Test(crm_updates, a_foreign_customer_is_refused_by_every_verb)
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
    office_t *office = office_with_customer();
    int64_t keys = office_number(office, "DBSIZE");
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        status_t status = office_call(
            office, calls[i].method,
            (const char *const[]){calls[i].id, "5", calls[i].name, calls[i].value, NULL});
        cr_expect_eq(status, STATUS_NO_RELATION, "%zu: %s", i, status_info(status)->name);
    }
    cr_expect_eq(office_number(office, "DBSIZE"), keys);
    office_destroy(&office);
}

static void expect_note(office_t *office, int place, const char *expected)
{
    redis_reply_t *reply = redis_server_ask(office->server, "LINDEX notes:{u:7}:9 %d", place);
    stored_note_t note;
    cr_assert(stored_read_note(redis_text(reply), &note));
    cr_expect_eq(note.time, office_now);
    cr_expect(text_equal(note.text, text_of(expected)), "%.*s", TEXT_ARG(note.text));
    redis_reply_free(reply);
}

Test(crm_updates, expected_values_come_with_time_and_note)
{
    office_t *office = office_with_customer();
    cr_expect_eq(office_call(office, METHOD_UPDATE_EXPECTED_TIME,
                             RPC_PARAMETERS("id", "9", "expected_time", "2018-6-6")),
                 STATUS_DONE);
    cr_expect_eq(
        office_call(office, METHOD_UPDATE_EXPECTED_PR, RPC_PARAMETERS("id", "9", "expedted_pr", "80%")),
        STATUS_DONE);
    expect_field(office, "expected_time", "2018-06-06");
    expect_field(office, "expected_pr", "80");
    expect_note(office, 0, "更新预计成交日期: 2018-06-06");
    expect_note(office, 1, "更新预计成交率为: 80");
    cr_expect_eq(office_number(office, "LLEN notes:{u:7}:9"), 2);
    cr_expect_eq(office_number(office, "ZCARD rels:{u:7}:follow:aged"), 1);
    json_t *answer = office_ask(office, METHOD_CONTACTS, NULL);
    json_t *row = json_array_get(json_object_get(answer, "ret_data"), 0);
    cr_expect_eq(json_integer_value(json_object_get(row, "expedted_pr")), 80);
    cr_expect_str_eq(json_string_value(json_object_get(row, "expected_time")), "2018-06-06");
    cr_expect_str_eq(json_string_value(json_object_get(row, "follow_status")), "今天跟进");
    json_decref(answer);
    office_destroy(&office);
}

/* The name of the first contact. */
static void expect_contact_name(office_t *office, const char *expected)
{
    json_t *answer = office_ask(office, METHOD_CONTACTS, NULL);
    json_t *row = json_array_get(json_object_get(answer, "ret_data"), 0);
    cr_expect_str_eq(json_string_value(json_object_get(row, "customer_username")), expected);
    json_decref(answer);
}

Test(crm_updates, contacts_show_a_name_as_long_as_it_is_set)
{
    office_t *office = office_with_customer();
    expect_contact_name(office, "张炬");
    office_call(office, METHOD_UPDATE_INFORMATION,
                RPC_PARAMETERS("id", "9", "sex", "1", "username", "张三丰"));
    expect_contact_name(office, "张三丰");
    office_call(office, METHOD_UPDATE_EXPECTED_TIME, RPC_PARAMETERS("id", "9", "expected_time", "2018-6-6"));
    office_call(office, METHOD_UPDATE_INFORMATION, RPC_PARAMETERS("id", "9", "sex", "2"));
    expect_contact_name(office, "张三丰");
    office_call(office, METHOD_UPDATE_INFORMATION, RPC_PARAMETERS("id", "9", "sex", "1", "username", ""));
    expect_contact_name(office, "张炬");
    office_destroy(&office);
}

Test(crm_updates, an_older_time_does_not_move_the_last_follow_back)
{
    office_t *office = office_with_customer();
    const char *const *parameters = RPC_PARAMETERS("id", "9", "expedted_pr", "1");
    int64_t later = office_now;
    office_call(office, METHOD_UPDATE_EXPECTED_PR, parameters);
    office_now -= 1000;
    cr_expect_eq(office_call(office, METHOD_UPDATE_EXPECTED_PR, parameters), STATUS_DONE);
    redis_reply_t *reply = redis_server_ask(office->server, "ZREVRANGE rels:{u:7}:follow 0 0 WITHSCORES");
    cr_expect_eq(redis_int(reply->element[1]), later);
    redis_reply_free(reply);
    office_destroy(&office);
}

/* The first try was applied, its instance died before it answered, and another gets the call. */
Test(crm_updates, a_call_tried_again_leaves_one_note)
{
    office_t *office = office_with_customer();
    rpc_call_t call = {.method = METHOD_UPDATE_EXPECTED_PR,
                       .caller = STAFF,
                       .id = 77,
                       .issued = clock_now(),
                       .parameters = RPC_PARAMETERS("id", "9", "expedted_pr", "80")};
    cr_expect_eq(rpc_client_call(office->client, &call, NULL), STATUS_DONE);
    office_call(office, METHOD_UPDATE_EXPECTED_PR, RPC_PARAMETERS("id", "9", "expedted_pr", "90"));
    call.tries = 1;
    cr_expect_eq(rpc_client_call(office->client, &call, NULL), STATUS_DONE);
    cr_expect_eq(office_number(office, "LLEN notes:{u:7}:9"), 2);
    expect_field(office, "expected_pr", "90");
    office_destroy(&office);
}

/* The second try was applied; then the first, which hung, gets through. */
Test(crm_updates, a_first_try_after_its_second_changes_nothing)
{
    office_t *office = office_with_customer();
    rpc_call_t call = {.method = METHOD_UPDATE_EXPECTED_PR,
                       .caller = STAFF,
                       .id = 77,
                       .tries = 1,
                       .issued = clock_now(),
                       .parameters = RPC_PARAMETERS("id", "9", "expedted_pr", "80")};
    cr_expect_eq(rpc_client_call(office->client, &call, NULL), STATUS_DONE);
    office_call(office, METHOD_UPDATE_EXPECTED_PR, RPC_PARAMETERS("id", "9", "expedted_pr", "90"));
    redis_server_forget(office->server);
    call.tries = 0;
    cr_expect_eq(rpc_client_call(office->client, &call, NULL), STATUS_PASSED_UNKNOWN);
    cr_expect_eq(office_number(office, "LLEN notes:{u:7}:9"), 2);
    expect_field(office, "expected_pr", "90");
    office_destroy(&office);
}

static const char *tags_of(office_t *office, char *text, size_t size)
{
    json_t *answer, *row = card(office, &answer);
    size_t used = json_dumpb(json_object_get(row, "tag"), text, size - 1, JSON_COMPACT);
    text[used] = '\0';
    json_decref(answer);
    return text;
}

static status_t set_tags(office_t *office, const char *list)
{
    return office_call(office, METHOD_UPDATE_TAGS, RPC_PARAMETERS("id", "9", "tag_list", list));
}

Test(crm_updates, tags_are_replaced_all_or_none)
{
    char text[200];
    office_t *office = office_with_customer();
    office_add_tag(office, 2, "已婚", 0);
    office_add_tag(office, 3, "90后", COMPANY);
    office_add_tag(office, 4, "别家的", COMPANY + 1);
    cr_expect_eq(set_tags(office, "[3,2,3]"), STATUS_DONE);
    cr_expect_str_eq(tags_of(office, text, sizeof text), "[\"90后\",\"已婚\"]");
    cr_expect_eq(set_tags(office, "[2,404]"), STATUS_NO_SUCH_TAG);
    cr_expect_eq(set_tags(office, "[2,4]"), STATUS_NO_SUCH_TAG,
                 "a tag of another company does not exist here");
    cr_expect_str_eq(tags_of(office, text, sizeof text), "[\"90后\",\"已婚\"]");
    office_destroy(&office);
}

Test(crm_updates, an_empty_list_hides_the_stock)
{
    char text[200];
    office_t *office = office_with_customer();
    office_add_tag(office, 2, "已婚", 0);
    redis_server_do(office->server, "HSET tagged:9 0 2,404");
    cr_expect_str_eq(tags_of(office, text, sizeof text), "[\"已婚\"]");
    cr_expect_eq(set_tags(office, "[]"), STATUS_DONE);
    cr_expect_str_eq(tags_of(office, text, sizeof text), "[]");
    office_destroy(&office);
}

Test(crm_updates, calls_wait_for_a_redis_that_comes_back)
{
    office_t *office = office_with_customer();
    redis_server_kill(office->server);
    redis_server_start(office->server);
    cr_expect_eq(
        office_call(office, METHOD_UPDATE_EXPECTED_PR, RPC_PARAMETERS("id", "9", "expedted_pr", "80")),
        STATUS_DONE);
    expect_field(office, "expected_pr", "80");
    cr_expect_eq(office_number(office, "LLEN notes:{u:7}:9"), 1);
    office_destroy(&office);
}

/* docs/decisions/0023 */
Test(crm_updates, follow_up_after_a_jump_of_the_clock_leaves_no_time_in_the_future)
{
    enum { THREE_DAYS = 3 * 86400000 };
    office_t *office = office_with_customer();
    office_now = clock_now() + THREE_DAYS;
    cr_assert_eq(
        office_call(office, METHOD_UPDATE_EXPECTED_PR, RPC_PARAMETERS("id", "9", "expedted_pr", "5")),
        STATUS_DONE);
    office_now -= THREE_DAYS;
    cr_assert_eq(
        office_call(office, METHOD_UPDATE_EXPECTED_PR, RPC_PARAMETERS("id", "9", "expedted_pr", "6")),
        STATUS_DONE);
    char command[64];
    snprintf(command, sizeof command, "ZCOUNT rels:{u:%d}:follow (%lld +inf", STAFF, (long long)office_now);
    cr_assert_eq(office_number(office, command), 0);
    cr_assert_eq(office_number(office, "ZCARD rels:{u:7}:follow"), 1);
    office_destroy(&office);
}
