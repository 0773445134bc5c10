/* SPDX-License-Identifier: Apache-2.0 */
/* A key of another type refuses an update before anything of it is done. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_foreign, .fini = leak_check);

static void check_update_is_refused_whole(const char *key, method_id_t method, const char *const *parameters)
{
    crm_service_t *crm_service = crm_service_new();
    crm_service_bind(crm_service, &(bond_t){.staff_id = STAFF, .customer_id = 9, .created = crm_service_now});
    crm_service_add_customer(crm_service, 9, "张炬");
    redis_server_do(crm_service->base.server, "DEL %s", key);
    redis_server_do(crm_service->base.server, "PFADD %s x", key);
    const int64_t before = service_fixture_number(&crm_service->base, "HLEN rel:{u:7}:9");
    cr_expect_eq(crm_service_call(crm_service, method, parameters), STATUS_UNAVAILABLE, "%s", key);
    cr_expect_eq(service_fixture_number(&crm_service->base, "HLEN rel:{u:7}:9"), before, "%s", key);
    char *value = crm_service_field(crm_service, 9,
                                    method == METHOD_UPDATE_EXPECTED_PR ? "expected_pr" : "memo");
    cr_expect(strcmp(value, "80") != 0 && strcmp(value, "new") != 0, "%s", key);
    free(value);
    crm_service_destroy(&crm_service);
}

Test(crm_foreign, follow_up_changes_nothing)
{
    static const char *const keys[] = {"rels:{u:7}:expected_pr", "rels:{u:7}:follow",
                                       "rels:{u:7}:follow:aged", "notes:{u:7}:9"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        check_update_is_refused_whole(keys[i], METHOD_UPDATE_EXPECTED_PR,
                                      RPC_PARAMETERS("id", "9", "expedted_pr", "80"));
}

Test(crm_foreign, information_changes_nothing)
{
    check_update_is_refused_whole("summaries:{u:7}", METHOD_UPDATE_INFORMATION,
                                  RPC_PARAMETERS("id", "9", "sex", "1", "mem", "new"));
}

Test(crm_foreign, expected_time_changes_nothing)
{
    check_update_is_refused_whole("summaries:{u:7}", METHOD_UPDATE_EXPECTED_TIME,
                                  RPC_PARAMETERS("id", "9", "expected_time", "2018-06-06"));
}

/* The company of a staff user whose profile is corrupt is not known: it is not taken for the stock that
 * all companies start from. */
Test(crm_foreign, tags_of_a_damaged_profile_change_no_stock)
{
    crm_service_t *crm_service = crm_service_new();
    crm_service_bind(crm_service, &(bond_t){.staff_id = STAFF, .customer_id = 9, .created = crm_service_now});
    crm_service_add_tag(crm_service, 2, "标签", 0);
    redis_server_do(crm_service->base.server, "SET user:7 junk");
    cr_expect_eq(
        crm_service_call(crm_service, METHOD_UPDATE_TAGS, RPC_PARAMETERS("id", "9", "tag_list", "[2]")),
        STATUS_UNAVAILABLE);
    cr_expect_eq(service_fixture_number(&crm_service->base, "EXISTS tagged:9"), 0);
    crm_service_destroy(&crm_service);
}
