/* SPDX-License-Identifier: Apache-2.0 */
/* Which staff user of a company a customer was bound to last. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_latest_staff, .fini = leak_check);

static status_t ask(crm_service_t *service, int64_t *staff_id)
{
    const rpc_call_t call = {
        .method = METHOD_LATEST_STAFF, .caller = 9, .parameters = RPC_PARAMETERS("company_id", "3")};
    const char *data = NULL;
    const status_t status = test_client_call(service->base.client, &call, &data);
    *staff_id = 0;
    if (status == STATUS_DONE) {
        json_t *row = json_loads(data, 0, NULL);
        *staff_id = json_integer_value(json_object_get(row, "user_id"));
        json_decref(row);
    }
    return status;
}

static void expect_latest(crm_service_t *service, int64_t expected)
{
    int64_t staff_id;
    const status_t status = ask(service, &staff_id);
    cr_expect_eq(status, expected > 0 ? STATUS_DONE : STATUS_NO_RELATION, "%s", status_info(status)->name);
    cr_expect_eq(staff_id, expected, "%lld", (long long)staff_id);
}

/* As an import leaves it, so many seconds from the first. */
static void bind(crm_service_t *service, int64_t staff_id, int64_t seconds)
{
    crm_service_bind(
        service,
        &(bond_t){.staff_id = staff_id, .customer_id = 9, .created = crm_service_now + seconds * 1000});
    redis_server_do(service->base.server, "SADD bound:9 %lld", (long long)staff_id);
}

static crm_service_t *service_with_customer(void)
{
    crm_service_t *service = crm_service_new();
    crm_service_add_customer(service, 9, "张炬");
    return service;
}

Test(crm_latest_staff, it_is_whose_relation_began_last)
{
    crm_service_t *service = service_with_customer();
    expect_latest(service, 0);
    bind(service, COLLEAGUE, 1);
    expect_latest(service, COLLEAGUE);
    bind(service, STAFF, 2);
    expect_latest(service, STAFF);
    crm_service_destroy(&service);
}

Test(crm_latest_staff, of_two_at_once_it_is_always_the_same)
{
    crm_service_t *service = service_with_customer();
    bind(service, STAFF, 0);
    bind(service, COLLEAGUE, 0);
    expect_latest(service, COLLEAGUE);
    crm_service_destroy(&service);
}

Test(crm_latest_staff, those_of_other_companies_are_left_out)
{
    crm_service_t *service = service_with_customer();
    crm_service_add_staff(service, 3, COMPANY + 1);
    bind(service, 3, 9);
    expect_latest(service, 0);
    bind(service, STAFF, 1);
    expect_latest(service, STAFF);
    crm_service_destroy(&service);
}

/* Who came into the list died before the relation was made, or has no profile. */
Test(crm_latest_staff, who_has_no_relation_or_no_profile_is_left_out)
{
    crm_service_t *service = service_with_customer();
    bind(service, STAFF, 1);
    bind(service, 1234, 2);
    redis_server_do(service->base.server, "SADD bound:9 8");
    expect_latest(service, STAFF);
    crm_service_destroy(&service);
}

Test(crm_latest_staff, a_corrupt_relation_is_no_answer)
{
    crm_service_t *service = service_with_customer();
    int64_t staff_id;
    bind(service, STAFF, 1);
    redis_server_do(service->base.server, "HSET rel:{u:7}:9 member 5ba49b29A8");
    cr_expect_eq(ask(service, &staff_id), STATUS_UNAVAILABLE);
    crm_service_destroy(&service);
}
