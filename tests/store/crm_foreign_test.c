/* SPDX-License-Identifier: Apache-2.0 */
/* A key of another type refuses an update before anything of it is done. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tests/support/crm_service.h"
#include "tests/support/leak_check.h"

TestSuite(crm_foreign, .fini = leak_check);

static void check_update_is_refused_whole(const char *key, method_id_t method, const char *const *parameters)
{
    office_t *office = office_new();
    office_bind(office, &(bond_t){.staff_id = STAFF, .customer_id = 9, .created = office_now});
    office_add_customer(office, 9, "张炬");
    redis_server_do(office->server, "DEL %s", key);
    redis_server_do(office->server, "PFADD %s x", key);
    const int64_t before = office_number(office, "HLEN rel:{u:7}:9");
    cr_expect_eq(office_call(office, method, parameters), STATUS_UNAVAILABLE, "%s", key);
    cr_expect_eq(office_number(office, "HLEN rel:{u:7}:9"), before, "%s", key);
    char *value = office_field(office, 9, method == METHOD_UPDATE_EXPECTED_PR ? "expected_pr" : "memo");
    cr_expect(strcmp(value, "80") != 0 && strcmp(value, "new") != 0, "%s", key);
    free(value);
    office_destroy(&office);
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

/* The company of a staff user whose profile is none of ours is not known: it is not taken for the stock that
 * all companies start from. */
Test(crm_foreign, tags_of_a_damaged_profile_change_no_stock)
{
    office_t *office = office_new();
    office_bind(office, &(bond_t){.staff_id = STAFF, .customer_id = 9, .created = office_now});
    office_add_tag(office, 2, "标签", 0);
    redis_server_do(office->server, "SET user:7 junk");
    cr_expect_eq(office_call(office, METHOD_UPDATE_TAGS, RPC_PARAMETERS("id", "9", "tag_list", "[2]")),
                 STATUS_UNAVAILABLE);
    cr_expect_eq(office_number(office, "EXISTS tagged:9"), 0);
    office_destroy(&office);
}
