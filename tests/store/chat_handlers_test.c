/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "tests/support/chat_service.h"

#define CUSTOMER_ROW(avatar, more, content)                                                                  \
    "{\"customer_id\":9,\"user_id\":7,\"" avatar "\":\"u.jpg\",\"customer_headimgurl\":\"c.jpg\","           \
    "\"customer\":\"又\\\"胖\",\"dateTime\":0," more "\"info_type\":1,\"msg\":\"" content "\"}"
#define STAFF_ROW(more, content)                                                                               \
    "{\"customer_id\":9,\"customer_avatar\":\"c.jpg\",\"user_id\":7,\"src\":\"c.jpg\",\"name\":\"又\\\"胖\"" \
    ",\"dateTime\":0," more "\"info_type\":1,\"msg\":\"" content "\"}"
#define READ "\"is_customer_already_read\":1,\"is_customer_already_read_text\":\"已读\","
#define NOT_READ "\"is_customer_already_read\":0,\"is_customer_already_read_text\":\"未读\","

static int64_t unread(chat_service_t *chat_service, method_id_t method)
{
    chat_service_ask(chat_service, method, NULL);
    cr_assert_eq(chat_service->status, STATUS_DONE);
    return chat_service_number(chat_service, "chatinfo_count");
}

Test(chat_handlers, getmsg_of_the_customer_has_every_field)
{
    chat_service_t *chat_service = chat_service_new();
    chat_service_ask(chat_service, METHOD_CUSTOMER_GETMSG, NULL);
    chat_service_expect(chat_service, STATUS_EMPTY, "{\"ret_data\":[],\"data_count\":0}");
    chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "one");
    chat_service_say(chat_service, METHOD_STAFF_SEND, "two");
    chat_service_ask(chat_service, METHOD_CUSTOMER_GETMSG, NULL);
    chat_service_expect(chat_service, STATUS_DONE,
                        "{\"ret_data\":[" CUSTOMER_ROW(
                            "user_avator", "\"id\":1,\"send_type\":2,\"is_first_info\":false,",
                            "one") "," CUSTOMER_ROW("user_avator",
                                                    "\"id\":2,\"send_type\":1,\"is_first_info\":false,",
                                                    "two") "],\"data_count\":2}");
    chat_service_ask(chat_service, METHOD_CUSTOMER_GETMSG, NULL);
    chat_service_expect(chat_service, STATUS_EMPTY, "{\"ret_data\":[],\"data_count\":0}");
    chat_service_destroy(chat_service);
}

Test(chat_handlers, getmsg_of_staff_tells_what_the_customer_has_read)
{
    chat_service_t *chat_service = chat_service_new();
    chat_service_say(chat_service, METHOD_STAFF_SEND, "one");
    chat_service_ask(chat_service, METHOD_CUSTOMER_GETMSG, NULL);
    chat_service_say(chat_service, METHOD_STAFF_SEND, "two");
    chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "three");
    chat_service_ask(chat_service, METHOD_STAFF_GETMSG, NULL);
    chat_service_expect(
        chat_service, STATUS_DONE,
        "{\"ret_data\":[" STAFF_ROW("\"id\":1,\"send_type\":1," READ, "one") "," STAFF_ROW(
            "\"id\":2,\"send_type\":1," NOT_READ, "two") "," STAFF_ROW("\"id\":3,\"send_type\":2," READ,
                                                                       "three") "],\"data_count\":3}");
    chat_service_destroy(chat_service);
}

Test(chat_handlers, getmsg_gives_at_most_200_and_the_rest_next_time)
{
    chat_service_t *chat_service = chat_service_new();
    for (int i = 0; i < 201; i++)
        chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "x");
    chat_service_ask(chat_service, METHOD_STAFF_GETMSG, NULL);
    cr_assert_eq(chat_service_rows(chat_service), 200);
    cr_assert_eq(unread(chat_service, METHOD_STAFF_UNREAD), 1);
    chat_service_ask(chat_service, METHOD_STAFF_GETMSG, NULL);
    cr_assert_eq(chat_service_rows(chat_service), 1);
    cr_assert_eq(chat_service_row_number(chat_service, 0, "id"), 201);
    chat_service_destroy(chat_service);
}

Test(chat_handlers, getmsg_tried_again_gives_the_same_rows)
{
    chat_service_t *chat_service = chat_service_new();
    chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "one");
    chat_service_ask_again(chat_service, METHOD_STAFF_GETMSG, 77, 0, NULL);
    chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "two");
    chat_service_ask_again(chat_service, METHOD_STAFF_GETMSG, 77, 1, NULL);
    cr_assert_eq(chat_service_rows(chat_service), 1);
    cr_assert_eq(chat_service_row_number(chat_service, 0, "id"), 1);
    cr_assert_eq(unread(chat_service, METHOD_STAFF_UNREAD), 1);
    chat_service_destroy(chat_service);
}

