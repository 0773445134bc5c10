/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_contacts, .fini = leak_check);

static const char *const ORDERS[] = {"-expedted_pr", "-last_follow_time", "-last_activity_time",
                                     "-create_date"};

/* The customers of an answer, and its data_count. */
typedef struct {
    int64_t ids[400];
    size_t count;
    int64_t total;
} listing_t;

static listing_t list(crm_service_t *crm_service, const char *const *parameters)
{
    listing_t listing = {.count = 0};
    json_t *answer = crm_service_ask(crm_service, METHOD_CONTACTS, parameters), *row;
    size_t index;
    json_array_foreach(json_object_get(answer, "ret_data"), index, row)
        listing.ids[listing.count++] = json_integer_value(json_object_get(row, "customer_id"));
    listing.total = json_integer_value(json_object_get(answer, "data_count"));
    json_decref(answer);
    return listing;
}

/* The model: what api.md says of the orders, over an array. */
static contact_sort_t model_sort;

static int64_t model_key(const bond_t *bond)
{
    switch (model_sort) {
    case SORT_EXPECTED_PR:
        return bond->expected_pr;
    case SORT_FOLLOW:
        return bond->follow;
    case SORT_ACTIVITY:
        return bond->activity;
    case SORT_CREATED:
        break;
    }
    return 0;
}

static int descending(int64_t a, int64_t b)
{
    return (a < b) - (a > b);
}

static int model_compare(const void *a, const void *b)
{
    const bond_t *one = a, *two = b;
    int by_key = descending(model_key(one), model_key(two));
    if (by_key != 0)
        return by_key;
    int by_age = descending(one->created / 1000, two->created / 1000);
    return by_age != 0 ? by_age : descending(one->customer_id, two->customer_id);
}

static int64_t maybe_time(bool given)
{
    return given ? 1537000000000 + rand() % 5 * 1000 : 0;
}

enum { MODEL_SIZE = 333 };

/* Few different values, so that there are ties in every order, and runs with and without a time. */
static void model_fill(bond_t *bonds)
{
    srand(42);
    for (int i = 0; i < MODEL_SIZE; i++) {
        bool in_run = i > 50 && i < 150;
        bonds[i] = (bond_t){.staff_id = STAFF,
                            .customer_id = 1 + i * 7,
                            .created = 1500000000000 + rand() % (in_run ? 3 : 40) * 60000,
                            .follow = maybe_time(in_run || rand() % 3 == 0),
                            .activity = maybe_time(!in_run && rand() % 5 != 0),
                            .expected_pr = rand() % 4 * 10,
                            .source = 1 + rand() % 4};
    }
}

static void compare_pages(crm_service_t *crm_service, const bond_t *bonds, const char *order,
                          const char *length)
{
    size_t at = 0, rows;
    for (int page = 1; page == 1 || rows > 0; page++) {
        char number[12];
        snprintf(number, sizeof number, "%d", page);
        listing_t listing = list(crm_service,
                                 RPC_PARAMETERS("order", order, "length", length, "current_page", number));
        rows = listing.count;
        cr_assert_eq(listing.total, MODEL_SIZE);
        cr_assert_leq(at + rows, MODEL_SIZE);
        for (size_t i = 0; i < rows; i++, at++)
            cr_assert_eq(listing.ids[i], bonds[at].customer_id, "%s, length %s, place %zu", order, length,
                         at);
    }
    cr_assert_eq(at, MODEL_SIZE);
}

Test(crm_contacts, every_page_of_every_order_is_as_the_model_has_it)
{
    crm_service_t *crm_service = crm_service_new();
    bond_t bonds[MODEL_SIZE];
    model_fill(bonds);
    for (int i = 0; i < MODEL_SIZE; i++)
        crm_service_bind(crm_service, &bonds[i]);
    for (int sort = SORT_EXPECTED_PR; sort <= SORT_CREATED; sort++) {
        model_sort = (contact_sort_t)sort;
        qsort(bonds, MODEL_SIZE, sizeof *bonds, model_compare);
        compare_pages(crm_service, bonds, ORDERS[sort], "7");
        compare_pages(crm_service, bonds, ORDERS[sort], "200");
    }
    crm_service_destroy(&crm_service);
}

