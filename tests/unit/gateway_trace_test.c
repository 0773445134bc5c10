/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/trace.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(gateway_trace, .fini = leak_check);

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define PARENT "00f067aa0ba902b7"

Test(gateway_trace, id_is_taken_from_traceparent)
{
    trace_t trace;
    cr_assert(trace_read(TEXT_LITERAL("00-" TRACE "-" PARENT "-01"), trace));
    cr_assert_str_eq(trace, TRACE);
}

/* W3C Trace Context, 3.2.2. */
Test(gateway_trace, what_is_no_traceparent_is_refused_and_changes_nothing)
{
    static const char *const wrong[] = {
        "",
        "00",
        "00-" TRACE "-" PARENT "-0",
        "00-" TRACE "-" PARENT "-01-",
        "01-" TRACE "-" PARENT "-01",
        "ff-" TRACE "-" PARENT "-01",
        "00_" TRACE "-" PARENT "-01",
        "00-" TRACE "_" PARENT "-01",
        "00-" TRACE "-" PARENT "_01",
        "00-" TRACE "-" PARENT "-0g",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" PARENT "-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473g-" PARENT "-01",
        "00-00000000000000000000000000000000-" PARENT "-01",
        "00-" TRACE "-0000000000000000-01",
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        trace_t trace = "as it was";
        cr_assert_not(trace_read(text_of(wrong[i]), trace), "\"%s\"", wrong[i]);
        cr_assert_str_eq(trace, "as it was");
    }
    trace_t trace;
    char nul[] = "00-" TRACE "-" PARENT "-01";
    nul[10] = '\0';
    cr_assert_not(trace_read((text_t){nul, sizeof nul - 1}, trace), "with a NUL");
}

Test(gateway_trace, made_ids_are_ids_and_differ)
{
    enum { IDS = 1000 };
    static trace_t ids[2 * IDS];
    trace_source_t one, other;
    trace_source_init(&one);
    trace_source_init(&other);
    for (size_t i = 0; i < IDS; i++) {
        trace_make(&one, ids[2 * i]);
        trace_make(&other, ids[2 * i + 1]);
    }
    for (size_t i = 0; i < 2 * IDS; i++) {
        cr_assert_eq(strspn(ids[i], "0123456789abcdef"), TRACE_SIZE, "%s", ids[i]);
        cr_assert_eq(ids[i][TRACE_SIZE], '\0');
    }
    qsort(ids, 2 * IDS, sizeof *ids, (int (*)(const void *, const void *))strcmp);
    for (size_t i = 1; i < 2 * IDS; i++)
        cr_assert_str_neq(ids[i - 1], ids[i]);
}