Test(chat_handlers, getmsg_tried_again_with_nothing_new_stops_the_late_first_try)
{
    chat_service_t *chat_service = chat_service_new();
    chat_service_ask_again(chat_service, METHOD_STAFF_GETMSG, 77, 1, NULL);
    chat_service_expect(chat_service, STATUS_EMPTY, "{\"ret_data\":[],\"data_count\":0}");
    chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "one");
    chat_service_ask_again(chat_service, METHOD_STAFF_GETMSG, 77, 0, NULL);
    cr_assert_eq(unread(chat_service, METHOD_STAFF_UNREAD), 1);
    chat_service_destroy(chat_service);
}

Test(chat_handlers, after_marks_nothing_and_ack_marks_up_to_its_id)
{
    chat_service_t *chat_service = chat_service_new();
    for (int i = 0; i < 3; i++)
        chat_service_say(chat_service, METHOD_STAFF_SEND, "x");
    chat_service_ask(chat_service, METHOD_CUSTOMER_GETMSG, RPC_PARAMETERS("after", "0"));
    cr_assert_eq(chat_service_rows(chat_service), 3);
    chat_service_ask(chat_service, METHOD_CUSTOMER_GETMSG, RPC_PARAMETERS("after", "2"));
    cr_assert_eq(chat_service_rows(chat_service), 1);
    cr_assert_eq(chat_service_row_number(chat_service, 0, "id"), 3);
    chat_service_ask(chat_service, METHOD_CUSTOMER_GETMSG, RPC_PARAMETERS("after", "9007199254740991"));
    cr_assert_eq(chat_service->status, STATUS_EMPTY);
    cr_assert_eq(unread(chat_service, METHOD_CUSTOMER_UNREAD), 3);
    chat_service_ask(chat_service, METHOD_CUSTOMER_ACK, RPC_PARAMETERS("id", "2"));
    cr_assert_eq(chat_service->status, STATUS_DONE);
    cr_assert_eq(unread(chat_service, METHOD_CUSTOMER_UNREAD), 1);
    chat_service_ask(chat_service, METHOD_CUSTOMER_ACK, RPC_PARAMETERS("id", "4"));
    cr_assert_eq(chat_service->status, STATUS_NO_SUCH_ID);
    chat_service_destroy(chat_service);
}

Test(chat_handlers, history_of_the_customer_has_every_field)
{
    chat_service_t *chat_service = chat_service_new();
    chat_service_ask(chat_service, METHOD_CUSTOMER_HISTORY, NULL);
    chat_service_expect(chat_service, STATUS_EMPTY,
                        "{\"ret_data\":[],\"mingpian_phone\":\"18932674288\",\"wechat\":\"wx\",\"user_name\":"
                        "\"张聪\",\"user_position\":\"\",\"data_count\":0}");
    chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "one");
    chat_service_say(chat_service, METHOD_STAFF_SEND, "two");
    chat_service_ask(chat_service, METHOD_CUSTOMER_HISTORY, NULL);
    chat_service_expect(
        chat_service, STATUS_DONE,
        "{\"ret_data\":[" CUSTOMER_ROW(
            "user_avatar",
            "\"from_user_name\":\"又\\\"胖\",\"id\":1,\"send_type\":2,"
            "\"is_first_info\":true,",
            "one") "," CUSTOMER_ROW("user_avatar",
                                    "\"from_user_name\":\"又\\\"胖\",\"id\":2,\"send_type\":1,"
                                    "\"is_first_info\":false,",
                                    "two") "],\"mingpian_phone\":\"18932674288\",\"wechat\":\"wx\",\"user_"
                                           "name\":\"张聪\",\"user_position\":\"\","
                                           "\"data_count\":2}");
    chat_service_destroy(chat_service);
}

Test(chat_handlers, history_marks_up_to_its_newest_message_and_never_beyond)
{
    chat_service_t *chat_service = chat_service_new();
    for (int i = 0; i < 45; i++)
        chat_service_say(chat_service, METHOD_STAFF_SEND, "x");
    chat_service_ask(chat_service, METHOD_CUSTOMER_HISTORY, RPC_PARAMETERS("current_page", "2"));
    cr_assert_eq(chat_service_rows(chat_service), 20);
    cr_assert_eq(chat_service_row_number(chat_service, 19, "id"), 25);
    cr_assert_eq(unread(chat_service, METHOD_CUSTOMER_UNREAD), 20);
    chat_service_ask(chat_service, METHOD_CUSTOMER_HISTORY, RPC_PARAMETERS("current_page", "3"));
    cr_assert_eq(chat_service_row_number(chat_service, 4, "id"), 5);
    cr_assert_eq(unread(chat_service, METHOD_CUSTOMER_UNREAD), 20);
    chat_service_ask(chat_service, METHOD_CUSTOMER_HISTORY, RPC_PARAMETERS("current_page", "4"));
    cr_assert_eq(chat_service_rows(chat_service), 0);
    cr_assert_eq(chat_service_number(chat_service, "data_count"), 45);
    chat_service_ask(chat_service, METHOD_CUSTOMER_HISTORY, NULL);
    cr_assert_eq(unread(chat_service, METHOD_CUSTOMER_UNREAD), 0);
    cr_assert_eq(unread(chat_service, METHOD_STAFF_UNREAD), 0,
                 "the other side's cursor counts the customer's only");
    chat_service_destroy(chat_service);
}