static int64_t commands_once(crm_service_t *crm_service, const char *const *parameters)
{
    list(crm_service, parameters);
    redis_server_do(crm_service->base.server, "CONFIG RESETSTAT");
    list(crm_service, parameters);
    redis_reply_t *reply = redis_server_ask(crm_service->base.server, "INFO stats");
    const char *found = strstr(reply->str, "total_commands_processed:");
    int64_t commands = strtoll(found + strlen("total_commands_processed:"), NULL, 10);
    redis_reply_free(reply);
    return commands;
}

/* What Redis ran for one page, the profiles being cached already. A connection may have asked for a sign of
 * life meanwhile: the least counts. */
static int64_t commands_of(crm_service_t *crm_service, const char *const *parameters)
{
    int64_t least = commands_once(crm_service, parameters);
    for (int again = 0; again < 2; again++) {
        int64_t commands = commands_once(crm_service, parameters);
        least = commands < least ? commands : least;
    }
    return least;
}

Test(crm_contacts, a_page_costs_the_same_at_100_and_at_100000)
{
    crm_service_t *crm_service = crm_service_new();
    int64_t small[4][2];
    const char *const last_pages[] = {"10", "10000"};
    crm_service_bind_many(crm_service, STAFF, 100);
    for (int i = 0; i < 4; i++) {
        small[i][0] = commands_of(crm_service, RPC_PARAMETERS("order", ORDERS[i]));
        small[i][1] = commands_of(crm_service,
                                  RPC_PARAMETERS("order", ORDERS[i], "current_page", last_pages[0]));
    }
    crm_service_bind_many(crm_service, STAFF, 100000);
    for (int i = 0; i < 4; i++) {
        cr_expect_eq(commands_of(crm_service, RPC_PARAMETERS("order", ORDERS[i])), small[i][0], "%s",
                     ORDERS[i]);
        int64_t last = commands_of(crm_service,
                                   RPC_PARAMETERS("order", ORDERS[i], "current_page", last_pages[1]));
        cr_expect_leq(last, small[i][1] + 3 * 20, "%s: %lld", ORDERS[i], (long long)last);
    }
    crm_service_destroy(&crm_service);
}

/* Two customers without the time, the newest and the oldest, and 19,998 with it between them. */
Test(crm_contacts, a_tail_costs_little_however_far_apart_its_members_are)
{
    crm_service_t *crm_service = crm_service_new();
    crm_service_bind_many(crm_service, STAFF, 20000);
    for (int i = 0; i < 2; i++) {
        const char *set = i == 0 ? "rels:{u:7}:follow" : "rels:{u:7}:follow:aged";
        redis_server_do(crm_service->base.server, "ZUNIONSTORE %s 1 rels:{u:7}:created", set);
        redis_server_do(crm_service->base.server, "ZREMRANGEBYRANK %s 0 0", set);
        redis_server_do(crm_service->base.server, "ZREMRANGEBYRANK %s -1 -1", set);
    }
    const char *const *last_page = RPC_PARAMETERS("order", "-last_follow_time", "current_page", "2000");
    listing_t listing = list(crm_service, last_page);
    cr_expect_eq(listing.count, 10);
    cr_expect_eq(listing.ids[8], 20000);
    cr_expect_eq(listing.ids[9], 1);
    int64_t commands = commands_of(crm_service, last_page);
    cr_expect_leq(commands, 150, "%lld commands", (long long)commands);
    crm_service_destroy(&crm_service);
}

