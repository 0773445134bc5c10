/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/metrics.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const type_names[] = {"counter", "gauge", "histogram", "summary"};

static void append_escaped(buffer_t *out, const char *value)
{
    for (; *value; value++) {
        if (*value == '\n')
            buffer_append_literal(out, "\\n");
        else if (*value == '"' || *value == '\\')
            buffer_append_format(out, "\\%c", *value);
        else
            buffer_append_char(out, *value);
    }
}

static void append_label(buffer_t *out, const label_t *label)
{
    /* Behind the brace or behind another label. */
    if (out->data[out->size - 1] == '"')
        buffer_append_char(out, ',');
    buffer_append_text(out, text_of(label->name));
    buffer_append_literal(out, "=\"");
    append_escaped(out, label->value);
    buffer_append_char(out, '"');
}

/* What stands before the number; `last` is a label of the writer's own, or has no name. */
static void append_series(buffer_t *out, text_t name, const char *suffix, const label_t *labels, label_t last)
{
    buffer_append_text(out, name);
    buffer_append_text(out, text_of(suffix));
    if ((labels && labels->name) || last.name) {
        buffer_append_char(out, '{');
        for (; labels && labels->name; labels++)
            append_label(out, labels);
        if (last.name)
            append_label(out, &last);
        buffer_append_char(out, '}');
    }
    buffer_append_char(out, ' ');
}

static void append_count(buffer_t *out, uint64_t value)
{
    buffer_append_format(out, "%" PRIu64 "\n", value);
}

static void append_seconds(buffer_t *out, uint64_t microseconds)
{
    buffer_append_format(out, "%" PRIu64 ".%06" PRIu64 "\n", microseconds / 1000000, microseconds % 1000000);
}

void metrics_begin(buffer_t *out, const metric_t *metric)
{
    buffer_append_format(out, "# HELP %s %s\n# TYPE %s %s\n", metric->name, metric->help, metric->name,
                         type_names[metric->type]);
}

void metrics_add(buffer_t *out, const metric_t *metric, const label_t *labels, uint64_t value)
{
    append_series(out, text_of(metric->name), "", labels, (label_t){NULL, NULL});
    append_count(out, value);
}

void metrics_add_seconds(buffer_t *out, const metric_t *metric, const label_t *labels, uint64_t microseconds)
{
    append_series(out, text_of(metric->name), "", labels, (label_t){NULL, NULL});
    append_seconds(out, microseconds);
}

void metrics_add_histogram(buffer_t *out, const metric_t *metric, const label_t *labels,
                           const histogram_t *histogram)
{
    uint64_t count = 0;
    for (size_t i = 0; i <= HISTOGRAM_LIMITS; i++) {
        char limit[32] = "+Inf";
        if (i < HISTOGRAM_LIMITS)
            snprintf(limit, sizeof limit, "%g", (double)histogram_limits[i] / 1e6);
        append_series(out, text_of(metric->name), "_bucket", labels, (label_t){"le", limit});
        append_count(out, count += histogram->buckets[i]);
    }
    metrics_add_summary(out, metric, labels, count, histogram->sum);
}

void metrics_add_summary(buffer_t *out, const metric_t *metric, const label_t *labels, uint64_t count,
                         uint64_t microseconds)
{
    append_series(out, text_of(metric->name), "_sum", labels, (label_t){NULL, NULL});
    append_seconds(out, microseconds);
    append_series(out, text_of(metric->name), "_count", labels, (label_t){NULL, NULL});
    append_count(out, count);
}

void metrics_write(buffer_t *out, const metric_t *metric, uint64_t value)
{
    metrics_begin(out, metric);
    metrics_add(out, metric, NO_LABELS, value);
}
