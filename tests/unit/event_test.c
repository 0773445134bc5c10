/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/event.h"

#include <criterion/criterion.h>

#include "proto/field.h"
#include "tests/support/leak_check.h"

TestSuite(event, .fini = leak_check);

static void is_json(event_t event, const char *expected)
{
    buffer_t out = {0};
    event_write_json(&out, &event);
    cr_assert(text_equal(buffer_text(&out), text_of(expected)), "%.*s", TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

Test(event, clients_get_json)
{
    is_json((event_t){EVENT_MESSAGE, 7, 9, 14, PRINCIPAL_CUSTOMER, 0},
            "{\"event\":\"message\",\"user_id\":7,\"customer_id\":9,\"id\":14,\"send_type\":2}");
    is_json((event_t){EVENT_READ, 7, 9, 14, PRINCIPAL_STAFF, 0},
            "{\"event\":\"read\",\"user_id\":7,\"customer_id\":9,\"id\":14,\"send_type\":1}");
    is_json((event_t){EVENT_ACTION, 7, 9, 991, PRINCIPAL_CUSTOMER, 14},
            "{\"event\":\"action\",\"user_id\":7,\"customer_id\":9,\"id\":991,\"action\":14}");
    is_json((event_t){EVENT_CUSTOMER, 7, 9, 0, PRINCIPAL_STAFF, EVENT_TAGS},
            "{\"event\":\"customer\",\"user_id\":7,\"customer_id\":9,\"what\":\"tags\"}");
    is_json((event_t){EVENT_CUSTOMER, 7, 9, 0, PRINCIPAL_STAFF, EVENT_PART_LIMIT},
            "{\"event\":\"customer\",\"user_id\":7,\"customer_id\":9,\"what\":\"profile\"}");
    is_json((event_t){EVENT_TYPING, 7, 9, 0, PRINCIPAL_STAFF, 0},
            "{\"event\":\"typing\",\"user_id\":7,\"customer_id\":9}");
}

Test(event, the_longest_has_its_bound)
{
    buffer_t out = {0};
    for (event_kind_t kind = EVENT_MESSAGE; kind < EVENT_LIMIT; kind++) {
        buffer_clear(&out);
        event_write_json(&out, &(event_t){kind, ID_MAX, ID_MAX, ID_MAX, PRINCIPAL_CUSTOMER, EVENT_EXPECTED});
        cr_assert_leq(out.size, EVENT_JSON_MAX);
    }
    buffer_free(&out);
}

Test(event, what_cannot_be_is_known)
{
    static const event_t valid[] = {{EVENT_MESSAGE, 7, 9, 1, PRINCIPAL_STAFF, 99},
                                    {EVENT_READ, 7, 9, ID_MAX, PRINCIPAL_STAFF, 0},
                                    {EVENT_ACTION, 7, 9, 1, PRINCIPAL_CUSTOMER, 1},
                                    {EVENT_ACTION, 7, 9, 1, PRINCIPAL_CUSTOMER, 16},
                                    {EVENT_CUSTOMER, 7, 9, 0, PRINCIPAL_STAFF, EVENT_PART_LIMIT},
                                    {EVENT_TYPING, 7, 9, 0, PRINCIPAL_STAFF, 0},
                                    {(event_kind_t)99, 7, 9, 0, PRINCIPAL_STAFF, 99}};
    static const event_t invalid[] = {{EVENT_MESSAGE, 7, 9, 0, PRINCIPAL_STAFF, 0},
                                      {EVENT_READ, 7, 9, 0, PRINCIPAL_STAFF, 0},
                                      {EVENT_ACTION, 7, 9, 0, PRINCIPAL_CUSTOMER, 1},
                                      {EVENT_ACTION, 7, 9, 1, PRINCIPAL_CUSTOMER, 0},
                                      {EVENT_ACTION, 7, 9, 1, PRINCIPAL_CUSTOMER, 17}};
    for (size_t i = 0; i < sizeof valid / sizeof *valid; i++)
        cr_assert(event_is_valid(&valid[i]), "%zu", i);
    for (size_t i = 0; i < sizeof invalid / sizeof *invalid; i++)
        cr_assert_not(event_is_valid(&invalid[i]), "%zu", i);
}

Test(event, each_side_hears_what_concerns_it)
{
    static const struct {
        event_kind_t kind;
        principal_kind_t by;
        bool staff, customer;
    } cases[] = {
        {EVENT_MESSAGE, PRINCIPAL_STAFF, true, true},     {EVENT_READ, PRINCIPAL_CUSTOMER, true, false},
        {EVENT_ACTION, PRINCIPAL_CUSTOMER, true, false},  {EVENT_CUSTOMER, PRINCIPAL_STAFF, true, false},
        {EVENT_TYPING, PRINCIPAL_STAFF, false, true},     {EVENT_TYPING, PRINCIPAL_CUSTOMER, true, false},
        {(event_kind_t)99, PRINCIPAL_STAFF, false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        event_t event = {.kind = cases[i].kind, .by = cases[i].by};
        cr_assert_eq(event_is_for(&event, PRINCIPAL_STAFF), cases[i].staff, "%zu", i);
        cr_assert_eq(event_is_for(&event, PRINCIPAL_CUSTOMER), cases[i].customer, "%zu", i);
    }
}

Test(event, unknown_kinds_have_no_name)
{
    cr_assert_str_eq(event_name(EVENT_TYPING), "typing");
    cr_assert_null(event_name((event_kind_t)0));
    cr_assert_null(event_name(EVENT_LIMIT));
    cr_assert_null(event_name((event_kind_t)200));
}