/* One of 32 has no time: more blocks must be read for a page than one run of the script reads. */
Test(crm_contacts, a_thin_tail_is_read_by_several_runs)
{
    enum { RELATIONS = 4000, THIN = 32, TAIL = RELATIONS / THIN };
    crm_service_t *crm_service = crm_service_new();
    crm_service_bind_many(crm_service, STAFF, RELATIONS);
    redis_server_do(crm_service->base.server, "ZUNIONSTORE rels:{u:7}:follow:aged 1 rels:{u:7}:created");
    for (int i = 0; i < TAIL; i++)
        redis_server_do(crm_service->base.server, "ZREMRANGEBYRANK rels:{u:7}:follow:aged %d %d",
                        i * (THIN - 1), i * (THIN - 1));
    redis_server_do(crm_service->base.server, "ZUNIONSTORE rels:{u:7}:follow 1 rels:{u:7}:follow:aged");
    listing_t listing = list(
        crm_service, RPC_PARAMETERS("order", "-last_follow_time", "length", "50", "current_page", "78"));
    cr_assert_eq(listing.count, 50, "%zu", listing.count);
    for (size_t i = 25; i < listing.count; i++)
        cr_expect_eq(listing.ids[i], RELATIONS - (int64_t)(i - 25 + 1) * THIN + 1, "%zu: %lld", i,
                     (long long)listing.ids[i]);
    crm_service_destroy(&crm_service);
}

static void bind_five(crm_service_t *crm_service)
{
    static const bond_t bonds[] = {
        {.staff_id = STAFF, .customer_id = 1, .created = 1500000001000, .source = 1},
        {.staff_id = STAFF, .customer_id = 2, .created = 1500000002000, .source = 2, .name = "100%的张"},
        {.staff_id = STAFF, .customer_id = 3, .created = 1500000003000, .source = 1, .name = "李"},
        {.staff_id = STAFF, .customer_id = 4, .created = 1500000004000, .source = 4},
        {.staff_id = COLLEAGUE, .customer_id = 5, .created = 1500000005000, .source = 1},
    };
    for (size_t i = 0; i < sizeof bonds / sizeof *bonds; i++)
        crm_service_bind(crm_service, &bonds[i]);
    crm_service_add_customer(crm_service, 1, "张聪");
    crm_service_add_customer(crm_service, 2, "张炬");
    crm_service_add_customer(crm_service, 3, "王*五");
    crm_service_add_customer(crm_service, 4, "赵");
    crm_service_add_customer(crm_service, 5, "张聪");
}

static void expect_list(crm_service_t *crm_service, const char *const *parameters, const char *expected,
                        int64_t total)
{
    listing_t listing = list(crm_service, parameters);
    buffer_t found = {0};
    for (size_t i = 0; i < listing.count; i++)
        buffer_append_format(&found, "%s%lld", i > 0 ? "," : "", (long long)listing.ids[i]);
    buffer_append_char(&found, '\0');
    cr_expect_str_eq(found.data, expected, "%s=%s: %s", parameters[0], parameters[1], found.data);
    cr_expect_eq(listing.total, total);
    buffer_free(&found);
}

Test(crm_contacts, filters_count_all_their_matches)
{
    crm_service_t *crm_service = crm_service_new();
    bind_five(crm_service);
    expect_list(crm_service, RPC_PARAMETERS("customer__source", "1"), "3,1", 2);
    expect_list(crm_service, RPC_PARAMETERS("customer__source", "1", "length", "1", "current_page", "2"), "1",
                2);
    expect_list(crm_service, RPC_PARAMETERS("customer__source", "3"), "", 0);
    expect_list(crm_service, RPC_PARAMETERS("username", "张"), "2,1", 2);
    expect_list(crm_service, RPC_PARAMETERS("username", "张炬"), "2", 1);
    expect_list(crm_service, RPC_PARAMETERS("username", "李"), "3", 1);
    expect_list(crm_service, RPC_PARAMETERS("username", "%"), "2", 1);
    expect_list(crm_service, RPC_PARAMETERS("username", "*"), "3", 1);
    expect_list(crm_service, RPC_PARAMETERS("username", "张", "customer__source", "1"), "1", 1);
    expect_list(crm_service, RPC_PARAMETERS("username", ""), "4,3,2,1", 4);
    expect_list(crm_service, RPC_PARAMETERS("customer_id", "3"), "3", 1);
    expect_list(crm_service, RPC_PARAMETERS("customer_id", "3", "current_page", "2"), "", 1);
    expect_list(crm_service, RPC_PARAMETERS("customer_id", "3", "username", "张"), "", 0);
    crm_service_destroy(&crm_service);
}

