/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/foreign.h"

#include <criterion/criterion.h>
#include <criterion/redirect.h>

#include "base/buffer.h"
#include "common/observe/log.h"

typedef enum { ONE_KEY, MANY_KEYS } keys_t;

static uint64_t lines_of(foreign_kind_t kind, keys_t keys, int64_t first, int count)
{
    const uint64_t before = log_lines(LOG_ERROR);
    for (int i = 0; i < count; i++) {
        buffer_t key = {0};
        buffer_append_literal(&key, "key:");
        buffer_append_int(&key, first + (keys == MANY_KEYS ? i : 0));
        foreign_report(kind, buffer_text(&key), TEXT_LITERAL("why"));
        buffer_free(&key);
    }
    return log_lines(LOG_ERROR) - before;
}

TestSuite(foreign, .init = cr_redirect_stderr);

Test(foreign, key_is_named_once)
{
    cr_assert_eq(lines_of(FOREIGN_MESSAGES, ONE_KEY, 9, 1000), 1);
    cr_assert_eq(lines_of(FOREIGN_MESSAGES, ONE_KEY, 10, 1), 1, "another key");
    cr_assert_eq(lines_of(FOREIGN_RELATION, ONE_KEY, 10, 1), 1, "another kind");
}

Test(foreign, many_keys_of_a_kind_are_not_all_named)
{
    cr_assert_eq(lines_of(FOREIGN_MESSAGES, MANY_KEYS, 1, 1000), 20);
    cr_assert_eq(lines_of(FOREIGN_TAGS, MANY_KEYS, 1, 5), 5);
}
