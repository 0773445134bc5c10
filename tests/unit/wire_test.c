/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/wire.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(wire, .fini = leak_check);

static const int64_t NUMBERS[] = {
    0,         1,  127, 128, 255,  256,  65535,  65536,  UINT32_MAX, 4294967296,
    INT64_MAX, -1, -32, -33, -128, -129, -32768, -32769, INT32_MIN,  (int64_t)INT32_MIN - 1,
    INT64_MIN};
enum { NUMBER_COUNT = sizeof NUMBERS / sizeof *NUMBERS };

Test(wire, numbers_come_back)
{
    buffer_t out = {0};
    for (size_t i = 0; i < NUMBER_COUNT; i++)
        wire_write_int(&out, NUMBERS[i]);
    wire_write_uint(&out, UINT64_MAX);
    wire_reader_t reader = wire_reader(buffer_text(&out));
    for (size_t i = 0; i < NUMBER_COUNT; i++)
        cr_assert_eq(wire_read_int(&reader), NUMBERS[i], "%zu", i);
    cr_assert_eq(wire_read_uint(&reader), UINT64_MAX);
    cr_assert(wire_is_done(&reader));
    buffer_free(&out);
}

Test(wire, texts_of_every_header_come_back)
{
    static const size_t sizes[] = {0, 1, 31, 32, 255, 256, 65535, 65536};
    buffer_t bytes = {0};
    for (size_t i = 0; i < 65536; i++)
        buffer_append_char(&bytes, (char)i);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        buffer_t out = {0};
        text_t text = {bytes.data, sizes[i]};
        wire_write_text(&out, text);
        wire_write_bin(&out, text);
        wire_reader_t reader = wire_reader(buffer_text(&out));
        cr_assert(text_equal(wire_read_text(&reader), text), "str of %zu", sizes[i]);
        cr_assert(text_equal(wire_read_text(&reader), text), "bin of %zu", sizes[i]);
        cr_assert(wire_is_done(&reader));
        buffer_free(&out);
    }
    buffer_free(&bytes);
}

Test(wire, containers_of_every_header_come_back)
{
    static const size_t counts[] = {0, 1, 15, 16, 65535, 65536};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        buffer_t out = {0};
        wire_write_array(&out, counts[i]);
        for (size_t n = 0; n < counts[i]; n++)
            wire_write_int(&out, 1);
        wire_write_map(&out, counts[i]);
        for (size_t n = 0; n < 2 * counts[i]; n++)
            wire_write_int(&out, 2);
        wire_reader_t reader = wire_reader(buffer_text(&out));
        wire_skip(&reader);
        cr_assert_not(wire_is_done(&reader));
        cr_assert_eq(wire_read_map(&reader), counts[i]);
        cr_assert_not(reader.failed);
        buffer_free(&out);
    }
}

static void expect_failure(text_t bytes, void (*read)(wire_reader_t *reader))
{
    wire_reader_t reader = wire_reader(bytes);
    read(&reader);
    cr_assert(reader.failed);
    cr_assert_not(wire_is_done(&reader));
    cr_assert_eq(wire_read_int(&reader), 0, "once failed it stays failed");
    cr_assert(reader.failed);
}

static void read_int(wire_reader_t *reader)
{
    wire_read_int(reader);
}

static void read_uint(wire_reader_t *reader)
{
    wire_read_uint(reader);
}

static void read_text(wire_reader_t *reader)
{
    wire_read_text(reader);
}

static void read_array(wire_reader_t *reader)
{
    cr_assert_eq(wire_read_array(reader), 0);
}

static void read_map(wire_reader_t *reader)
{
    cr_assert_eq(wire_read_map(reader), 0);
}

Test(wire, nothing_is_no_value)
{
    expect_failure(TEXT_NONE, read_int);
    expect_failure(TEXT_NONE, read_uint);
    expect_failure(TEXT_NONE, read_text);
    expect_failure(TEXT_NONE, read_array);
    expect_failure(TEXT_NONE, read_map);
    expect_failure(TEXT_NONE, wire_skip);
}

Test(wire, numbers_that_do_not_fit_are_refused)
{
    expect_failure(TEXT_LITERAL("\xcf\x80\0\0\0\0\0\0\0"), read_int);
    expect_failure(TEXT_LITERAL("\xff"), read_uint);
    expect_failure(TEXT_LITERAL("\xd0\x01"), read_uint);
    expect_failure(TEXT_LITERAL("\xca\0\0\0\0"), read_int);
}

Test(wire, counts_beyond_the_bytes_are_refused)
{
    expect_failure(TEXT_LITERAL("\xdd\xff\xff\xff\xff\x01"), read_array);
    expect_failure(TEXT_LITERAL("\xdc\0\2\x01"), read_array);
    expect_failure(TEXT_LITERAL("\xdf\xff\xff\xff\xff\x01"), read_map);
    expect_failure(TEXT_LITERAL("\x81\x01"), read_map);
    expect_failure(TEXT_LITERAL("\xdb\xff\xff\xff\xffx"), read_text);
    expect_failure(TEXT_LITERAL("\xc6\xff\xff\xff\xffx"), read_text);
    expect_failure(TEXT_LITERAL("\xa2x"), read_text);
}

Test(wire, skip_passes_over_every_type)
{
    static const text_t values[] = {
        TEXT_CONSTANT("\x01"),
        TEXT_CONSTANT("\xe0"),
        TEXT_CONSTANT("\xc0"),
        TEXT_CONSTANT("\xc2"),
        TEXT_CONSTANT("\xc3"),
        TEXT_CONSTANT("\xca\0\0\0\0"),
        TEXT_CONSTANT("\xcb\0\0\0\0\0\0\0\0"),
        TEXT_CONSTANT("\xcc\0"),
        TEXT_CONSTANT("\xcd\0\0"),
        TEXT_CONSTANT("\xce\0\0\0\0"),
        TEXT_CONSTANT("\xcf\0\0\0\0\0\0\0\0"),
        TEXT_CONSTANT("\xd0\0"),
        TEXT_CONSTANT("\xd1\0\0"),
        TEXT_CONSTANT("\xd2\0\0\0\0"),
        TEXT_CONSTANT("\xd3\0\0\0\0\0\0\0\0"),
        TEXT_CONSTANT("\xd9\1x"),
        TEXT_CONSTANT("\xc4\1x"),
        TEXT_CONSTANT("\x92\x01\x81\xa1x\x90"),
        TEXT_CONSTANT("\x91\x91\x91\x91\x91\x91\x91\x91\x01"),
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        wire_reader_t reader = wire_reader(values[i]);
        wire_skip(&reader);
        cr_assert(wire_is_done(&reader), "%zu", i);
        for (size_t cut = 0; cut < values[i].size; cut++)
            expect_failure((text_t){values[i].data, cut}, wire_skip);
    }
}

Test(wire, skip_refuses_extensions_and_depth)
{
    expect_failure(TEXT_LITERAL("\xc1"), wire_skip);
    expect_failure(TEXT_LITERAL("\xd4\x01\x01"), wire_skip);
    expect_failure(TEXT_LITERAL("\xc7\x01\x01\x01"), wire_skip);
    expect_failure(TEXT_LITERAL("\x91\x91\x91\x91\x91\x91\x91\x91\x91\x01"), wire_skip);
}
