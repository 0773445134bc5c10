/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/tally.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(tally, .fini = leak_check, .timeout = 20);

static tally_t tally, other;

static const tally_form_t FORM = {.ended = {"ended_total", METRIC_COUNTER, "Ended."},
                                  .took = {"took_seconds", METRIC_HISTOGRAM, "Took."},
                                  .label = "route",
                                  .with_http = true};

static void assert_holds(const tally_form_t *form, const char *line, bool expected)
{
    buffer_t out = {0};
    tally_write(&out, &tally, form);
    cr_assert_eq(memmem(out.data, out.size, line, strlen(line)) != NULL, expected, "%s", line);
    buffer_free(&out);
}

Test(tally, outcomes_of_one_code_are_one_series)
{
    tally_add(&tally, METHOD_CONTACTS, STATUS_DONE, 1);
    tally_add(&tally, METHOD_CONTACTS, STATUS_EMPTY, 1);
    tally_add(&tally, METHOD_CONTACTS, STATUS_NO_DATA, 1);
    tally_add(&tally, METHOD_CONTACTS, STATUS_NO_SUCH_ID, 1);
    assert_holds(&FORM, "ended_total{route=\"contacts\",status=\"200\",code=\"200\"} 2\n", true);
    assert_holds(&FORM, "ended_total{route=\"contacts\",status=\"200\",code=\"302\"} 2\n", true);
}

Test(tally, one_code_under_two_http_statuses_is_two_series)
{
    tally_add(&tally, METHOD_CONTACTS, STATUS_CREDENTIALS, 1);
    tally_add(&tally, METHOD_CONTACTS, STATUS_MALFORMED, 1);
    assert_holds(&FORM, "{route=\"contacts\",status=\"200\",code=\"400\"} 1\n", true);
    assert_holds(&FORM, "{route=\"contacts\",status=\"400\",code=\"400\"} 1\n", true);
    tally_form_t codes = FORM;
    codes.with_http = false;
    assert_holds(&codes, "ended_total{route=\"contacts\",code=\"400\"} 2\n", true);
}

Test(tally, what_alerts_watch_is_there_from_the_start)
{
    assert_holds(&FORM, "{route=\"staff_send\",status=\"503\",code=\"503\"} 0\n", true);
    assert_holds(&FORM, "{route=\"staff_send\",status=\"504\",code=\"504\"} 0\n", true);
    assert_holds(&FORM, "{route=\"staff_send\",status=\"429\"", false);
    assert_holds(&FORM, "route=\"none\"", false);
}

Test(tally, what_has_no_method_is_none)
{
    tally_add(&tally, TALLY_NONE, STATUS_UNKNOWN_PATH, 200);
    assert_holds(&FORM, "ended_total{route=\"none\",status=\"404\",code=\"404\"} 1\n", true);
    assert_holds(&FORM, "took_seconds_bucket{route=\"none\",le=\"0.00025\"} 1\n", true);
}

Test(tally, status_of_a_newer_service_counts_as_unavailable)
{
    tally_add(&tally, METHOD_CONTACTS, STATUS_COUNT + 5, 1);
    assert_holds(&FORM, "{route=\"contacts\",status=\"503\",code=\"503\"} 1\n", true);
}

Test(tally, tallies_merge_into_their_sum)
{
    tally_add(&tally, METHOD_ACTIONS, STATUS_DONE, 2000000);
    tally_add(&other, METHOD_ACTIONS, STATUS_DONE, 1000000);
    tally_merge(&tally, &other);
    assert_holds(&FORM, "{route=\"actions\",status=\"200\",code=\"200\"} 2\n", true);
    assert_holds(&FORM, "took_seconds_sum{route=\"actions\"} 3.000000\n", true);
}

Test(tally, every_method_id_has_a_place)
{
    for (size_t i = 0; i < contract_count(); i++)
        cr_assert((int)contract_at(i)->id > TALLY_NONE && (int)contract_at(i)->id < METHOD_LIMIT);
}