Test(chat_handlers, history_before_an_id)
{
    static const struct {
        const char *before;
        int64_t first, count;
    } cases[] = {{"1", 0, 0},    {"2", 1, 1},    {"11", 1, 10},
                 {"26", 16, 10}, {"31", 21, 10}, {"9007199254740991", 21, 10}};
    chat_service_t *chat_service = chat_service_new();
    for (int i = 0; i < 30; i++)
        chat_service_say(chat_service, METHOD_STAFF_SEND, "x");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chat_service_ask(chat_service, METHOD_STAFF_HISTORY,
                         RPC_PARAMETERS("before", cases[i].before, "length", "10"));
        cr_assert_eq(chat_service_rows(chat_service), (size_t)cases[i].count, "before %s", cases[i].before);
        cr_assert_eq(chat_service_row_number(chat_service, 0, "id"), cases[i].first);
        cr_assert_eq(chat_service_number(chat_service, "data_count"), 30);
    }
    chat_service_destroy(chat_service);
}

Test(chat_handlers, send_with_a_key_tells_id_time_and_repetition)
{
    chat_service_t *chat_service = chat_service_new();
    const char *const parameters[] = {"content", "{\"info_type\":1,\"msg\":\"x\"}", "msg_id", "k", NULL};
    chat_service_ask(chat_service, METHOD_STAFF_SEND, parameters);
    chat_service_expect(chat_service, STATUS_DONE, "{\"id\":1,\"dateTime\":0,\"duplicate\":false}");
    chat_service_ask(chat_service, METHOD_STAFF_SEND, parameters);
    chat_service_expect(chat_service, STATUS_DONE, "{\"id\":1,\"dateTime\":0,\"duplicate\":true}");
    chat_service_ask(chat_service, METHOD_STAFF_SEND,
                     RPC_PARAMETERS("content", "{\"info_type\":1,\"msg\":\"y\"}", "msg_id", "k"));
    cr_assert_eq(chat_service->status, STATUS_KEY_REUSED);
    chat_service_destroy(chat_service);
}

Test(chat_handlers, content_never_overrides_what_the_server_sets)
{
    chat_service_t *chat_service = chat_service_new();
    chat_service_ask(chat_service, METHOD_CUSTOMER_SEND,
                     RPC_PARAMETERS("content",
                                    "{\"info_type\":1,\"msg\":\"x\",\"id\":99,\"send_type\":9,\"name\":"
                                    "\"n\",\"is_first_info\":\"x\"}"));
    chat_service_ask(chat_service, METHOD_STAFF_HISTORY, NULL);
    chat_service_expect(
        chat_service, STATUS_DONE,
        "{\"ret_data\":[" STAFF_ROW("\"id\":1,\"send_type\":2," READ, "x") "],\"data_count\":1}");
    chat_service_destroy(chat_service);
}

Test(chat_handlers, people_without_profiles_have_empty_texts)
{
    chat_service_t *chat_service = chat_service_new();
    redis_server_do(chat_service->base.server, "DEL user:7 customer:9");
    chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "x");
    chat_service_ask(chat_service, METHOD_CUSTOMER_HISTORY, RPC_PARAMETERS("current_page", "2"));
    chat_service_expect(chat_service, STATUS_EMPTY,
                        "{\"ret_data\":[],\"mingpian_phone\":\"\",\"wechat\":\"\",\"user_name\":\"\",\"user_"
                        "position\":\"\",\"data_count\":1}");
    chat_service_destroy(chat_service);
}

Test(chat_handlers, a_restart_of_redis_only_delays)
{
    chat_service_t *chat_service = chat_service_new();
    chat_service_say(chat_service, METHOD_STAFF_SEND, "one");
    redis_server_kill(chat_service->base.server);
    redis_server_start(chat_service->base.server);
    chat_service_say(chat_service, METHOD_STAFF_SEND, "two");
    chat_service_ask(chat_service, METHOD_CUSTOMER_GETMSG, NULL);
    cr_assert_eq(chat_service_rows(chat_service), 2);
    chat_service_destroy(chat_service);
}
