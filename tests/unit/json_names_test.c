/* SPDX-License-Identifier: Apache-2.0 */
/* What json_check does about two members of one name: few, many, escaped, nested. */
#include "base/json/names.h"

#include "base/json/check.h"
#include "tests/support/leak_check.h"

#include <criterion/criterion.h>

TestSuite(json_names, .fini = leak_check, .timeout = 60);

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void repeat(buffer_t *out, char c, size_t count)
{
    memset(buffer_reserve(out, count), c, count);
    out->size += count;
}

/* An object of `count` members; the last one is named as the first when `twice`, with an escape when
 * `escaped`. */
static void many_names(buffer_t *out, size_t count, bool twice, bool escaped)
{
    buffer_clear(out);
    buffer_append_literal(out, "{\"x0\":0");
    for (size_t i = 1; i < count; i++)
        buffer_append_format(out, ",\"%s%zu\":0", escaped ? "\\u0078" : "x", twice && i == count - 1 ? 0 : i);
    buffer_append_char(out, '}');
}

Test(json_names, check_finds_equal_names_among_few_and_many)
{
    static const size_t counts[] = {2, 3, 15, 16, 17, 18, 31, 32, 33, 34, 1000, 100000};
    buffer_t text = {0};
    for (size_t i = 0; i < COUNT(counts); i++) {
        for (int escaped = 0; escaped <= 1; escaped++) {
            many_names(&text, counts[i], false, escaped);
            cr_expect_eq(json_check(buffer_text(&text)), JSON_OBJECT, "%zu, escaped %d", counts[i], escaped);
            many_names(&text, counts[i], true, escaped);
            cr_expect_eq(json_check(buffer_text(&text)), JSON_INVALID, "%zu, escaped %d", counts[i], escaped);
        }
    }
    buffer_free(&text);
}

Test(json_names, check_keeps_names_of_open_objects_apart)
{
    buffer_t inner = {0};
    buffer_t text = {0};
    many_names(&inner, 40, false, false);
    buffer_append_literal(&text, "{\"x1\":");
    buffer_append_text(&text, buffer_text(&inner));
    buffer_append_literal(&text, ",\"x2\":");
    buffer_append_text(&text, buffer_text(&inner));
    cr_expect_eq(json_check(buffer_text(&text)), JSON_INVALID, "not closed");
    buffer_append_literal(&text, ",\"x1\":1}");
    cr_expect_eq(json_check(buffer_text(&text)), JSON_INVALID, "x1 twice in the outer object");
    text.size -= strlen(",\"x1\":1}");
    buffer_append_literal(&text, ",\"x3\":1}");
    cr_expect_eq(json_check(buffer_text(&text)), JSON_OBJECT);
    buffer_free(&inner);
    buffer_free(&text);
}

Test(json_names, check_compares_long_names_whole)
{
    buffer_t text = {0};
    for (int last = 'a'; last <= 'b'; last++) {
        buffer_clear(&text);
        buffer_append_literal(&text, "{\"");
        repeat(&text, 'k', 100000);
        buffer_append_literal(&text, "a\":1,\"");
        repeat(&text, 'k', 100000);
        buffer_append_format(&text, "%c\":2}", last);
        cr_expect_eq(json_check(buffer_text(&text)), last == 'a' ? JSON_INVALID : JSON_OBJECT);
    }
    buffer_free(&text);
}
