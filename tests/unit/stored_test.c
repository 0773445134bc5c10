/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/stored.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(stored, .fini = leak_check);

/* The last time and id that their bytes hold. */
#define TIME_MAX ((INT64_C(1) << 48) - 1)

Test(stored, message_comes_back)
{
    buffer_t out = {0};
    const stored_message_t message = {
        .id = UINT32_MAX,
        .sent = 3,
        .time = TIME_MAX,
        .call = UINT64_MAX,
        .from_staff = true,
        .content = {TEXT_LITERAL("\"info_type\":6,\"msg\":\"x\""), 6, true},
    };
    stored_message_t back;
    stored_write_place(&out, message.id, message.sent);
    cr_assert_eq(out.size, STORED_MESSAGE_PLACE);
    stored_write_message(&out, &message);
    cr_assert(stored_read_message(buffer_text(&out), &back));
    cr_assert(back.id == message.id && back.sent == 3 && back.time == TIME_MAX && back.call == UINT64_MAX);
    cr_assert(back.from_staff && back.content.collides && back.content.info_type == 6);
    cr_assert(text_equal(back.content.stored, message.content.stored));
    buffer_free(&out);
}

Test(stored, action_comes_back)
{
    buffer_t out = {0};
    const stored_action_t row = {TIME_MAX, 1, 16, ID_MAX, ID_MAX, TEXT_LITERAL("觉得靠谱")};
    stored_action_t back;
    stored_write_action(&out, &row);
    cr_assert_eq(out.size, STORED_ACTION_HEAD + row.remark.size);
    cr_assert(stored_read_action(buffer_text(&out), &back));
    cr_assert(back.time == TIME_MAX && back.call == 1 && back.action == 16 && back.customer_id == ID_MAX &&
              back.article_id == ID_MAX);
    cr_assert(text_equal(back.remark, row.remark));
    buffer_free(&out);
}

Test(stored, note_comes_back)
{
    buffer_t out = {0};
    const stored_note_t note = {1537514281000, UINT64_C(0xfedcba9876543210),
                                TEXT_LITERAL("更新预计成交率为: 80%")};
    stored_note_t back;
    stored_write_note(&out, &note);
    cr_assert(stored_read_note(buffer_text(&out), &back));
    cr_assert(back.time == note.time && text_equal(back.text, note.text));
    buffer_free(&out);
}

Test(stored, short_bytes_are_refused)
{
    static const char zeroes[STORED_ACTION_HEAD];
    stored_message_t message;
    stored_action_t action;
    stored_note_t note;
    cr_assert(stored_read_message((text_t){zeroes, STORED_MESSAGE_HEAD}, &message));
    cr_assert_not(stored_read_message((text_t){zeroes, STORED_MESSAGE_HEAD - 1}, &message));
    cr_assert(stored_read_action((text_t){zeroes, STORED_ACTION_HEAD}, &action));
    cr_assert_not(stored_read_action((text_t){zeroes, STORED_ACTION_HEAD - 1}, &action));
    cr_assert(stored_read_note((text_t){zeroes, STORED_NOTE_HEAD}, &note));
    cr_assert_not(stored_read_note((text_t){zeroes, STORED_NOTE_HEAD - 1}, &note));
    cr_assert_not(stored_read_note(TEXT_NONE, &note));
}

#define CONTENT                                                                                              \
    {                                                                                                        \
        TEXT_LITERAL("\"info_type\":1,\"msg\":\"x\""), 1, false                                              \
    }

Test(stored, message_is_sound_within_its_ranges)
{
    const int64_t last = INT64_C(253402300799999); /* ms: of the year 9999 */
    const stored_message_t sound[] = {{.id = 1, .content = CONTENT},
                                      {.id = 1, .sent = 1, .time = last, .content = CONTENT},
                                      {.id = UINT32_MAX, .sent = UINT32_MAX, .content = CONTENT}};
    const stored_message_t foreign[] = {{.id = 0, .content = CONTENT},
                                        {.id = 1, .sent = 2, .content = CONTENT},
                                        {.id = 1, .time = last + 1, .content = CONTENT},
                                        {.id = 1}};
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        cr_expect(stored_message_is_sound(&sound[i]), "%zu", i);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        cr_expect_not(stored_message_is_sound(&foreign[i]), "%zu", i);
}

Test(stored, action_is_sound_within_its_ranges)
{
    const stored_action_t sound[] = {{.action = 1, .customer_id = 1},
                                     {.action = 16, .customer_id = ID_MAX, .remark = TEXT_LITERAL("看了")}};
    const stored_action_t foreign[] = {{.action = 0, .customer_id = 1},
                                       {.action = 17, .customer_id = 1},
                                       {.action = 1, .customer_id = 0},
                                       {.action = 1, .customer_id = ID_MAX + 1},
                                       {.action = 1, .customer_id = 1, .article_id = ID_MAX + 1},
                                       {.action = 1, .customer_id = 1, .time = TIME_MAX},
                                       {.action = 1, .customer_id = 1, .remark = TEXT_LITERAL("\xff")}};
    for (size_t i = 0; i < sizeof sound / sizeof *sound; i++)
        cr_expect(stored_action_is_sound(&sound[i]), "%zu", i);
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        cr_expect_not(stored_action_is_sound(&foreign[i]), "%zu", i);
}

Test(stored, numbers_are_read_as_they_are_written)
{
    static const char *const foreign[] = {
        "", "-0", "-1", "00", "01", "+1", " 1", "1 ", "x", "1.", "1e2", "101", "9223372036854775808"};
    int64_t value;
    cr_assert(stored_read_number(TEXT_LITERAL("0"), 100, &value) && value == 0);
    cr_assert(stored_read_number(TEXT_LITERAL("100"), 100, &value) && value == 100);
    cr_assert(stored_read_number(TEXT_LITERAL("9223372036854775807"), INT64_MAX, &value));
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        cr_expect_not(stored_read_number(text_of(foreign[i]), 100, &value), "%s", foreign[i]);
    cr_assert_not(stored_read_number(TEXT_NONE, 100, &value));
}
