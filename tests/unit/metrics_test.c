/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/metrics.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(metrics, .fini = leak_check, .timeout = 20);

static const metric_t SHEEP = {"sheep_total", METRIC_COUNTER, "Counted sheep."};
static const metric_t SLEEP = {"sleep_seconds", METRIC_HISTOGRAM, "Sleep."};

static void assert_written(buffer_t *out, const char *expected)
{
    cr_assert(text_equal(buffer_text(out), text_of(expected)), "it is '%.*s'", TEXT_ARG(buffer_text(out)));
    buffer_free(out);
}

static bool holds(const buffer_t *out, const char *line)
{
    return memmem(out->data, out->size, line, strlen(line)) != NULL;
}

Test(metrics, single_number_has_help_type_and_sample)
{
    buffer_t out = {0};
    metrics_write(&out, &SHEEP, UINT64_MAX);
    assert_written(&out, "# HELP sheep_total Counted sheep.\n# TYPE sheep_total counter\n"
                         "sheep_total 18446744073709551615\n");
}

Test(metrics, labels_stand_in_order_and_are_escaped)
{
    buffer_t out = {0};
    metrics_add(&out, &SHEEP, LABELS({"color", "black"}, {"name", "a\"b\\c\nd,e"}), 3);
    assert_written(&out, "sheep_total{color=\"black\",name=\"a\\\"b\\\\c\\nd,e\"} 3\n");
}

Test(metrics, empty_value_of_a_label_is_kept)
{
    buffer_t out = {0};
    metrics_add(&out, &SHEEP, LABELS({"color", ""}, {"name", "x"}), 0);
    assert_written(&out, "sheep_total{color=\"\",name=\"x\"} 0\n");
}

Test(metrics, microseconds_are_written_as_seconds)
{
    buffer_t out = {0};
    metrics_add_seconds(&out, &SLEEP, NO_LABELS, 12000034);
    assert_written(&out, "sleep_seconds 12.000034\n");
}

Test(metrics, summary_has_sum_and_count)
{
    buffer_t out = {0};
    metrics_add_summary(&out, &SLEEP, LABELS({"who", "cat"}), 7, 1500000);
    assert_written(&out, "sleep_seconds_sum{who=\"cat\"} 1.500000\nsleep_seconds_count{who=\"cat\"} 7\n");
}

Test(metrics, histogram_counts_up_to_each_limit)
{
    histogram_t histogram = {{0}, 0};
    buffer_t out = {0};
    histogram_add(&histogram, 100);
    histogram_add(&histogram, 101);
    histogram_add(&histogram, 10000001);
    metrics_add_histogram(&out, &SLEEP, LABELS({"who", "cat"}), &histogram);
    cr_assert(holds(&out, "sleep_seconds_bucket{who=\"cat\",le=\"0.0001\"} 1\n"));
    cr_assert(holds(&out, "sleep_seconds_bucket{who=\"cat\",le=\"0.00025\"} 2\n"));
    cr_assert(holds(&out, "sleep_seconds_bucket{who=\"cat\",le=\"10\"} 2\n"));
    cr_assert(holds(&out, "sleep_seconds_bucket{who=\"cat\",le=\"+Inf\"} 3\n"));
    cr_assert(holds(&out, "sleep_seconds_sum{who=\"cat\"} 10.000202\nsleep_seconds_count{who=\"cat\"} 3\n"));
    buffer_free(&out);
}

Test(metrics, histogram_limits_ascend)
{
    for (size_t i = 1; i < HISTOGRAM_LIMITS; i++)
        cr_assert_lt(histogram_limits[i - 1], histogram_limits[i]);
}

Test(metrics, histogram_puts_each_limit_into_its_own_bucket)
{
    histogram_t histogram = {{0}, 0};
    for (size_t i = 0; i < HISTOGRAM_LIMITS; i++)
        histogram_add(&histogram, histogram_limits[i]);
    for (size_t i = 0; i < HISTOGRAM_LIMITS; i++)
        cr_assert_eq(histogram.buckets[i], 1, "limit %zu", i);
    cr_assert_eq(histogram.buckets[HISTOGRAM_LIMITS], 0);
}

Test(metrics, histogram_takes_a_clock_that_stood_still)
{
    histogram_t histogram = {{0}, 0};
    histogram_add(&histogram, 0);
    histogram_add(&histogram, -5);
    cr_assert_eq(histogram.buckets[0], 2);
    cr_assert_eq(histogram.sum, 0);
}

Test(metrics, histograms_merge_into_their_sum)
{
    histogram_t one = {{0}, 0}, other = {{0}, 0};
    histogram_add(&one, 50);
    histogram_add(&other, 50);
    histogram_add(&other, 20000000);
    histogram_merge(&one, &other);
    cr_assert_eq(one.buckets[0], 2);
    cr_assert_eq(one.buckets[HISTOGRAM_LIMITS], 1);
    cr_assert_eq(one.sum, 20000100);
    cr_assert_eq(histogram_count(&one), 3);
}

Test(metrics, process_tells_its_state)
{
    buffer_t out = {0};
    metrics_write_process(&out, true, false);
    cr_assert(holds(&out, "\nleida_build_info{version=\"" LEIDA_VERSION "\"} 1\n"));
    cr_assert(holds(&out, "\nleida_ready 1\n"));
    cr_assert(holds(&out, "\nleida_draining 0\n"));
    cr_assert(holds(&out, "\nleida_log_lines_total{level=\"warning\"} 0\n"));
    cr_assert(holds(&out, "\nprocess_resident_memory_bytes "));
    cr_assert_not(holds(&out, "\nprocess_start_time_seconds 0"));
    buffer_free(&out);
}
