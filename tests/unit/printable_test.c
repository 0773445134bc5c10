/* SPDX-License-Identifier: Apache-2.0 */
#include "base/printable.h"

#include <criterion/criterion.h>

static void expect(const char *text, size_t size, const char *shown)
{
    buffer_t out = {0};
    printable_write(&out, (text_t){text, size});
    buffer_append_char(&out, '\0');
    cr_assert_str_eq(out.data, shown);
    buffer_free(&out);
    cr_assert_eq(printable_is((text_t){text, size}), strlen(shown) == size, "%s", shown);
}

#define EXPECT(literal, shown) expect(literal, sizeof(literal) - 1, shown)

Test(printable, text_stays_as_it_is)
{
    EXPECT("", "");
    EXPECT("a b \\ \" = ~", "a b \\ \" = ~");
    EXPECT("张聪 จุ๊บ 💗 👩‍👧 é\u00a0\u200d\ufeff",
           "张聪 จุ๊บ 💗 👩‍👧 é\u00a0\u200d\ufeff");
}

Test(printable, controls_are_escaped)
{
    EXPECT("\n\r\t", "\\n\\r\\t");
    EXPECT("\0\x01\x1b[2J\x1f\x7f", "\\u0000\\u0001\\u001b[2J\\u001f\\u007f");
    EXPECT("\xc2\x80\xc2\x9b\xc2\x9f\xc2\xa0", "\\u0080\\u009b\\u009f\xc2\xa0");
}

Test(printable, writing_direction_is_escaped)
{
    EXPECT("\u061c\u200e\u200f\u202a\u202e\u202c\u202c\u2066\u2069",
           "\\u061c\\u200e\\u200f\\u202a\\u202e\\u202c\\u202c\\u2066\\u2069");
    EXPECT("\u2028\u2029", "\\u2028\\u2029");
    EXPECT("\u200d\u2027\u202f\u2065\u206a", "\u200d\u2027\u202f\u2065\u206a");
}

Test(printable, bytes_that_are_not_utf8_are_escaped)
{
    EXPECT("a\xff\x80z", "a\\u00ff\\u0080z");
    EXPECT("\xe5\xbc", "\\u00e5\\u00bc");            /* cut short */
    EXPECT("\xc0\x9b", "\\u00c0\\u009b");            /* overlong */
    EXPECT("\xed\xa0\x80", "\\u00ed\\u00a0\\u0080"); /* a surrogate */
    EXPECT("\xff\xe5\xbc\xa0", "\\u00ff\u5f20");
}
