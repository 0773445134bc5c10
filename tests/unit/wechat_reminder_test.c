/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in the fields of a reminder: only what WeChat takes there. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "services/wechat/notice/reminder_value.h"
#include "tests/support/leak_check.h"

static void set_up(void)
{
    cr_assert(clock_set_zone("Asia/Shanghai"));
}

TestSuite(wechat_reminder, .init = set_up, .fini = leak_check, .timeout = 20);

enum { DAY = 1795000000 /* 2026-11-18 19:06:40 in Shanghai */ };

#define TWENTY "一二三四五六七八九十一二三四五六七八九十"

/* What stands in a field of a reminder of these words by this staff user. */
static void expect(const char *fields, const char *words, const char *staff, const char *wanted)
{
    const reminder_t reminder = {
        .words = text_of(words), .staff = text_of(staff), .count = 3, .time = INT64_C(1000) * DAY};
    const char *list = fields;
    template_field_t field;
    arena_t arena = {0};
    cr_assert(template_field_next(&list, &field), "%s", fields);
    const text_t value = reminder_value(&field, &reminder, &arena);
    cr_expect(text_equal(value, text_of(wanted)), "%s of \"%s\", \"%s\": \"%.*s\", not \"%s\"", fields, words,
              staff, TEXT_ARG(value), wanted);
    arena_free(&arena);
}

Test(wechat_reminder, a_thing_is_of_20_characters_in_one_line)
{
    expect("thing1=text", TWENTY "多", "", TWENTY);
    expect("thing1=text", " 在的\n这款有货\t吗 \n", "", "在的 这款有货 吗");
    expect("thing1=text", "\n \n", "", "你有新消息");
    expect("thing1=text", "👋a\xff", "", "👋a");
    expect("keyword2=staff", "", "王小明", "王小明");
    expect("thing2=staff", "", "", "顾问");
    expect("thing3=count", "", "", "3");
    expect("thing3=time", "", "", "2026-11-18 19:06");
}

Test(wechat_reminder, times_and_numbers_are_of_their_form)
{
    expect("time1=time", "", "", "2026-11-18 19:06");
    expect("date12=time", "", "", "2026年11月18日");
    expect("character_string1=time", "", "", "2026-11-18T19:06");
    expect("character_string1=count", "", "", "3");
    expect("number1=count", "", "", "3");
}

Test(wechat_reminder, a_name_is_chinese_or_of_letters)
{
    expect("name1=staff", "", "王小明", "王小明");
    expect("name1=staff", "", "Anna de la Fontaine-Martin", "Anna de la FontaineM");
    expect("name1=staff", "", "王小明(Anna)", "王小明");
    expect("name1=staff", "", TWENTY, "一二三四五六七八九十");
    expect("name1=staff", "", "007👋", "顾问");
}

Test(wechat_reminder, a_phrase_is_of_5_chinese_characters)
{
    expect("phrase1=text", "明天发货", "", "明天发货");
    expect("phrase1=text", "明天发货吗?", "", "你有新消息");
    expect("phrase1=text", "在的在的在的", "", "你有新消息");
    expect("phrase1=staff", "", "欧阳小明老师", "欧阳小明老");
    expect("phrase1=staff", "", "Anna", "顾问");
}

Test(wechat_reminder, what_does_not_fit_is_no_field)
{
    static const char *const bad[] = {"number1=text",  "number1=staff", "number1=time",
                                      "time1=text",    "date1=count",   "name1=text",
                                      "name1=count",   "phrase1=time",  "character_string1=text",
                                      "amount1=count", "const1=text",   "colour1=text",
                                      "thing=text",    "1=text",        "=text",
                                      "thing1",        "thing1=",       "thing1=x",
                                      "thing1x=text"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect(!template_are_fields(bad[i]), "%s", bad[i]);
    cr_expect(template_are_fields(""));
    cr_expect(template_are_fields(" thing1=text  time2=time "));
    cr_expect(!template_are_fields("thing1=text number2=text time3=time"));
    char many[TEMPLATE_FIELDS_MAX * 16 + 16] = "";
    for (int i = 0; i < TEMPLATE_FIELDS_MAX; i++)
        snprintf(many + strlen(many), sizeof many - strlen(many), "thing%d=text ", i);
    cr_expect(template_are_fields(many));
    snprintf(many + strlen(many), sizeof many - strlen(many), "time1=time");
    cr_expect(!template_are_fields(many));
}
