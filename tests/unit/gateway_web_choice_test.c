/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/entity_tag.h"
#include "gateway/web/choice.h"

#include <criterion/criterion.h>

static coding_t coding_for(const char *accepted)
{
    static const web_file_t file = {
        .has = {[CODING_BROTLI] = true, [CODING_GZIP] = true, [CODING_NONE] = true}};
    header_lines_t lines = {.count = 0};
    header_lines_add(&lines, text_of(accepted));
    return choice_of_coding(&file, &lines);
}

Test(gateway_web_choice, best_coding_that_is_accepted)
{
    static const struct {
        const char *accepted;
        coding_t coding;
    } cases[] = {
        {"gzip, deflate, br, zstd", CODING_BROTLI},
        {"br;q=0.1,gzip", CODING_BROTLI},
        {"gzip", CODING_GZIP},
        {"GZIP", CODING_GZIP},
        {"br;q=0, gzip", CODING_GZIP},
        {"br; q=0.000 , gzip ; q=0.001", CODING_GZIP},
        {"*", CODING_BROTLI},
        {"*;q=0", CODING_NONE},
        {"*, br;q=0", CODING_GZIP},
        {"identity", CODING_NONE},
        {"", CODING_NONE},
        {",,;;q=,", CODING_NONE},
        {"br;level=3", CODING_NONE},
        {"brotli", CODING_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_expect_eq(coding_for(cases[i].accepted), cases[i].coding, "%s", cases[i].accepted);
}

Test(gateway_web_choice, no_coding_that_the_file_has_not)
{
    static const web_file_t file = {.has = {[CODING_NONE] = true}};
    header_lines_t lines = {.count = 0};
    header_lines_add(&lines, TEXT_LITERAL("br, gzip"));
    cr_assert_eq(choice_of_coding(&file, &lines), CODING_NONE);
}

Test(gateway_web_choice, tag_is_known_in_any_line_and_form)
{
    static const struct {
        const char *tags;
        bool known;
    } cases[] = {
        {"\"a1\"", true},
        {"W/\"a1\"", true},
        {"\"b\", W/\"a1\" , \"c\"", true},
        {"*", true},
        {"\"a\"", false},
        {"a1", false},
        {"\"a1,\"", false},
        {"\"x, \\\"a1\\\"\"", false},
        {"W/", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        header_lines_t lines = {.count = 0};
        header_lines_add(&lines, TEXT_LITERAL("\"other\""));
        header_lines_add(&lines, text_of(cases[i].tags));
        cr_expect_eq(entity_tag_is_known(&lines, TEXT_LITERAL("\"a1\"")), cases[i].known, "%s",
                     cases[i].tags);
    }
}
