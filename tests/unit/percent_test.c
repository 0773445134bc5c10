/* SPDX-License-Identifier: Apache-2.0 */
#include "base/percent.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/hex.h"
#include "tests/support/leak_check.h"

TestSuite(percent, .fini = leak_check);

/* Criterion leaves the locale at "C", where isalnum(3) and isxdigit(3) know ASCII alone. */
Test(ascii, knows_letters_and_digits_of_every_byte)
{
    for (int byte = 0; byte < 256; byte++) {
        const bool expected = isalnum(byte) != 0;
        cr_expect_eq(ascii_is_alphanumeric((char)byte), expected, "byte %02x", (unsigned)byte);
    }
}

Test(ascii, reads_hex_digits_of_either_case_and_nothing_else)
{
    for (int byte = 0; byte < 256; byte++) {
        const char digit[] = {(char)byte, '\0'};
        const int expected = isxdigit(byte) ? (int)strtol(digit, NULL, 16) : -1;
        cr_expect_eq(ascii_hex_value((char)byte), expected, "byte %02x", (unsigned)byte);
    }
}

Test(hex, writes_every_byte_as_two_lower_case_digits)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        const unsigned char bytes[] = {(unsigned char)byte, 0x5a};
        char written[5 + 1] = "-----", expected[5 + 1];
        snprintf(expected, sizeof expected, "%02x5a-", byte);
        hex_write(written, bytes, sizeof bytes);
        cr_expect_str_eq(written, expected);
    }
}

Test(hex, is_what_is_written_so)
{
    for (int byte = 0; byte < 256; byte++) {
        const char text[] = {'0', (char)byte, 'f'};
        const bool expected = byte != 0 && strchr("0123456789abcdef", byte);
        cr_expect_eq(hex_is((text_t){text, sizeof text}), expected, "byte %02x", (unsigned)byte);
    }
    cr_expect(hex_is(TEXT_NONE));
}

/* RFC 3986 2.1 and 2.3. */
Test(percent, encodes_every_byte_but_the_unreserved_ones)
{
    buffer_t out = {0};
    for (int byte = 0; byte < 256; byte++) {
        char expected[3 + 1] = {(char)byte, '\0'};
        if (byte == 0 || (!isalnum(byte) && !strchr("-._~", byte)))
            snprintf(expected, sizeof expected, "%%%02X", (unsigned)byte);
        buffer_clear(&out);
        percent_encode_byte(&out, (char)byte);
        cr_expect(text_equal(buffer_text(&out), text_of(expected)), "%s: %.*s", expected,
                  TEXT_ARG(buffer_text(&out)));
    }
    buffer_free(&out);
}

Test(percent, encodes_each_byte_of_a_text)
{
    buffer_t out = {0};
    percent_encode(&out, TEXT_LITERAL("a b/\xe4\xbd\xa0~"));
    cr_expect(text_equal(buffer_text(&out), TEXT_LITERAL("a%20b%2F%E4%BD%A0~")), "%.*s",
              TEXT_ARG(buffer_text(&out)));
    percent_encode(&out, TEXT_NONE);
    cr_expect_eq(out.size, strlen("a%20b%2F%E4%BD%A0~"), "nothing adds nothing");
    buffer_free(&out);
}
