/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/cache_table.h"

#include <criterion/criterion.h>

#include "base/buffer.h"
#include "tests/support/leak_check.h"

TestSuite(cache_table, .fini = leak_check);

static void put_number(cache_table_t *table, int number)
{
    buffer_t key = {0};
    buffer_append_int(&key, number);
    cache_table_put(table, buffer_text(&key), &(cache_entry_t){true, buffer_text(&key), 0});
    buffer_free(&key);
}

static bool has_number(cache_table_t *table, int number)
{
    buffer_t key = {0};
    cache_entry_t entry;
    buffer_append_int(&key, number);
    bool known = cache_table_get(table, buffer_text(&key), &entry);
    cr_assert(!known || (entry.found && text_equal(entry.value, buffer_text(&key))), "another value");
    buffer_free(&key);
    return known;
}

Test(cache_table, value_is_given_back)
{
    cache_table_t *table = cache_table_new(10);
    cr_assert_not(has_number(table, 1));
    put_number(table, 1);
    cr_assert(has_number(table, 1));
    cache_table_destroy(&table);
    cr_assert_null(table);
}

Test(cache_table, absence_is_known_apart_from_an_empty_value)
{
    cache_table_t *table = cache_table_new(10);
    cache_entry_t entry;
    cache_table_put(table, TEXT_LITERAL("absent"), &(cache_entry_t){false, TEXT_NONE, 7});
    cache_table_put(table, TEXT_LITERAL("empty"), &(cache_entry_t){true, TEXT_LITERAL(""), 7});
    cr_assert(cache_table_get(table, TEXT_LITERAL("absent"), &entry) && !entry.found);
    cr_assert(cache_table_get(table, TEXT_LITERAL("empty"), &entry) && entry.found);
    cr_assert_eq(entry.value.size, 0);
    cache_table_destroy(&table);
}

Test(cache_table, second_value_takes_the_place_of_the_first)
{
    cache_table_t *table = cache_table_new(10);
    cache_entry_t entry;
    cache_table_put(table, TEXT_LITERAL("a"), &(cache_entry_t){true, TEXT_LITERAL("old"), 7});
    cache_table_put(table, TEXT_LITERAL("a"), &(cache_entry_t){true, TEXT_LITERAL("new"), 7});
    cr_assert(cache_table_get(table, TEXT_LITERAL("a"), &entry));
    cr_assert(text_equal(entry.value, TEXT_LITERAL("new")));
    cr_assert_eq(entry.stamp, 7);
    cr_assert_eq(cache_table_count(table), 1);
    cache_table_destroy(&table);
}

Test(cache_table, limit_holds_and_what_was_asked_for_stays)
{
    cache_table_t *table = cache_table_new(100);
    for (int i = 0; i < 100; i++)
        put_number(table, i);
    for (int i = 0; i < 1000; i++) {
        cr_assert(has_number(table, 7), "dropped after %d others", i);
        put_number(table, 1000 + i);
        cr_assert_eq(cache_table_count(table), 100);
    }
    cr_assert_not(has_number(table, 8));
    cache_table_destroy(&table);
}

Test(cache_table, limit_of_one_holds_the_last)
{
    cache_table_t *table = cache_table_new(1);
    put_number(table, 1);
    put_number(table, 2);
    cr_assert_not(has_number(table, 1));
    cr_assert(has_number(table, 2));
    cache_table_destroy(&table);
}

Test(cache_table, removed_is_gone_and_the_others_stay)
{
    cache_table_t *table = cache_table_new(1000);
    for (int i = 0; i < 1000; i++)
        put_number(table, i);
    for (int i = 0; i < 1000; i += 2) {
        buffer_t key = {0};
        buffer_append_int(&key, i);
        cache_table_remove(table, buffer_text(&key));
        buffer_free(&key);
    }
    for (int i = 0; i < 1000; i++)
        cr_assert_eq(has_number(table, i), i % 2 == 1);
    cache_table_clear(table);
    cr_assert_eq(cache_table_count(table), 0);
    cr_assert_not(has_number(table, 1));
    put_number(table, 1);
    cr_assert(has_number(table, 1));
    cache_table_destroy(&table);
}

/* Fails under AddressSanitizer when the value is freed too early. */
Test(cache_table, removed_value_can_be_read_over_one_sweep)
{
    cache_table_t *table = cache_table_new(10);
    cache_entry_t entry;
    cache_table_put(table, TEXT_LITERAL("a"), &(cache_entry_t){true, TEXT_LITERAL("value"), 7});
    cr_assert(cache_table_get(table, TEXT_LITERAL("a"), &entry));
    cache_table_remove(table, TEXT_LITERAL("a"));
    cache_table_sweep(table);
    cr_assert(text_equal(entry.value, TEXT_LITERAL("value")));
    cache_table_sweep(table);
    cache_table_destroy(&table);
}
