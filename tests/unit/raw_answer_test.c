/* SPDX-License-Identifier: Apache-2.0 */
/* Answers that are no envelope: there and back, and what of a hostile service's becomes part of an HTTP head.
 */
#include "proto/raw_answer.h"

#include <criterion/criterion.h>
#include <stdlib.h>

#include "proto/wire.h"
#include "tests/support/leak_check.h"

TestSuite(raw_answer, .fini = leak_check);

static const raw_answer_t redirect = {.http = 302,
                                      .type = RAW_PLAIN,
                                      .location = TEXT_CONSTANT("https://a.example/x?y=%E8%81%AA#/z"),
                                      .cookie = TEXT_CONSTANT("aZ09-_"),
                                      .cookie_seconds = 600};
static const raw_answer_t picture = {.http = 200, .type = RAW_PNG, .body = TEXT_CONSTANT("\x89PNG\0\xff")};
static const raw_answer_t text = {.http = 200, .type = RAW_PLAIN, .body = TEXT_CONSTANT("success")};
static const raw_answer_t refusal = {.http = 403, .type = RAW_PLAIN};

/* The bytes are read at the end of a block of their own, so that AddressSanitizer sees one step too far. */
static bool reads_bytes(text_t bytes, answers_t answers, raw_answer_t *back)
{
    const method_t method = {.answers = answers};
    char *exact = memory_new(bytes.size ? bytes.size : 1);
    memcpy(exact, bytes.data ? bytes.data : "", bytes.size);
    const bool read = raw_answer_read((text_t){exact, bytes.size}, &method, back);
    free(exact);
    return read;
}

static bool reads(const raw_answer_t *answer, answers_t answers)
{
    buffer_t bytes = {0};
    raw_answer_t back;
    raw_answer_write(&bytes, answer);
    const bool read = reads_bytes(buffer_text(&bytes), answers, &back);
    buffer_free(&bytes);
    return read;
}

static void assert_same(const raw_answer_t *answer, answers_t answers)
{
    const method_t method = {.answers = answers};
    buffer_t bytes = {0};
    raw_answer_t back;
    raw_answer_write(&bytes, answer);
    cr_assert(raw_answer_read(buffer_text(&bytes), &method, &back));
    cr_assert(back.http == answer->http && back.type == answer->type);
    cr_assert(text_equal(back.location, answer->location) && text_equal(back.cookie, answer->cookie) &&
              text_equal(back.body, answer->body));
    cr_assert_eq(back.cookie_seconds, answer->cookie_seconds);
    buffer_free(&bytes);
}

Test(raw_answer, comes_back_as_it_was)
{
    assert_same(&redirect, ANSWERS_REDIRECT);
    assert_same(&picture, ANSWERS_PICTURE);
    assert_same(&text, ANSWERS_CALLBACK);
    for (answers_t answers = ANSWERS_REDIRECT; answers <= ANSWERS_CALLBACK; answers++)
        assert_same(&refusal, answers);
}

Test(raw_answer, suits_the_method)
{
    static const struct {
        const raw_answer_t *answer;
        answers_t answers;
    } good[] = {{&redirect, ANSWERS_REDIRECT}, {&picture, ANSWERS_PICTURE}, {&text, ANSWERS_CALLBACK}};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        for (answers_t answers = ANSWERS_ENVELOPE; answers <= ANSWERS_CALLBACK; answers++)
            cr_assert_eq(reads(good[i].answer, answers), answers == good[i].answers, "%zu for %d", i,
                         (int)answers);
    cr_assert_not(reads(&refusal, ANSWERS_ENVELOPE));
}

Test(raw_answer, locations_are_of_http_and_cannot_end_a_line)
{
    static const text_t wrong[] = {
        TEXT_CONSTANT(""),
        TEXT_CONSTANT("/a"),
        TEXT_CONSTANT("//a.example/"),
        TEXT_CONSTANT("https://"),
        TEXT_CONSTANT("javascript:alert(1)//https://"),
        TEXT_CONSTANT(" https://a.example/"),
        TEXT_CONSTANT("https://a.example/\r\nSet-Cookie: a=b"),
        TEXT_CONSTANT("https://a.example/\n"),
        TEXT_CONSTANT("https://a.example/\0"),
        TEXT_CONSTANT("https://a.example/ b"),
        TEXT_CONSTANT("https://a.example/\t"),
        TEXT_CONSTANT("https://a.example/\x7f"),
        TEXT_CONSTANT("https://a.example/聪"),
        TEXT_CONSTANT("HTTPS://a.example/"),
    };
    raw_answer_t answer = redirect;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        answer.location = wrong[i];
        cr_assert_not(reads(&answer, ANSWERS_REDIRECT), "%zu", i);
    }
    buffer_t longest = {0};
    buffer_append_literal(&longest, "http://a/");
    while (longest.size < RAW_LOCATION_MAX)
        buffer_append_char(&longest, 'a');
    answer.location = buffer_text(&longest);
    cr_assert(reads(&answer, ANSWERS_REDIRECT));
    buffer_append_char(&longest, 'a');
    answer.location = buffer_text(&longest);
    cr_assert_not(reads(&answer, ANSWERS_REDIRECT));
    buffer_free(&longest);
}

