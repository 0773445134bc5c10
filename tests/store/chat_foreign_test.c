/* SPDX-License-Identifier: Apache-2.0 */
/* Stored messages that are corrupt: nothing is answered, and nothing is marked for it. */
#include <criterion/criterion.h>

#include "tests/support/chat_service.h"

static void say(chat_service_t *chat_service, int count)
{
    for (int i = 0; i < count; i++)
        chat_service_say(chat_service, METHOD_CUSTOMER_SEND, "x");
}

static int64_t unread(chat_service_t *chat_service)
{
    chat_service_ask(chat_service, METHOD_STAFF_UNREAD, NULL);
    cr_assert_eq(chat_service->status, STATUS_DONE);
    return chat_service_number(chat_service, "chatinfo_count");
}

/* Damages a row in the middle, asks for what is new, mends the row and asks again. */
static void check_getmsg_gives_all_once_mended(int count)
{
    chat_service_t *chat_service = chat_service_new();
    say(chat_service, 1);
    chat_service_ask(chat_service, METHOD_STAFF_GETMSG, NULL);
    say(chat_service, count);
    redis_server_do(chat_service->base.server, "COPY msgs:{u:7}:9 kept");
    redis_server_do(chat_service->base.server, "LSET msgs:{u:7}:9 2 damaged");
    for (int i = 0; i < 2; i++) {
        chat_service_ask(chat_service, METHOD_STAFF_GETMSG, NULL);
        cr_assert_eq(chat_service->status, STATUS_UNAVAILABLE);
        cr_assert_eq(unread(chat_service), count);
    }
    redis_server_do(chat_service->base.server, "RENAME kept msgs:{u:7}:9");
    chat_service_ask(chat_service, METHOD_STAFF_GETMSG, NULL);
    cr_assert_eq(chat_service_rows(chat_service), (size_t)count);
    cr_assert_eq(chat_service_row_number(chat_service, 0, "id"), 2);
    cr_assert_eq(unread(chat_service), 0);
    chat_service_destroy(chat_service);
}

Test(chat_foreign, getmsg_of_a_few_takes_its_mark_back)
{
    check_getmsg_gives_all_once_mended(3);
}

Test(chat_foreign, getmsg_of_many_takes_its_mark_back)
{
    check_getmsg_gives_all_once_mended(60);
}

Test(chat_foreign, getmsg_from_the_beginning_takes_its_mark_back)
{
    chat_service_t *chat_service = chat_service_new();
    say(chat_service, 3);
    redis_server_do(chat_service->base.server, "LSET msgs:{u:7}:9 1 damaged");
    chat_service_ask(chat_service, METHOD_STAFF_GETMSG, NULL);
    cr_assert_eq(chat_service->status, STATUS_UNAVAILABLE);
    cr_assert_eq(unread(chat_service), 3);
    chat_service_destroy(chat_service);
}

Test(chat_foreign, history_marks_nothing)
{
    chat_service_t *chat_service = chat_service_new();
    say(chat_service, 3);
    redis_server_do(chat_service->base.server, "LSET msgs:{u:7}:9 1 damaged");
    chat_service_ask(chat_service, METHOD_STAFF_HISTORY, NULL);
    cr_assert_eq(chat_service->status, STATUS_UNAVAILABLE);
    cr_assert_eq(unread(chat_service), 3);
    chat_service_ask(chat_service, METHOD_STAFF_HISTORY, RPC_PARAMETERS("length", "1"));
    cr_assert_eq(chat_service->status, STATUS_DONE, "the sound ones can be read");
    chat_service_destroy(chat_service);
}

/* What is derived is written first, so that a message is not there when a key of it is corrupt. */
Test(chat_foreign, send_that_is_refused_sends_nothing)
{
    static const char *const keys[] = {"chats:{u:7}", "rels:{u:7}:activity", "rels:{u:7}:activity:aged",
                                       "latest:{u:7}", "once:{u:7}:c9:key"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        chat_service_t *chat_service = chat_service_new();
        redis_server_do(chat_service->base.server, "SADD %s x", keys[i]);
        chat_service_ask(chat_service, METHOD_CUSTOMER_SEND,
                         RPC_PARAMETERS("content", "{\"info_type\":1,\"msg\":\"x\"}", "msg_id", "key"));
        cr_assert_eq(chat_service->status, STATUS_UNAVAILABLE, "%s", keys[i]);
        cr_assert_eq(unread(chat_service), 0, "%s", keys[i]);
        chat_service_destroy(chat_service);
    }
}

/* What a client's key is said to have made is believed only if it has the form of what we write. */
Test(chat_foreign, client_key_that_holds_junk_is_no_answer)
{
    static const char *const values[] = {"junk", "", "1 2 3", "-1 2 0123456789abcdef0123456789abcdef",
                                         "99999999999999999999 1 x"};
    chat_service_t *chat_service = chat_service_new();
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        redis_server_do(chat_service->base.server, "SET once:{u:7}:c9:key %s", values[i]);
        chat_service_ask(chat_service, METHOD_CUSTOMER_SEND,
                         RPC_PARAMETERS("content", "{\"info_type\":1,\"msg\":\"x\"}", "msg_id", "key"));
        cr_assert_eq(chat_service->status, STATUS_UNAVAILABLE, "%s", values[i]);
    }
    cr_assert_eq(unread(chat_service), 0);
    chat_service_destroy(chat_service);
}
