/* SPDX-License-Identifier: Apache-2.0 */
/* Which conversations have moved, and what each side has not read: what notices are made of. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "tests/support/chat_service.h"

/* Of the conversation with customer 9 only: the fixture adds that. */
static void expect_one(chat_service_t *service, int64_t id, int64_t by_customer, int64_t by_staff)
{
    chat_service_ask(service, METHOD_UNTOLD, NULL);
    cr_assert_eq(service->status, STATUS_DONE);
    cr_assert_eq(chat_service_rows(service), 1);
    cr_expect_eq(chat_service_row_number(service, 0, "customer_id"), 9);
    cr_expect_eq(chat_service_row_number(service, 0, "id"), id);
    cr_expect_eq(chat_service_row_number(service, 0, "unread_by_customer"), by_customer);
    cr_expect_eq(chat_service_row_number(service, 0, "unread_by_staff"), by_staff);
}

/* Of all conversations. */
static void ask_all(chat_service_t *service, const char *const *parameters)
{
    const char *all[16] = {NULL};
    for (size_t i = 0; parameters[i]; i++)
        all[i] = parameters[i];
    const char *data;
    const rpc_call_t call = {.method = METHOD_UNTOLD, .caller = 7, .parameters = all};
    service->status = test_client_call(service->base.client, &call, &data);
    json_decref(service->data);
    service->data = json_loads(data, 0, NULL);
    cr_assert_not_null(service->data, "%s", data);
}

/* Of a conversation with another customer: a message of the staff user, at a time. */
static void add_conversation(chat_service_t *service, int customer, int64_t time)
{
    char command[128];
    (void)snprintf(command, sizeof command, "HSET rel:{u:7}:%d member 5ba4a0f9B%d", customer, customer);
    redis_server_do(service->base.server, command);
    (void)snprintf(command, sizeof command, "%d", customer);
    char content[] = "{\"info_type\":1,\"msg\":\"x\"}";
    const char *data;
    const rpc_call_t call = {.method = METHOD_STAFF_SEND,
                             .caller = 7,
                             .parameters = RPC_PARAMETERS("customer_id", command, "content", content)};
    cr_assert_eq(test_client_call(service->base.client, &call, &data), STATUS_DONE);
    char score[128];
    (void)snprintf(score, sizeof score, "ZADD chats:{u:7} %lld %d", (long long)time, customer);
    redis_server_do(service->base.server, score);
}

Test(chat_untold, a_conversation_without_a_message_is_none)
{
    chat_service_t *service = chat_service_new();
    chat_service_ask(service, METHOD_UNTOLD, NULL);
    cr_assert_eq(service->status, STATUS_DONE);
    cr_assert_eq(chat_service_rows(service), 0);
    cr_assert_eq(chat_service_number(service, "data_count"), 0);
    chat_service_destroy(service);
}

Test(chat_untold, says_what_each_side_has_not_read)
{
    chat_service_t *service = chat_service_new();
    chat_service_say(service, METHOD_STAFF_SEND, "one");
    expect_one(service, 1, 1, 0);
    chat_service_say(service, METHOD_CUSTOMER_SEND, "two");
    chat_service_say(service, METHOD_STAFF_SEND, "three");
    expect_one(service, 3, 2, 1);
    chat_service_ask(service, METHOD_CUSTOMER_GETMSG, NULL);
    expect_one(service, 3, 0, 1);
    cr_expect_eq(chat_service_row_number(service, 0, "read_by_customer"), 3);
    chat_service_ask(service, METHOD_STAFF_GETMSG, NULL);
    expect_one(service, 3, 0, 0);
    chat_service_say(service, METHOD_CUSTOMER_SEND, "four");
    expect_one(service, 4, 0, 1);
    cr_expect_eq(chat_service_row_number(service, 0, "read_by_customer"), 3);
    chat_service_destroy(service);
}

Test(chat_untold, one_conversation_is_asked_for_by_its_time)
{
    chat_service_t *service = chat_service_new();
    chat_service_say(service, METHOD_STAFF_SEND, "one");
    chat_service_ask(service, METHOD_UNTOLD, RPC_PARAMETERS("since", "9007199254740991"));
    cr_assert_eq(chat_service_rows(service), 0);
    cr_assert_eq(chat_service_number(service, "data_count"), 0);
    chat_service_ask(service, METHOD_UNTOLD, RPC_PARAMETERS("page", "2"));
    cr_assert_eq(chat_service_rows(service), 0);
    cr_assert_eq(chat_service_number(service, "data_count"), 1);
    chat_service_destroy(service);
}

Test(chat_untold, finds_what_moved_since_page_by_page)
{
    chat_service_t *service = chat_service_new();
    for (int i = 0; i < 5; i++)
        add_conversation(service, 11 + i, 1000 + i);
    ask_all(service, RPC_PARAMETERS("since", "1002"));
    cr_assert_eq(chat_service_number(service, "data_count"), 3);
    cr_assert_eq(chat_service_rows(service), 3);
    cr_expect_eq(chat_service_row_number(service, 0, "customer_id"), 15);
    cr_expect_eq(chat_service_row_number(service, 0, "unread_by_customer"), 1);
    cr_expect_eq(chat_service_row_number(service, 2, "customer_id"), 13);
    ask_all(service, RPC_PARAMETERS("since", "1002", "page", "2", "length", "2"));
    cr_assert_eq(chat_service_rows(service), 1);
    cr_expect_eq(chat_service_row_number(service, 0, "customer_id"), 13);
    chat_service_destroy(service);
}

Test(chat_untold, a_page_has_at_most_200)
{
    chat_service_t *service = chat_service_new();
    for (int i = 0; i < 201; i++)
        add_conversation(service, 1000 + i, 1000);
    ask_all(service, RPC_PARAMETERS("since", "1"));
    cr_assert_eq(chat_service_rows(service), 200);
    cr_assert_eq(chat_service_number(service, "data_count"), 201);
    chat_service_destroy(service);
}

Test(chat_untold, a_cursor_ahead_of_its_conversation_is_corrupt)
{
    chat_service_t *service = chat_service_new();
    chat_service_say(service, METHOD_STAFF_SEND, "one");
    redis_server_do(service->base.server, "HSET rel:{u:7}:9 read_c 2 seen_c 2");
    chat_service_ask(service, METHOD_UNTOLD, NULL);
    cr_assert_eq(service->status, STATUS_UNAVAILABLE);
    chat_service_destroy(service);
}
