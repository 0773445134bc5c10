/* SPDX-License-Identifier: Apache-2.0 */
/* What C writes into a row is where scripts look for it, in the form that they expect: each constant of
 * common/store/stored.h that they use, on a real Redis. */
#include <criterion/criterion.h>

#include "common/redis/redis.h"
#include "common/store/stored.h"
#include "tests/support/leak_check.h"
#include "tests/support/redis_server.h"

TestSuite(stored_layout, .fini = leak_check);

/* Each byte of a number is another one, so that no shift goes unseen. */
#define TIME INT64_C(0x0102030405)
#define CALL UINT64_C(0x1112131415161718)
#define CUSTOMER INT64_C(0x02232425262728)

/* The number at `at` (from 0) of a row, by a format of struct.unpack. */
static int64_t unpack(redis_server_t *server, const buffer_t *row, const char *format, int at)
{
    redis_reply_t *reply = redis_server_ask(
        server, "EVAL %s 0 %s %d %b",
        "return string.format('%.0f', (struct.unpack(ARGV[1], ARGV[3], ARGV[2] + 1)))", format, at, row->data,
        row->size);
    cr_assert_eq(reply->type, REDIS_REPLY_STRING, "'%s' at %d: %s", format, at, reply->str);
    int64_t value = -1;
    cr_assert(text_to_int(redis_text(reply), &value));
    redis_reply_free(reply);
    return value;
}

static void expect_call(const buffer_t *row, int at)
{
    cr_expect_arr_eq(row->data + at, "\x11\x12\x13\x14\x15\x16\x17\x18", STORED_CALL_SIZE);
}

Test(stored_layout, of_a_message)
{
    redis_server_t *server = redis_server_new(NULL);
    buffer_t row = {0};
    stored_write_place(&row, 5, 3);
    cr_expect_eq(row.size, STORED_MESSAGE_PLACE);
    stored_write_message(&row, &(stored_message_t){.time = TIME, .call = CALL, .from_staff = true});
    cr_expect_eq(row.size, STORED_MESSAGE_HEAD);
    cr_expect_eq(unpack(server, &row, STORED_PLACE_FORMAT, 0), 5);
    cr_expect_eq(unpack(server, &row, STORED_SENT_FORMAT, STORED_MESSAGE_SENT), 3);
    cr_expect_eq(unpack(server, &row, STORED_TIME_FORMAT, STORED_MESSAGE_TIME), TIME);
    cr_expect_eq(unpack(server, &row, ">I1", STORED_MESSAGE_FLAGS), STORED_FROM_STAFF);
    cr_expect_eq(STORED_MESSAGE_TIME + STORED_TIME_SIZE, STORED_MESSAGE_CALL);
    expect_call(&row, STORED_MESSAGE_CALL);
    buffer_free(&row);
    redis_server_destroy(&server);
}

Test(stored_layout, of_an_action)
{
    redis_server_t *server = redis_server_new(NULL);
    buffer_t row = {0};
    const stored_action_t action = {.time = TIME, .call = CALL, .action = 3, .customer_id = CUSTOMER};
    stored_write_action(&row, &action);
    cr_expect_eq(row.size, STORED_ACTION_HEAD);
    cr_expect_eq(unpack(server, &row, STORED_TIME_FORMAT, STORED_ACTION_TIME), TIME);
    cr_expect_eq(unpack(server, &row, STORED_ACTION_OF_FORMAT, STORED_ACTION_OF), 3);
    cr_expect_eq(unpack(server, &row, ">I7", STORED_ACTION_OF + 1), CUSTOMER);
    cr_expect_eq(STORED_ACTION_TIME + STORED_TIME_SIZE, STORED_ACTION_CALL);
    expect_call(&row, STORED_ACTION_CALL);
    buffer_free(&row);
    redis_server_destroy(&server);
}

Test(stored_layout, of_a_note)
{
    redis_server_t *server = redis_server_new(NULL);
    buffer_t row = {0};
    stored_write_note(&row, &(stored_note_t){.time = TIME, .call = CALL});
    cr_expect_eq(row.size, STORED_NOTE_HEAD);
    cr_expect_eq(unpack(server, &row, STORED_TIME_FORMAT, STORED_NOTE_TIME), TIME);
    expect_call(&row, STORED_NOTE_TIME + STORED_TIME_SIZE);
    buffer_free(&row);
    redis_server_destroy(&server);
}
