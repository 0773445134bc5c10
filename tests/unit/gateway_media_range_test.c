/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "gateway/media/range.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_media_range, .fini = leak_check, .timeout = 20);

Test(gateway_media_range, one_range_of_bytes)
{
    static const struct {
        const char *value;
        media_range_t range;
        int64_t from, to;
    } cases[] = {{"bytes=0-99", MEDIA_RANGE_PART, 0, 99},
                 {"bytes=0-", MEDIA_RANGE_PART, 0, 999},
                 {"bytes=999-999", MEDIA_RANGE_PART, 999, 999},
                 {"bytes=5-9223372036854775807", MEDIA_RANGE_PART, 5, 999},
                 {"bytes=-1", MEDIA_RANGE_PART, 999, 999},
                 {"bytes=-1001", MEDIA_RANGE_PART, 0, 999},
                 {"Bytes= 1-2 ", MEDIA_RANGE_PART, 1, 2},
                 {"bytes=1000-", MEDIA_RANGE_NOWHERE, 0, 0},
                 {"bytes=1000-2000", MEDIA_RANGE_NOWHERE, 0, 0},
                 {"bytes=-0", MEDIA_RANGE_NOWHERE, 0, 0},
                 {"", MEDIA_RANGE_NONE, 0, 0},
                 {"bytes=", MEDIA_RANGE_NONE, 0, 0},
                 {"bytes=-", MEDIA_RANGE_NONE, 0, 0},
                 {"bytes=2-1", MEDIA_RANGE_NONE, 0, 0},
                 {"bytes=0-1,2-3", MEDIA_RANGE_NONE, 0, 0},
                 {"bytes=0-9223372036854775808", MEDIA_RANGE_NONE, 0, 0},
                 {"bytes=+1-2", MEDIA_RANGE_NONE, 0, 0},
                 {"bytes=--1", MEDIA_RANGE_NONE, 0, 0},
                 {"lines=0-1", MEDIA_RANGE_NONE, 0, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t from = 0, to = 0;
        cr_expect_eq(media_range_read(text_of(cases[i].value), 1000, &from, &to), cases[i].range, "%s",
                     cases[i].value);
        cr_expect(cases[i].range != MEDIA_RANGE_PART || (from == cases[i].from && to == cases[i].to), "%s",
                  cases[i].value);
    }
}

Test(gateway_media_range, nothing_has_no_bytes)
{
    int64_t from, to;
    cr_expect_eq(media_range_read(TEXT_LITERAL("bytes=0-"), 0, &from, &to), MEDIA_RANGE_NOWHERE);
    cr_expect_eq(media_range_read(TEXT_LITERAL("bytes=-5"), 0, &from, &to), MEDIA_RANGE_NOWHERE);
}