Test(crm_contacts, a_filter_walks_through_all_chunks)
{
    crm_service_t *crm_service = crm_service_new();
    crm_service_bind_many(crm_service, STAFF, 2003);
    for (int i = 0; i < 4; i++) {
        const char *length = "200";
        listing_t listing = list(crm_service, RPC_PARAMETERS("customer__source", "4", "order", ORDERS[i],
                                                             "length", length, "current_page", "3"));
        cr_expect_eq(listing.count, 101, "%s: %zu", ORDERS[i], listing.count);
        cr_expect_eq(listing.total, 501, "%s", ORDERS[i]);
    }
    crm_service_destroy(&crm_service);
}

Test(crm_contacts, a_customer_of_another_is_refused_as_if_there_were_none)
{
    crm_service_t *crm_service = crm_service_new();
    bind_five(crm_service);
    cr_expect_eq(crm_service_call(crm_service, METHOD_CONTACTS, RPC_PARAMETERS("customer_id", "5")),
                 STATUS_NO_RELATION);
    cr_expect_eq(crm_service_call(crm_service, METHOD_CONTACTS, RPC_PARAMETERS("customer_id", "99")),
                 STATUS_NO_RELATION);
    crm_service_destroy(&crm_service);
}

Test(crm_contacts, nobody_is_no_data)
{
    crm_service_t *crm_service = crm_service_new();
    cr_expect_eq(crm_service_call(crm_service, METHOD_CONTACTS, NULL), STATUS_NO_DATA);
    cr_expect_eq(crm_service_call(crm_service, METHOD_CONTACTS, RPC_PARAMETERS("username", "张")),
                 STATUS_NO_DATA);
    crm_service_destroy(&crm_service);
}

static const char *cell(json_t *row, const char *name)
{
    const char *text = json_string_value(json_object_get(row, name));
    return text ? text : "(null)";
}

Test(crm_contacts, a_row_shows_the_days_as_words)
{
    crm_service_t *crm_service = crm_service_new();
    int64_t yesterday;
    clock_read_time(TEXT_LITERAL("2018-09-20T23:59:59.999"), &yesterday);
    crm_service_bind(crm_service, &(bond_t){.staff_id = STAFF,
                                            .customer_id = 886,
                                            .created = 1500000000000,
                                            .follow = yesterday,
                                            .activity = crm_service_now,
                                            .expected_pr = 80,
                                            .source = 4});
    crm_service_add_customer(crm_service, 886, "又胖了");
    json_t *answer = crm_service_ask(crm_service, METHOD_CONTACTS, NULL);
    json_t *row = json_array_get(json_object_get(answer, "ret_data"), 0);
    cr_expect_str_eq(cell(row, "customer_username"), "又胖了");
    cr_expect_str_eq(cell(row, "headimgurl"), "a.jpg");
    cr_expect_str_eq(cell(row, "last_follow_time"), "昨天");
    cr_expect_str_eq(cell(row, "follow_status"), "昨天已跟进");
    cr_expect_str_eq(cell(row, "last_activity_time"), "今天");
    cr_expect_str_eq(cell(row, "source_text"), "公众号文章");
    cr_expect_str_eq(cell(row, "customer_source_text"), "微信公众号");
    cr_expect_str_eq(cell(row, "title"), "");
    cr_expect(json_is_null(json_object_get(row, "expected_time")));
    cr_expect(json_is_null(json_object_get(row, "article_id")));
    cr_expect_eq(json_integer_value(json_object_get(row, "expedted_pr")), 80);
    json_decref(answer);
    crm_service_destroy(&crm_service);
}
