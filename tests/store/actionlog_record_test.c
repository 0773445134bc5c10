/* SPDX-License-Identifier: Apache-2.0 */
/* POST action/record: what it leaves behind, and that it has one effect. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "base/clock.h"
#include "proto/action_names.h"
#include "tests/support/actionlog_service.h"
#include "tests/support/leak_check.h"

TestSuite(actionlog_record, .fini = leak_check);

Test(actionlog_record, record_shows_in_the_log)
{
    log_service_t *log_service = log_service_new();
    const char *data;
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "觉得\"靠谱\"")};
    cr_assert_eq(log_service_record(log_service, act, &data), STATUS_DONE);
    cr_assert_str_empty(data);
    json_t *answer = log_service_ask(log_service, NULL);
    json_t *expected = json_pack("{s:[{s:i,s:i,s:s,s:s,s:s,s:i}],s:i}", "ret_data", "user_id", STAFF,
                                 "customer_id", ZHANG, "headimgurl", "a.jpg", "log", "张聪觉得\"靠谱\"",
                                 "create_date", "2018-09-21T15:18:01", "action", 9, "data_count", 1);
    cr_assert(json_equal(answer, expected));
    json_decref(expected);
    json_decref(answer);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_without_remark_has_the_text_of_its_action)
{
    log_service_t *log_service = log_service_new();
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "1")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    log_service_record_plain(log_service, ZHANG, "1", "");
    json_t *answer = log_service_ask(log_service, NULL);
    for (size_t i = 0; i < 2; i++) {
        text_t remark = text_of(log_service_row_text(answer, i, "log") + strlen("张聪"));
        cr_assert(text_equal(remark, action_remark(1)), "%s", remark.data);
    }
    json_decref(answer);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_without_relation_changes_nothing)
{
    log_service_t *log_service = log_service_new();
    act_t act = {STRANGER, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_NO_RELATION);
    cr_assert_eq(service_fixture_number(&log_service->base,
                                        "EXISTS log:{u:7} log:{u:7}:c:11 log:{u:7}:a:9 once:{u:7}:c11:a1"),
                 0);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_moves_the_last_activity_forward_only)
{
    log_service_t *log_service = log_service_new();
    redis_reply_t *member = redis_server_ask(log_service->base.server, "HGET rel:{u:7}:9 member");
    log_service_record_plain(log_service, ZHANG, "9", "x");
    log_service_now -= MINUTE;
    log_service_record_plain(log_service, ZHANG, "9", "y");
    redis_reply_t *score = redis_server_ask(log_service->base.server, "ZSCORE rels:{u:7}:activity %s",
                                            member->str);
    cr_assert_eq(redis_int(score), log_service_now + MINUTE);
    redis_reply_free(score);
    score = redis_server_ask(log_service->base.server, "ZSCORE rels:{u:7}:activity:aged %s", member->str);
    cr_assert_str_eq(score->str, "0");
    redis_reply_free(score);
    redis_reply_free(member);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_by_a_slow_clock_keeps_the_order_of_time)
{
    log_service_t *log_service = log_service_new();
    log_service_record_plain(log_service, ZHANG, "9", "x");
    log_service_now -= MINUTE;
    log_service_record_plain(log_service, ZHANG, "9", "y");
    json_t *answer = log_service_ask(log_service, NULL);
    cr_assert_str_eq(log_service_row_text(answer, 0, "log"), "张聪y");
    cr_assert_str_eq(log_service_row_text(answer, 0, "create_date"), "2018-09-21T15:18:01");
    json_decref(answer);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_with_a_key_happens_once)
{
    log_service_t *log_service = log_service_new();
    const char *data;
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(log_service_record(log_service, act, &data), STATUS_DONE);
    cr_assert_str_eq(data, "{\"id\":1,\"dateTime\":\"2018-09-21T15:18:01\",\"duplicate\":false}");
    log_service_now += MINUTE;
    cr_assert_eq(log_service_record(log_service, act, &data), STATUS_DONE);
    cr_assert_str_eq(data, "{\"id\":1,\"dateTime\":\"2018-09-21T15:18:01\",\"duplicate\":true}");
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}"), 1);
    cr_assert_gt(service_fixture_number(&log_service->base, "TTL once:{u:7}:c9:a1"), 86000);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_refuses_a_key_with_another_content)
{
    log_service_t *log_service = log_service_new();
    const char *const *const others[] = {
        RPC_PARAMETERS("u_id", "7", "action", "10", "msg_id", "a1"),
        RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "x", "msg_id", "a1"),
        RPC_PARAMETERS("u_id", "7", "action", "9", "article_id", "3", "msg_id", "a1"),
    };
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        act.parameters = others[i];
        cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_KEY_REUSED, "%zu", i);
    }
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}"), 1);
    act.customer_id = JU;
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE, "keys are each sender's own");
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_refuses_a_key_of_a_message)
{
    log_service_t *log_service = log_service_new();
    redis_server_do(log_service->base.server, "SET once:{u:7}:c9:a1 %s", "5 1537514281000 0123456789abcdef");
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_KEY_REUSED);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_refuses_a_key_used_towards_another_staff_user)
{
    log_service_t *log_service = log_service_new();
    redis_server_do(log_service->base.server, "HSET rel:{u:8}:9 member 5ba4a0f9A9");
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    act.parameters = RPC_PARAMETERS("u_id", "8", "action", "9", "msg_id", "a1");
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_KEY_REUSED);
    cr_assert_eq(service_fixture_number(&log_service->base, "EXISTS log:{u:8}"), 0);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_tried_again_is_found_among_the_newest)
{
    log_service_t *log_service = log_service_new();
    act_t act = {ZHANG, 777, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "x")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    for (int i = 0; i < 150; i++)
        log_service_record_plain(log_service, JU, "1", "y");
    act.retries = 1;
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}"), 151);
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}:c:9"), 1);
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_with_a_key_tried_again_is_no_duplicate)
{
    log_service_t *log_service = log_service_new();
    const char *data;
    act_t act = {ZHANG, 777, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    act.retries = 1;
    cr_assert_eq(log_service_record(log_service, act, &data), STATUS_DONE);
    cr_assert_str_eq(data, "{\"id\":1,\"dateTime\":\"2018-09-21T15:18:01\",\"duplicate\":false}");
    log_service_destroy(&log_service);
}

Test(actionlog_record, first_try_after_a_retry_is_not_applied_however_late)
{
    log_service_t *log_service = log_service_new();
    act_t act = {ZHANG, 777, 1, clock_now(), RPC_PARAMETERS("u_id", "7", "action", "9", "remark", "x")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    redis_server_forget(log_service->base.server);
    act.retries = 0;
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_PASSED_UNKNOWN,
                 "the first try comes after the second");
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}"), 1);
    log_service_record_plain(log_service, ZHANG, "9", "y");
    cr_assert_eq(service_fixture_number(&log_service->base, "LLEN log:{u:7}"), 2, "other calls go on");
    log_service_destroy(&log_service);
}

Test(actionlog_record, record_tried_again_too_late_changes_nothing)
{
    log_service_t *log_service = log_service_new();
    act_t act = {ZHANG, 777, 1, clock_now() - 91000, RPC_PARAMETERS("u_id", "7", "action", "9")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DEADLINE);
    cr_assert_eq(service_fixture_number(&log_service->base, "EXISTS log:{u:7}"), 0);
    log_service_destroy(&log_service);
}

/* Its later try was applied: what that did is answered before the try is judged. */
Test(actionlog_record, record_with_a_known_key_answers_a_fenced_first_try)
{
    log_service_t *log_service = log_service_new();
    const char *data;
    act_t act = {ZHANG, 777, 1, clock_now(), RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    act.retries = 0;
    cr_assert_eq(log_service_record(log_service, act, &data), STATUS_DONE);
    cr_assert_str_eq(data, "{\"id\":1,\"dateTime\":\"2018-09-21T15:18:01\",\"duplicate\":false}");
    log_service_destroy(&log_service);
}

/* With more digits than Lua writes of a number by itself. */
Test(actionlog_record, record_with_a_key_keeps_a_time_of_15_digits)
{
    log_service_t *log_service = log_service_new();
    const char *data;
    log_service_now = INT64_C(123456789012345);
    act_t act = {ZHANG, 0, 0, 0, RPC_PARAMETERS("u_id", "7", "action", "9", "msg_id", "a1")};
    cr_assert_eq(log_service_record(log_service, act, NULL), STATUS_DONE);
    cr_assert_eq(log_service_record(log_service, act, &data), STATUS_DONE);
    cr_assert_str_eq(data, "{\"id\":1,\"dateTime\":\"5882-03-11T08:30:12.345\",\"duplicate\":true}");
    log_service_destroy(&log_service);
}