Test(raw_answer, cookies_are_a_value_and_nothing_else)
{
    static const text_t wrong[] = {
        TEXT_CONSTANT("a;b"), TEXT_CONSTANT("a; Domain=b"), TEXT_CONSTANT("a=b"), TEXT_CONSTANT("a b"),
        TEXT_CONSTANT("a\r"), TEXT_CONSTANT("a\0"),         TEXT_CONSTANT("聪"),  TEXT_CONSTANT("\"a\""),
    };
    raw_answer_t answer = redirect;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        answer.cookie = wrong[i];
        cr_assert_not(reads(&answer, ANSWERS_REDIRECT), "%zu", i);
    }
    static const char longer[] = "01234567890123456789012345678901234567890123456789012345678901234";
    answer.cookie = (text_t){longer, RAW_COOKIE_MAX};
    cr_assert(reads(&answer, ANSWERS_REDIRECT));
    answer.cookie = (text_t){longer, RAW_COOKIE_MAX + 1};
    cr_assert_not(reads(&answer, ANSWERS_REDIRECT));
    answer.cookie = redirect.cookie;
    static const int64_t times[] = {INT64_MIN, -1, 0, RAW_COOKIE_SECONDS_MAX + 1, INT64_MAX};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        answer.cookie_seconds = times[i];
        cr_assert_not(reads(&answer, ANSWERS_REDIRECT), "%zu", i);
    }
    answer.cookie = TEXT_NONE, answer.cookie_seconds = 0;
    cr_assert(reads(&answer, ANSWERS_REDIRECT), "it may leave the cookie as it is");
}

Test(raw_answer, what_is_refused_has_no_body)
{
    raw_answer_t answer = refusal;
    answer.body = TEXT_LITERAL("why");
    for (answers_t answers = ANSWERS_REDIRECT; answers <= ANSWERS_CALLBACK; answers++)
        cr_assert_not(reads(&answer, answers));
    answer = redirect;
    answer.body = TEXT_LITERAL("<a>");
    cr_assert_not(reads(&answer, ANSWERS_REDIRECT));
    answer = picture;
    answer.body = TEXT_NONE;
    cr_assert_not(reads(&answer, ANSWERS_PICTURE));
}

Test(raw_answer, other_statuses_and_types_are_refused)
{
    static const int statuses[] = {-1, 0, 100, 101, 199, 201, 204, 301, 304, 307, 401, 500, 502, 999};
    raw_answer_t answer = refusal;
    for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++) {
        answer.http = statuses[i];
        for (answers_t answers = ANSWERS_ENVELOPE; answers <= ANSWERS_CALLBACK; answers++)
            cr_assert_not(reads(&answer, answers), "%d", statuses[i]);
    }
    answer = text;
    for (int type = -1; type < 5; type++) {
        answer.type = (raw_type_t)type;
        cr_assert_eq(reads(&answer, ANSWERS_CALLBACK), type == RAW_PLAIN, "%d", type);
    }
}

Test(raw_answer, bodies_have_a_limit)
{
    raw_answer_t answer = picture;
    char *body = memory_new_zeroed(RAW_BODY_MAX + 1);
    answer.body = (text_t){body, RAW_BODY_MAX};
    cr_assert(reads(&answer, ANSWERS_PICTURE));
    answer.body.size++;
    cr_assert_not(reads(&answer, ANSWERS_PICTURE));
    free(body);
}

Test(raw_answer, what_is_cut_off_or_too_much_is_refused)
{
    buffer_t bytes = {0};
    raw_answer_t back;
    raw_answer_write(&bytes, &redirect);
    for (size_t size = 0; size < bytes.size; size++)
        cr_assert_not(reads_bytes((text_t){bytes.data, size}, ANSWERS_REDIRECT, &back), "%zu", size);
    buffer_append_char(&bytes, '\xc0');
    cr_assert_not(reads_bytes(buffer_text(&bytes), ANSWERS_REDIRECT, &back));
    buffer_free(&bytes);
}

/* A later build's may say more. */
Test(raw_answer, elements_behind_are_ignored)
{
    buffer_t bytes = {0};
    raw_answer_t back;
    raw_answer_write(&bytes, &text);
    bytes.data[0]++; /* a short array's header */
    wire_write_text(&bytes, TEXT_LITERAL("more"));
    cr_assert(reads_bytes(buffer_text(&bytes), ANSWERS_CALLBACK, &back));
    buffer_free(&bytes);
}
