/* SPDX-License-Identifier: Apache-2.0 */
/* Updates that replace what was there: a try that comes late undoes nothing that came after. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_retry, .fini = leak_check);

/* Both handlers, each with what is set first and what by somebody else later. */
static const struct {
    method_id_t method;
    const char *name, *first, *later;
    const char *read; /* the command that shows it */
    const char *also; /* a field that must be given */
} writes[] = {
    {METHOD_UPDATE_INFORMATION, "mem", "first", "later", "HGET rel:{u:7}:9 memo", "sex"},
    {METHOD_UPDATE_TAGS, "tag_list", "[2]", "[3]", "HGET tagged:9 3", NULL},
};
enum { WRITES = sizeof writes / sizeof *writes };

static crm_service_t *crm_service_with_customer(void)
{
    crm_service_t *crm_service = crm_service_new();
    crm_service_bind(crm_service,
                     &(bond_t){.staff_id = STAFF, .customer_id = 9, .created = crm_service_now, .source = 1});
    crm_service_add_customer(crm_service, 9, "张炬");
    crm_service_add_tag(crm_service, 2, "已婚", 0);
    crm_service_add_tag(crm_service, 3, "90后", 0);
    return crm_service;
}

typedef struct {
    uint64_t call;
    unsigned retries;
    int64_t issued;
} try_t;

/* Sets `value` by a write of the table. */
static status_t set(crm_service_t *crm_service, size_t write, const char *value, try_t try)
{
    const rpc_call_t call = {
        .method = writes[write].method,
        .caller = STAFF,
        .id = try.call,
        .retries = try.retries,
        .issued = try.issued,
        .parameters = RPC_PARAMETERS("id", "9", writes[write].name, value, writes[write].also, "1")};
    return test_client_call(crm_service->base.client, &call, NULL);
}

static void expect_value(crm_service_t *crm_service, size_t write, const char *value)
{
    redis_reply_t *reply = redis_server_ask(crm_service->base.server, writes[write].read);
    text_t stored = redis_text(reply), expected = text_of(value);
    if (*value == '[') /* as tags are stored: without the brackets */
        expected = (text_t){value + 1, expected.size - 2};
    cr_expect(text_equal(stored, expected), "%s is '%.*s', not '%.*s'", writes[write].name, TEXT_ARG(stored),
              TEXT_ARG(expected));
    redis_reply_free(reply);
}

/* Its instance hung; another applied it, and others wrote later. */
Test(crm_retry, a_first_try_after_its_second_undoes_nothing)
{
    for (size_t i = 0; i < WRITES; i++) {
        crm_service_t *crm_service = crm_service_with_customer();
        const int64_t issued = clock_now();
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 1, issued}), STATUS_DONE);
        cr_expect_eq(set(crm_service, i, writes[i].later, (try_t){0, 0, issued + 1}), STATUS_DONE);
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 0, issued}), STATUS_DONE,
                     "what was done is answered before the try is judged");
        expect_value(crm_service, i, writes[i].later);
        crm_service_destroy(&crm_service);
    }
}

Test(crm_retry, a_first_try_that_comes_when_all_is_forgotten_undoes_nothing)
{
    for (size_t i = 0; i < WRITES; i++) {
        crm_service_t *crm_service = crm_service_with_customer();
        const int64_t issued = clock_now();
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 1, issued}), STATUS_DONE);
        cr_expect_eq(set(crm_service, i, writes[i].later, (try_t){0, 0, issued + 1}), STATUS_DONE);
        redis_server_forget(crm_service->base.server);
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 0, issued}), STATUS_PASSED_UNKNOWN);
        expect_value(crm_service, i, writes[i].later);
        crm_service_destroy(&crm_service);
    }
}

/* No other try of it was applied: its client was told that the outcome is not known, and wrote again. */
Test(crm_retry, a_first_try_after_what_was_issued_later_undoes_nothing)
{
    for (size_t i = 0; i < WRITES; i++) {
        crm_service_t *crm_service = crm_service_with_customer();
        const int64_t issued = clock_now();
        cr_expect_eq(set(crm_service, i, writes[i].later, (try_t){0, 0, issued + 1}), STATUS_DONE);
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 0, issued}), STATUS_PASSED_UNKNOWN);
        expect_value(crm_service, i, writes[i].later);
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 1, issued}), STATUS_DONE,
                     "whoever still waits for it sends it again");
        expect_value(crm_service, i, writes[i].first);
        crm_service_destroy(&crm_service);
    }
}

/* The first try was applied and its answer lost; others wrote before the second. */
Test(crm_retry, a_second_try_after_the_first_undoes_nothing)
{
    for (size_t i = 0; i < WRITES; i++) {
        crm_service_t *crm_service = crm_service_with_customer();
        const int64_t issued = clock_now();
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 0, issued}), STATUS_DONE);
        cr_expect_eq(set(crm_service, i, writes[i].later, (try_t){0, 0, issued + 1}), STATUS_DONE);
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 1, issued}), STATUS_DONE);
        expect_value(crm_service, i, writes[i].later);
        crm_service_destroy(&crm_service);
    }
}

/* Then the record of the first try is gone. */
Test(crm_retry, a_second_try_that_comes_when_all_is_forgotten_undoes_nothing)
{
    for (size_t i = 0; i < WRITES; i++) {
        crm_service_t *crm_service = crm_service_with_customer();
        const int64_t issued = clock_now() - 91000;
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 0, issued}), STATUS_DONE);
        cr_expect_eq(set(crm_service, i, writes[i].later, (try_t){0, 0, 0}), STATUS_DONE);
        redis_server_forget(crm_service->base.server);
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){77, 1, issued}), STATUS_DEADLINE);
        expect_value(crm_service, i, writes[i].later);
        crm_service_destroy(&crm_service);
    }
}

static void expect_three_minutes(crm_service_t *crm_service, const char *command)
{
    const int64_t left = service_fixture_number(&crm_service->base, command);
    cr_expect(left > 170 && left <= 180, "%s: %lld", command, (long long)left);
}

Test(crm_retry, records_last_for_three_minutes)
{
    crm_service_t *crm_service = crm_service_with_customer();
    for (size_t i = 0; i < WRITES; i++)
        cr_expect_eq(set(crm_service, i, writes[i].first, (try_t){255, 0, 0}), STATUS_DONE);
    expect_three_minutes(crm_service, "TTL once:{u:7}:00000000000000ff");
    expect_three_minutes(crm_service, "TTL once:{tagged:9}:00000000000000ff");
    crm_service_destroy(&crm_service);
}
