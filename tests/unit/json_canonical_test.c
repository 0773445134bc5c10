/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/canonical.h"

#include <criterion/criterion.h>

#include "base/json/check.h"
#include "tests/support/leak_check.h"

TestSuite(json_canonical, .fini = leak_check);

static void expect(const char *members, const char *expected)
{
    buffer_t out = {0};
    cr_assert(json_check_members(text_of(members)), "%s", members);
    json_write_canonical(&out, text_of(members));
    cr_expect(text_equal(buffer_text(&out), text_of(expected)), "%s is written as %.*s", members,
              TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

static void expect_number(const char *number, const char *expected)
{
    buffer_t members = {0}, out = {0};
    buffer_append_format(&members, "\"n\":%s", number);
    buffer_append_format(&out, "\"n\":%s", expected);
    buffer_append_char(&members, '\0');
    buffer_append_char(&out, '\0');
    expect(members.data, out.data);
    buffer_free(&members);
    buffer_free(&out);
}

Test(json_canonical, members_are_sorted_at_every_level)
{
    expect("\"b\":1,\"a\":{\"d\":[{\"f\":null,\"e\":true}],\"c\":{}}",
           "\"a\":{\"c\":{},\"d\":[{\"e\":true,\"f\":null}]},\"b\":1e0");
    expect("\"aa\":1,\"a\":2,\"\":3", "\"\":3e0,\"a\":2e0,\"aa\":1e0");
    expect(" \"a\" : [ 2 , 1 , [ ] ] ", "\"a\":[2e0,1e0,[]]");
}

Test(json_canonical, escapes_are_those_that_must_be)
{
    expect("\"\\u0061\":\"\\u4f60\\/\\u0022\\ud83d\\ude00\\n\"", "\"a\":\"你/\\\"😀\\n\"");
    expect("\"a\":\"\\u000A\\u000a\\b\\u001f\"", "\"a\":\"\\n\\n\\b\\u001f\"");
}

Test(json_canonical, numbers_are_written_by_their_value)
{
    static const char *const zero[] = {"0", "-0", "0.0", "-0.000", "0e5", "0e999999999999999999999", "0E-3"};
    static const char *const ten[] = {"10",    "10.0",  "1e1",     "1E+1",
                                      "1.0e1", "0.1e2", "1000e-2", "1e0000000000000000000001"};
    for (size_t i = 0; i < sizeof zero / sizeof *zero; i++)
        expect_number(zero[i], "0");
    for (size_t i = 0; i < sizeof ten / sizeof *ten; i++)
        expect_number(ten[i], "1e1");
    expect_number("-120", "-12e1");
    expect_number("1.05", "105e-2");
    expect_number("9007199254740993", "9007199254740993e0");
    expect_number("9007199254740992", "9007199254740992e0");
    expect_number("0.10000000000000000000001", "10000000000000000000001e-23");
    expect_number("1e-99999999999999999999999", "1e-100000000000000");
    expect_number("1.5e-99999999999999999999999", "15e-100000000000000");
}
