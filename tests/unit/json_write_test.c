/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/write.h"

#include "base/json/check.h"
#include "tests/support/leak_check.h"

#include <criterion/criterion.h>

TestSuite(json_write, .fini = leak_check, .timeout = 20);

static void expect_written(text_t text, const char *expected)
{
    buffer_t out = {0};
    json_write_string(&out, text);
    cr_expect(text_equal(buffer_text(&out), text_of(expected)), "got %.*s, expected %s",
              TEXT_ARG(buffer_text(&out)), expected);
    buffer_free(&out);
}

Test(json_write, string_without_escapes_is_copied)
{
    expect_written(TEXT_NONE, "\"\"");
    expect_written(TEXT_LITERAL(""), "\"\"");
    expect_written(TEXT_LITERAL("a"), "\"a\"");
    expect_written(TEXT_LITERAL("longer than eight bytes / 你好 😀 ไทย \x7f"),
                   "\"longer than eight bytes / 你好 😀 ไทย \x7f\"");
}

Test(json_write, string_escapes_what_rfc_8259_demands)
{
    expect_written(TEXT_LITERAL("\""), "\"\\\"\"");
    expect_written(TEXT_LITERAL("\\"), "\"\\\\\"");
    expect_written(TEXT_LITERAL("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
    expect_written(TEXT_LITERAL("\x01\x0b\x1f"), "\"\\u0001\\u000b\\u001f\"");
    expect_written(TEXT_LITERAL("before the \" and after it\n"), "\"before the \\\" and after it\\n\"");
}

Test(json_write, string_comes_back_from_unescape_wherever_the_escape_is)
{
    for (size_t size = 1; size <= 24; size++) {
        for (size_t at = 0; at < size; at++) {
            for (int byte = 1; byte < 0x80; byte++) {
                char bytes[24];
                memset(bytes, 'a', sizeof bytes);
                bytes[at] = (char)byte;
                text_t text = {bytes, size};
                buffer_t out = {0};
                buffer_t back = {0};
                json_write_string(&out, text);
                json_unescape(&back, buffer_text(&out));
                cr_expect_eq(json_check(buffer_text(&out)), JSON_STRING);
                cr_expect(text_equal(buffer_text(&back), text), "byte %02x at %zu of %zu", byte, at, size);
                buffer_free(&out);
                buffer_free(&back);
            }
        }
    }
}

Test(json_write, string_is_appended_after_what_is_there)
{
    buffer_t out = {0};
    buffer_append_literal(&out, "{\"name\":");
    json_write_string(&out, TEXT_LITERAL("又胖了"));
    cr_expect(text_equal(buffer_text(&out), TEXT_LITERAL("{\"name\":\"又胖了\"")));
    buffer_free(&out);
}
