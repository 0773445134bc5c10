/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "base/buffer.h"
#include "gateway/http/media_type.h"
#include "gateway/http/multipart.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_multipart, .fini = leak_check, .timeout = 20);

/* What the parts are, as "name=value;name=value;", and behind them "!" where the body is wrong. */
static void assert_parts(const char *body, const char *boundary, const char *wanted)
{
    arena_t arena = {0};
    buffer_t found = {0};
    multipart_t parts;
    text_t name, value;
    multipart_start(&parts, text_of(body), text_of(boundary), &arena);
    while (multipart_next(&parts, &name, &value))
        buffer_append_format(&found, "%.*s=%.*s;", TEXT_ARG(name), TEXT_ARG(value));
    if (parts.why)
        buffer_append_char(&found, '!');
    cr_assert(text_equal(buffer_text(&found), text_of(wanted)), "%s: %.*s", body,
              TEXT_ARG(buffer_text(&found)));
    buffer_free(&found);
    arena_free(&arena);
}

#define PART(name, value) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

Test(gateway_multipart, gives_the_parts)
{
    assert_parts("--B\r\n" PART("a", "1") "--B\r\n" PART("b", "x\r\n--Bx\r\ny") "--B--\r\n", "B",
                 "a=1;b=x\r\n--Bx\r\ny;");
    assert_parts("preamble\r\n--B \t\r\n" PART("a", "") "--B--epilogue", "B", "a=;");
    assert_parts("--B\r\nContent-Disposition: form-data; name=a\r\n\r\n--B--", "B", "a=;");
    assert_parts("--B\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-disposition: FORM-DATA; "
                 "filename=\"x\"; NAME=a"
                 "\r\n\r\n1\r\n--B--",
                 "B", "a=1;");
    assert_parts("--B\r\n" PART("a\\\"b\\\\", "1") "--B--", "B", "a\"b\\=1;");
    assert_parts("--B--", "B", "");
    assert_parts("--B\n" PART("a", "1") "--B--", "B",
                 ""); /* a line end that is none: all of it is preamble */
}

Test(gateway_multipart, says_when_a_body_is_wrong)
{
    static const char *const wrong[] = {"",
                                        "x",
                                        "--",
                                        "--C\r\n" PART("a", "1") "--C--",
                                        "--B\r\n",
                                        "--B\r\n" PART("a", "1"),

                                        "--B\r\n\r\n1\r\n--B--",
                                        "--B\r\nContent-Type: x\r\n\r\n1\r\n--B--",
                                        "--B\r\nContent-Disposition: form-data\r\n\r\n1\r\n--B--",
                                        "--B\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n--B--",
                                        "--B\r\nnothing\r\n\r\n1\r\n--B--",
                                        "--B\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--B--",
                                        "--B\r\nContent-Disposition: form-data; "
                                        "name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1\r\n--B--",
                                        "--B\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: "
                                        "form-data; name=a\r\n\r\n1\r\n--B--",
                                        "--B\r\nContent-Disposition: form-data; name=a\r\n"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_parts(wrong[i], "B", "!");
    assert_parts("--B\r\n" PART("a", "1") "--B\r\n" PART("b", "2"), "B", "a=1;!");
}

static void assert_boundary(const char *type, const char *wanted)
{
    arena_t arena = {0};
    text_t boundary;
    bool found = media_type_parameter(text_of(type), "boundary", &arena, &boundary) &&
                 media_type_is_boundary(boundary);
    cr_assert_eq(found, wanted != NULL, "%s", type);
    if (found)
        cr_assert(text_equal(boundary, text_of(wanted)), "%s: %.*s", type, TEXT_ARG(boundary));
    arena_free(&arena);
}

Test(gateway_multipart, finds_its_boundary)
{
    assert_boundary("multipart/form-data; boundary=BB; charset=utf-8", "BB");
    assert_boundary("multipart/form-data;charset=\"a;b\" ; Boundary=B", "B");
    assert_boundary("multipart/form-data; BOUNDARY=\"a \\b\"", "a b");
    assert_boundary("multipart/form-data; boundary=----=_Part_1_2.3/:", "----=_Part_1_2.3/:");
    assert_boundary("multipart/form-data; x; boundary=B", "B");
    assert_boundary("multipart/form-data; boundary=B; boundary=B", NULL);
    assert_boundary("multipart/form-data; boundary=\"B\"x", NULL);
    assert_boundary("multipart/form-data; boundary=*****", NULL);
    assert_boundary("multipart/form-data; "
                    "boundary=1234567890123456789012345678901234567890123456789012345678901234567890",
                    "1234567890123456789012345678901234567890123456789012345678901234567890");
    assert_boundary("multipart/form-data; "
                    "boundary=12345678901234567890123456789012345678901234567890123456789012345678901",
                    NULL);
    assert_boundary("multipart/form-data; boundary=", NULL);
    assert_boundary("multipart/form-data; boundary=\"\"", NULL);
    assert_boundary("multipart/form-data; boundary=\"a\x01\"", NULL);
    assert_boundary("multipart/form-data; boundary=\"a ", NULL);
    assert_boundary("multipart/form-data; boundary", NULL);
    assert_boundary("multipart/form-data boundary=B", NULL);
    assert_boundary("multipart/form-data", NULL);
    assert_boundary("", NULL);
}

/* Else a line of a MiB would take gigabytes: each of its strings as much as what stands behind it. */
Test(gateway_multipart, takes_no_memory_for_quoted_strings_without_escapes)
{
    enum { PARAMETERS = 50000 };
    buffer_t body = {0};
    buffer_append_literal(&body, "--B\r\nContent-Disposition: form-data; name=\"x\"");
    for (int i = 0; i < PARAMETERS; i++)
        buffer_append_literal(&body, ";a=\"\"");
    buffer_append_literal(&body, "\r\n\r\n1\r\n--B--");
    arena_t arena = {0};
    multipart_t parts;
    text_t name, value;
    multipart_start(&parts, buffer_text(&body), text_of("B"), &arena);
    cr_assert(multipart_next(&parts, &name, &value));
    cr_assert(text_equal(name, text_of("x")));
    cr_assert_null(arena.chunk);
    buffer_free(&body);
    arena_free(&arena);
}
