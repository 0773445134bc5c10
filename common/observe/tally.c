/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/tally.h"

#include <stdio.h>

void tally_merge(tally_t *self, const tally_t *more)
{
    for (size_t m = 0; m < METHOD_LIMIT; m++) {
        for (size_t s = 0; s < STATUS_COUNT; s++)
            self->ended[m][s] += more->ended[m][s];
        histogram_merge(&self->took[m], &more->took[m]);
    }
}

/* Whether two outcomes are one to those who read the metrics. */
static bool is_same(const tally_form_t *form, unsigned one, unsigned other)
{
    const status_info_t *a = status_info(one), *b = status_info(other);
    return a->code == b->code && (!form->with_http || a->http == b->http);
}

/* An alert on one that appears with its first failure would miss that failure: these are there from the
 * start. */
static bool is_always_written(unsigned status)
{
    return status == STATUS_DONE || status == STATUS_UNAVAILABLE || status == STATUS_DEADLINE;
}

static void write_outcome(buffer_t *out, const tally_form_t *form, const char *name, unsigned status,
                          uint64_t count)
{
    char code[16], http[16];
    snprintf(code, sizeof code, "%d", status_info(status)->code);
    snprintf(http, sizeof http, "%d", status_info(status)->http);
    if (form->with_http)
        metrics_add(out, &form->ended, LABELS({form->label, name}, {"status", http}, {"code", code}), count);
    else
        metrics_add(out, &form->ended, LABELS({form->label, name}, {"code", code}), count);
}

static void write_outcomes(buffer_t *out, const tally_form_t *form, const char *name,
                           const uint64_t ended[STATUS_COUNT])
{
    bool written[STATUS_COUNT] = {false};
    for (unsigned s = 0; s < STATUS_COUNT; s++) {
        if (written[s])
            continue;
        uint64_t count = 0;
        for (unsigned t = s; t < STATUS_COUNT; t++) {
            if (!is_same(form, s, t))
                continue;
            count += ended[t];
            written[t] = true;
        }
        if (count > 0 || (is_always_written(s) && strcmp(name, "none") != 0))
            write_outcome(out, form, name, s, count);
    }
}

static bool has(const tally_form_t *form, const method_t *method)
{
    return !form->has || form->has(form->context, method);
}

void tally_write(buffer_t *out, const tally_t *self, const tally_form_t *form)
{
    metrics_begin(out, &form->ended);
    for (size_t i = 0; i < contract_count(); i++)
        if (has(form, contract_at(i)))
            write_outcomes(out, form, contract_at(i)->name, self->ended[contract_at(i)->id]);
    write_outcomes(out, form, "none", self->ended[TALLY_NONE]);
    metrics_begin(out, &form->took);
    for (size_t i = 0; i < contract_count(); i++)
        if (has(form, contract_at(i)))
            metrics_add_histogram(out, &form->took, LABELS({form->label, contract_at(i)->name}),
                                  &self->took[contract_at(i)->id]);
    if (histogram_count(&self->took[TALLY_NONE]) > 0)
        metrics_add_histogram(out, &form->took, LABELS({form->label, "none"}), &self->took[TALLY_NONE]);
}
