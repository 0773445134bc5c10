/* SPDX-License-Identifier: Apache-2.0 */
/* Customers are bound to staff users: one relation however often it is tried, and one staff user of a company
 * where there is to be no other. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_bind, .fini = leak_check);

extern const char lua_crm_bound[];

/* How a customer is bound; texts NULL: not given. */
typedef struct {
    int64_t customer_id;
    const char *staff, *superior, *source, *article, *exclusive;
    uint64_t call;
    unsigned retries;
} bind_try_t;

typedef struct {
    status_t status;
    int64_t staff_id;
    bool is_new;
} bind_answer_t;

static bind_answer_t bind_as(crm_service_t *service, bind_try_t try)
{
    const rpc_call_t call = {.method = METHOD_BIND,
                             .caller = try.customer_id,
                             .id = try.call,
                             .retries = try.retries,
                             .parameters = RPC_PARAMETERS("staff_id", try.staff, "source",
                                                          try.source ? try.source : "2", "superior",
                                                          try.superior ? try.superior : "0", "article_id",
                                                          try.article ? try.article : "0", "exclusive",
                                                          try.exclusive ? try.exclusive : "0")};
    const char *data = NULL;
    bind_answer_t answer = {.status = test_client_call(service->base.client, &call, &data)};
    if (answer.status == STATUS_DONE) {
        json_t *row = json_loads(data, 0, NULL);
        cr_assert_not_null(row, "%s", data);
        answer.staff_id = json_integer_value(json_object_get(row, "user_id"));
        answer.is_new = json_is_true(json_object_get(row, "is_new"));
        json_decref(row);
    }
    return answer;
}

static void expect_bound(bind_answer_t answer, int64_t staff_id, bool is_new)
{
    cr_expect_eq(answer.status, STATUS_DONE);
    cr_expect_eq(answer.staff_id, staff_id);
    cr_expect_eq(answer.is_new, is_new);
}

static void expect_number(crm_service_t *service, int64_t number, const char *command)
{
    const int64_t is = service_fixture_number(&service->base, command);
    cr_expect_eq(is, number, "%s: %lld", command, (long long)is);
}

static void expect_field(crm_service_t *service, const char *field, const char *expected)
{
    char *value = crm_service_field(service, 9, field);
    cr_expect_str_eq(value, expected, "%s", field);
    free(value);
}

static crm_service_t *service_with_customer(void)
{
    crm_service_t *service = crm_service_new();
    crm_service_add_customer(service, 9, "张炬");
    return service;
}

Test(crm_bind, a_customer_is_bound_with_all_that_a_relation_has)
{
    crm_service_t *service = service_with_customer();
    expect_bound(
        bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .source = "4", .article = "12"}), STAFF,
        true);
    expect_field(service, "source", "4");
    expect_field(service, "article_id", "12");
    expect_field(service, "superior", "");
    expect_field(service, "member", "5ba49b29A9d");
    expect_number(service, 1, "EXISTS rels:{u:7}:created");
    redis_reply_t *place = redis_server_ask(service->base.server,
                                            "ZSCORE rels:{u:7}:expected_pr 5ba49b29A9d");
    cr_expect(text_equal(redis_text(place), TEXT_LITERAL("0")));
    redis_reply_free(place);
    expect_number(service, 0, "ZRANK rels:{u:7}:created 5ba49b29A9d");
    expect_number(service, 1, "HEXISTS summaries:{u:7} 9");
    expect_number(service, 1, "SISMEMBER bound:9 7");
    json_decref(crm_service_ask(service, METHOD_CUSTOMER, RPC_PARAMETERS("customer_id", "9")));
    crm_service_destroy(&service);
}

Test(crm_bind, one_who_is_bound_keeps_source_and_superior)
{
    crm_service_t *service = service_with_customer();
    crm_service_bind(service, &(bond_t){.staff_id = STAFF, .customer_id = 5, .created = crm_service_now});
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .source = "1"}), STAFF, true);
    crm_service_now += 5000;
    expect_bound(
        bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .source = "4", .superior = "5"}), STAFF,
        false);
    expect_field(service, "source", "1");
    expect_field(service, "superior", "");
    expect_number(service, 2, "ZCARD rels:{u:7}:created");
    crm_service_destroy(&service);
}

