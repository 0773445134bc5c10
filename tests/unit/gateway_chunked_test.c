/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "gateway/http/chunked.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_chunked, .fini = leak_check, .timeout = 20);

enum { LIMIT = 100 };

/* Feeds `step` bytes at a time. Returns how many were taken. */
static size_t feed(chunked_t *chunked, text_t coded, size_t step, buffer_t *body)
{
    size_t at = 0;
    while (at < coded.size && chunked->state < CHUNKED_DONE && body->size <= LIMIT) {
        size_t size = coded.size - at < step ? coded.size - at : step;
        at += chunked_take(chunked, (text_t){coded.data + at, size}, body, LIMIT);
    }
    return at;
}

static void assert_body(const char *coded, const char *plain, const char *behind)
{
    for (size_t step = 1; step <= strlen(coded); step++) {
        chunked_t chunked = {0};
        buffer_t body = {0};
        size_t taken = feed(&chunked, text_of(coded), step, &body);
        cr_assert_eq(chunked.state, CHUNKED_DONE, "%s by %zu", coded, step);
        cr_assert(text_equal(buffer_text(&body), text_of(plain)), "%s by %zu", coded, step);
        cr_assert_str_eq(coded + taken, behind);
        buffer_free(&body);
    }
}

Test(gateway_chunked, takes_a_body_apart_however_it_is_cut)
{
    assert_body("0\r\n\r\n", "", "");
    assert_body("3\r\nabc\r\n0\r\n\r\n", "abc", "");
    assert_body("3\r\nabc\r\nA\r\n0123456789\r\n00\r\n\r\nGET /", "abc0123456789", "GET /");
    assert_body("3;a=b;c=\"d\"\r\na\r\n\r\n0;e\r\n\r\n", "a\r\n", "");
    assert_body("1\r\na\r\n0\r\nA: b\r\nC:\r\n\r\nx", "a", "x");
    assert_body("0000000a\r\n0123456789\r\n0\r\n\r\n", "0123456789", "");
}

Test(gateway_chunked, refuses_what_could_be_read_differently)
{
    static const char *const wrong[] = {
        "\r\n",           "x",           "-1\r\n",   "+1\r\n",        "0x1\r\n",        " 1\r\n",
        "1 \r\n",         "1\n",         "1\r\r\n",  "000000001\r\n", "fffffffff\r\n",  "1;a\nb\r\n",
        "1;\x01\r\n",     "1\r\nab",     "1\r\na\n", "1\r\na\rx",     "1\r\na\r\n\r\n", "0\r\nnothing\r\n",
        "0\r\na : b\r\n", "0\r\n a\r\n", "0\r\n\rx", "0\r\nA: b\n",   "0\r\nA: b\rx"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        chunked_t chunked = {0};
        buffer_t body = {0};
        feed(&chunked, text_of(wrong[i]), 1, &body);
        cr_assert_eq(chunked.state, CHUNKED_WRONG, "%s", wrong[i]);
        buffer_free(&body);
    }
}

/* A state that is fed for ever with lines that carry nothing. */
static void assert_bounded(const char *begin, const char *more)
{
    chunked_t chunked = {0};
    buffer_t body = {0};
    feed(&chunked, text_of(begin), 1, &body);
    for (size_t i = 0; i < 2 * CHUNKED_LINES_MAX && chunked.state != CHUNKED_WRONG; i++)
        feed(&chunked, text_of(more), strlen(more), &body);
    cr_assert_eq(chunked.state, CHUNKED_WRONG, "%s", more);
    buffer_free(&body);
}

Test(gateway_chunked, bounds_what_carries_nothing)
{
    assert_bounded("1;", "x");
    assert_bounded("0\r\n", "A: b\r\n");
    assert_bounded("0\r\nA: ", "b");
}

Test(gateway_chunked, stops_beyond_the_limit)
{
    chunked_t chunked = {0};
    buffer_t body = {0};
    static const char chunk[] = "a\r\n0123456789\r\n";
    size_t taken = 0;
    for (size_t i = 0; i < 20; i++)
        taken += feed(&chunked, TEXT_LITERAL(chunk), 100, &body);
    cr_assert_gt(body.size, (size_t)LIMIT);
    cr_assert_leq(body.size, (size_t)LIMIT + 10);
    cr_assert_lt(taken, 20 * (sizeof chunk - 1));
    buffer_free(&body);
}
