/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "base/buffer.h"
#include "gateway/http/multipart.h"
#include "gateway/media/parts.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_media_parts, .fini = leak_check, .timeout = 60);

#define PART(name, value) "Content-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"

/* What the parts are, as "name=value;name=value;", and behind them "!" where the body is wrong; the body
 * comes in pieces of at most `step` bytes. */
static void describe(buffer_t *out, text_t body, size_t step)
{
    arena_t arena = {0};
    media_parts_t parts;
    bool begun = false;
    media_parts_start(&parts, TEXT_LITERAL("B"), &arena);
    for (size_t at = 0; at < body.size; at += step) {
        /* A copy: what is kept of it must not be the piece itself. */
        const size_t size = body.size - at < step ? body.size - at : step;
        char *copy = memory_new(size);
        memcpy(copy, body.data + at, size);
        text_t bytes = {copy, size}, piece;
        media_parts_event_t event;
        while ((event = media_parts_next(&parts, &bytes, &piece)) == MEDIA_PARTS_BEGIN ||
               event == MEDIA_PARTS_CONTENT) {
            if (event == MEDIA_PARTS_BEGIN)
                buffer_append_format(out, "%s%.*s=", begun ? ";" : "", TEXT_ARG(piece));
            else
                buffer_append_text(out, piece);
            begun = true;
        }
        free(copy);
    }
    buffer_append_literal(out, ";");
    if (!media_parts_are_whole(&parts)) {
        cr_assert(parts.why);
        buffer_append_char(out, '!');
    }
    arena_free(&arena);
}

static void assert_parts(const char *body, const char *wanted)
{
    for (size_t step = 1; step <= strlen(body) + 1; step++) {
        buffer_t found = {0};
        describe(&found, text_of(body), step);
        cr_assert(text_equal(buffer_text(&found), text_of(wanted)), "%s in pieces of %zu: %.*s", body, step,
                  TEXT_ARG(buffer_text(&found)));
        buffer_free(&found);
    }
}

Test(gateway_media_parts, gives_the_parts_however_they_are_cut)
{
    assert_parts("--B\r\n" PART("a", "1") "--B\r\n" PART("b", "x\r\n--Bx\r\ny") "--B--\r\n",
                 "a=1;b=x\r\n--Bx\r\ny;");
    assert_parts("preamble\r\n--B \t\r\n" PART("a", "") "--B--epilogue\r\n--B\r\n", "a=;");
    assert_parts("--B\r\nContent-Disposition: form-data; name=a\r\n\r\n--B--", "a=;");
    assert_parts("--B\r\n" PART("a", "\r\r\n--\r\n--B -\r\n--B-x\r\n--B\r\r\n") "--B--",
                 "a=\r\r\n--\r\n--B -\r\n--B-x\r\n--B\r\r\n;");
}

Test(gateway_media_parts, says_what_is_wrong)
{
    assert_parts("", ";!");
    assert_parts("no delimiter", ";!");
    assert_parts("--B\r\n", ";!");
    assert_parts("--B\r\nContent-Disposition: form-data; name=a\r\n", ";!");
    assert_parts("--B\r\n" PART("a", "1"), "a=1;!");
    assert_parts("--B\r\n" PART("a", "1") "--B", "a=1;!");
    assert_parts("--B\r\n" PART("a", "1") "--B-", "a=1;!");
    assert_parts("--B\r\nContent-Type: text/plain\r\n\r\n1\r\n--B--", ";!");
    assert_parts("--B          "
                 "          "
                 "          "
                 "          "
                 "          "
                 "          "
                 "          \r\n" PART("a", "1") "--B--",
                 ";!");
}

/* Bytes of which many could belong to a delimiter. */
static void fill(buffer_t *out, unsigned *state)
{
    static const char letters[] = "\r\n--B \tx";
    for (*state = *state * 1103515245 + 12345; (*state >> 16) % 40 > 0; *state = *state * 1103515245 + 12345)
        buffer_append_char(out, letters[(*state >> 20) % (sizeof letters - 1)]);
}

/* The other reader, which has the whole of it, is what this one must agree with. */
Test(gateway_media_parts, agrees_with_who_reads_the_whole)
{
    unsigned state = 7;
    for (unsigned round = 0; round < 20000; round++) {
        buffer_t body = {0}, wanted = {0}, found = {0};
        fill(&body, &state);
        for (unsigned part = 0; part < state >> 30; part++) {
            buffer_append_literal(&body, "\r\n--B\r\nContent-Disposition: form-data; name=a\r\n\r\n");
            fill(&body, &state);
        }
        buffer_append_literal(&body, "\r\n--B--");
        arena_t arena = {0};
        multipart_t parts;
        text_t name, value;
        const char *separator = "";
        multipart_start(&parts, buffer_text(&body), TEXT_LITERAL("B"), &arena);
        while (multipart_next(&parts, &name, &value)) {
            buffer_append_format(&wanted, "%s%.*s=", separator, TEXT_ARG(name));
            buffer_append_text(&wanted, value);
            separator = ";";
        }
        buffer_append_char(&wanted, ';');
        describe(&found, buffer_text(&body), 1 + round % 7);
        const bool good = parts.why || text_equal(buffer_text(&found), buffer_text(&wanted));
        cr_assert(good, "%.*s: %.*s", TEXT_ARG(buffer_text(&body)), TEXT_ARG(buffer_text(&found)));
        cr_assert(!parts.why || memchr(found.data, '!', found.size), "%.*s", TEXT_ARG(buffer_text(&body)));
        arena_free(&arena);
        buffer_free(&body);
        buffer_free(&wanted);
        buffer_free(&found);
    }
}