Test(crm_bind, a_later_try_is_answered_as_the_first)
{
    crm_service_t *service = service_with_customer();
    const bind_try_t first = {.customer_id = 9, .staff = "7", .call = 77};
    bind_try_t second = first;
    second.retries = 1;
    expect_bound(bind_as(service, first), STAFF, true);
    crm_service_now += 5000;
    expect_bound(bind_as(service, second), STAFF, true);
    expect_bound(bind_as(service, first), STAFF, true);
    expect_number(service, 1, "ZCARD rels:{u:7}:created");
    expect_number(service, 1, "ZCARD rels:{u:7}:expected_pr");
    crm_service_destroy(&service);
}

/* The first try died between the two slots. */
Test(crm_bind, half_a_bind_is_completed)
{
    crm_service_t *service = service_with_customer();
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7"}), STAFF, true);
    redis_server_do(service->base.server, "DEL bound:9");
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7"}), STAFF, false);
    expect_number(service, 1, "SISMEMBER bound:9 7");
    crm_service_destroy(&service);
}

Test(crm_bind, an_unknown_staff_user_is_refused)
{
    crm_service_t *service = service_with_customer();
    const int64_t keys = service_fixture_number(&service->base, "DBSIZE");
    cr_expect_eq(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "66"}).status, STATUS_NO_SUCH_ID);
    expect_number(service, keys, "DBSIZE");
    crm_service_destroy(&service);
}

/* ---- superiors ---- */

Test(crm_bind, a_superior_of_the_same_staff_user_is_kept)
{
    crm_service_t *service = service_with_customer();
    crm_service_bind(service, &(bond_t){.staff_id = STAFF, .customer_id = 5, .created = crm_service_now});
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .superior = "5"}), STAFF,
                 true);
    expect_field(service, "superior", "5");
    crm_service_destroy(&service);
}

/* `above`: how many stand above customer 100, who is to be the superior. */
static void expect_superior(int above, const char *expected)
{
    crm_service_t *service = service_with_customer();
    for (int64_t id = 100; id <= 100 + above; id++) {
        crm_service_bind(service,
                         &(bond_t){.staff_id = STAFF, .customer_id = id, .created = crm_service_now});
        if (id < 100 + above)
            redis_server_do(service->base.server, "HSET rel:{u:7}:%lld superior %lld", (long long)id,
                            (long long)id + 1);
    }
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .superior = "100"}), STAFF,
                 true);
    expect_field(service, "superior", expected);
    crm_service_destroy(&service);
}

Test(crm_bind, the_32nd_superior_is_the_last_that_is_kept)
{
    expect_superior(31, "100");
    expect_superior(32, "");
}

Test(crm_bind, a_superior_that_cannot_be_is_left_out)
{
    crm_service_t *service = service_with_customer();
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .superior = "9"}), STAFF,
                 true);
    expect_field(service, "superior", "");
    crm_service_destroy(&service);

    service = service_with_customer();
    crm_service_bind(service, &(bond_t){.staff_id = COLLEAGUE, .customer_id = 5, .created = crm_service_now});
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .superior = "5"}), STAFF,
                 true);
    expect_field(service, "superior", "");
    crm_service_destroy(&service);
}

/* Whoever imported them said that 9 is above them. */
Test(crm_bind, a_superior_below_the_customer_is_left_out)
{
    crm_service_t *service = service_with_customer();
    crm_service_bind(service, &(bond_t){.staff_id = STAFF, .customer_id = 5, .created = crm_service_now});
    crm_service_bind(service, &(bond_t){.staff_id = STAFF, .customer_id = 6, .created = crm_service_now});
    redis_server_do(service->base.server, "HSET rel:{u:7}:5 superior 6");
    redis_server_do(service->base.server, "HSET rel:{u:7}:6 superior 9");
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .superior = "5"}), STAFF,
                 true);
    expect_field(service, "superior", "");
    crm_service_destroy(&service);
}

/* ---- the only one of a company ---- */

Test(crm_bind, who_has_a_staff_user_of_the_company_keeps_them)
{
    crm_service_t *service = service_with_customer();
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "8", .exclusive = "1"}), COLLEAGUE,
                 true);
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .exclusive = "1"}), COLLEAGUE,
                 false);
    expect_number(service, 0, "EXISTS rel:{u:7}:9");
    expect_number(service, 1, "SCARD bound:9");
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7"}), STAFF, true);
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "8", .exclusive = "1"}), COLLEAGUE,
                 false);
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .exclusive = "1"}), STAFF,
                 false);
    crm_service_destroy(&service);
}

Test(crm_bind, a_staff_user_of_another_company_keeps_nobody_off)
{
    crm_service_t *service = service_with_customer();
    crm_service_add_staff(service, 3, COMPANY + 1);
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "3", .exclusive = "1"}), 3, true);
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .exclusive = "1"}), STAFF,
                 true);
    expect_number(service, 2, "SCARD bound:9");
    crm_service_destroy(&service);
}

/* Whoever came first died before the relation; the next one completes it instead of their own. */
Test(crm_bind, one_who_is_about_to_be_bound_counts)
{
    crm_service_t *service = service_with_customer();
    redis_server_do(service->base.server, "SADD bound:9 8");
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7", .exclusive = "1"}), COLLEAGUE,
                 true);
    expect_number(service, 1, "EXISTS rel:{u:8}:9");
    expect_number(service, 0, "EXISTS rel:{u:7}:9");
    crm_service_destroy(&service);
}

/* What a call does that has read an empty list while another one came into it. */
Test(crm_bind, nobody_is_added_to_a_list_that_has_changed)
{
    crm_service_t *service = service_with_customer();
    redis_reply_t *reply = redis_server_ask(service->base.server, "EVAL %s 1 bound:9 8 0", lua_crm_bound);
    cr_expect_eq(reply->integer, 1);
    redis_reply_free(reply);
    reply = redis_server_ask(service->base.server, "EVAL %s 1 bound:9 7 0", lua_crm_bound);
    cr_expect_eq(reply->integer, 0);
    redis_reply_free(reply);
    reply = redis_server_ask(service->base.server, "EVAL %s 1 bound:9 8 0", lua_crm_bound);
    cr_expect_eq(reply->integer, 1, "one who is there already");
    redis_reply_free(reply);
    expect_number(service, 1, "SCARD bound:9");
    crm_service_destroy(&service);
}

/* ---- tags ---- */

Test(crm_bind, the_customers_tags_come_along)
{
    crm_service_t *service = service_with_customer();
    crm_service_add_tag(service, 2, "已婚", 0);
    redis_server_do(service->base.server, "HSET tagged:9 3 2 version 4");
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7"}), STAFF, true);
    expect_number(service, 0, "ZRANK tags:{u:7}:t:2 9");
    crm_service_destroy(&service);
}

/* A colleague gives the customer a tag between the list of who is bound and the relation. */
Test(crm_bind, tags_that_were_told_before_the_relation_are_not_lost)
{
    crm_service_t *service = service_with_customer();
    crm_service_add_tag(service, 2, "已婚", 0);
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "8"}), COLLEAGUE, true);
    redis_server_do(service->base.server, "SADD bound:9 7");
    const rpc_call_t tag = {.method = METHOD_UPDATE_TAGS,
                            .caller = COLLEAGUE,
                            .parameters = RPC_PARAMETERS("id", "9", "tag_list", "[2]")};
    cr_expect_eq(test_client_call(service->base.client, &tag, NULL), STATUS_DONE);
    expect_number(service, 0, "HEXISTS tags:{u:7}:of 9");
    expect_bound(bind_as(service, (bind_try_t){.customer_id = 9, .staff = "7"}), STAFF, true);
    expect_number(service, 0, "ZRANK tags:{u:7}:t:2 9");
    crm_service_destroy(&service);
}
