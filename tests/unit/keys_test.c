/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/keys.h"

#include <criterion/criterion.h>
#include <math.h>

#include "common/redis/slots.h"
#include "proto/field.h"
#include "tests/support/leak_check.h"

TestSuite(keys, .fini = leak_check);

static buffer_t key;

/* What was written to `key`, which is then empty again. */
#define EXPECT(text, write)                                                                                  \
    do {                                                                                                     \
        write;                                                                                               \
        buffer_append_char(&key, '\0');                                                                      \
        cr_assert_str_eq(key.data, text);                                                                    \
        buffer_free(&key);                                                                                   \
    } while (0)

Test(keys, credentials_tell_whose_they_are)
{
    bool staff = false;
    int64_t id = 0;
    cr_assert(keys_read_credential(TEXT_LITERAL("cred:u:7"), &staff, &id) && staff && id == 7);
    cr_assert(keys_read_credential(TEXT_LITERAL("cred:c:9"), &staff, &id) && !staff && id == 9);
    static const char *const others[] = {"",          "cred:u:",  "cred:x:7",
                                         "cred:u:7a", "user:7:1", "cred:u:99999999999999999999"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect_not(keys_read_credential(text_of(others[i]), &staff, &id), "%s", others[i]);
}

Test(keys, profiles_are_by_id)
{
    EXPECT("cred:u:7", keys_credential(&key, true, 7));
    EXPECT("cred:c:9", keys_credential(&key, false, 9));
    EXPECT("nonce:{cred:u:7}:n-1", keys_nonce(&key, true, 7, TEXT_LITERAL("n-1")));
    EXPECT("user:7", keys_user(&key, 7));
    EXPECT("customer:9007199254740991", keys_customer(&key, ID_MAX));
    EXPECT("company:1", keys_company(&key, 1));
    EXPECT("tag:5", keys_tag(&key, 5));
    EXPECT("tagged:9", keys_tagged(&key, 9));
    EXPECT("bound:9", keys_bound(&key, 9));
    EXPECT("userids:{1}", keys_userids(&key, 1));
    EXPECT("catalogue:3", keys_catalogue(&key, 3));
    EXPECT("next:{ids:tag}", keys_next(&key, TEXT_LITERAL("tag")));
    EXPECT("tags:{u:7}", keys_tags(&key, 7));
    EXPECT("tags:{u:7}:t:5", keys_tags_bearers(&key, 7, 5));
    EXPECT("tags:{u:7}:of", keys_tags_of(&key, 7));
    EXPECT("ids:user", keys_ids(&key, TEXT_LITERAL("user")));
}

Test(keys, world_of_a_staff_user_has_one_slot)
{
    EXPECT("rel:{u:7}:9", keys_relation(&key, 7, 9));
    EXPECT("msgs:{u:7}:9", keys_messages(&key, 7, 9));
    EXPECT("notes:{u:7}:9", keys_notes(&key, 7, 9));
    EXPECT("log:{u:7}:d:20261127", keys_log_day(&key, 7, 20784));
    EXPECT("log:{u:7}:m:202611", keys_log_month(&key, 7, 20784));
    EXPECT("20261127", keys_day(&key, 20784));
    EXPECT("log:{u:7}:given", keys_log_given(&key, 7));
    EXPECT("log:{u:7}:uncounted", keys_log_uncounted(&key, 7));
    EXPECT("chats:{u:7}", keys_conversations(&key, 7));
    EXPECT("latest:{u:7}", keys_latest(&key, 7));
    EXPECT("cursors:{u:7}", keys_cursors(&key, 7));
    EXPECT("phrases:{u:7}", keys_phrases(&key, 7));
    EXPECT("log:{u:7}", keys_log(&key, 7));
    EXPECT("log:{u:7}:c:9", keys_log_of_customer(&key, 7, 9));
    EXPECT("log:{u:7}:a:3", keys_log_of_action(&key, 7, 3));
}

Test(keys, indexes_have_names)
{
    EXPECT("summaries:{u:7}", keys_summaries(&key, 7));
    EXPECT("rels:{u:7}:created", keys_relation_index(&key, 7, RELATIONS_CREATED));
    EXPECT("rels:{u:7}:expected_pr", keys_relation_index(&key, 7, RELATIONS_EXPECTED_PR));
    EXPECT("rels:{u:7}:follow", keys_relation_index(&key, 7, RELATIONS_FOLLOW));
    EXPECT("rels:{u:7}:activity", keys_relation_index(&key, 7, RELATIONS_ACTIVITY));
    EXPECT("rels:{u:7}:follow:aged", keys_relation_index(&key, 7, RELATIONS_FOLLOW_AGED));
    EXPECT("rels:{u:7}:activity:aged", keys_relation_index(&key, 7, RELATIONS_ACTIVITY_AGED));
}

Test(keys, calls_and_client_keys_do_not_meet)
{
    const principal_t staff = {PRINCIPAL_STAFF, 7}, customer = {PRINCIPAL_CUSTOMER, 9};
    EXPECT("once:{u:7}:u7:a1", keys_once(&key, 7, &staff, TEXT_LITERAL("a1")));
    EXPECT("once:{u:7}:c9:a1", keys_once(&key, 7, &customer, TEXT_LITERAL("a1")));
    EXPECT("once:{u:7}:00000000000000ff", keys_once_call(&key, 7, 255));
    EXPECT("once:{c:9}:a1", keys_claim(&key, 9, TEXT_LITERAL("a1")));
    EXPECT("once:{tagged:9}:ffffffffffffffff", keys_once_tagged(&key, 9, UINT64_MAX));
}

static int compare_members(int64_t created_a, int64_t id_a, int64_t created_b, int64_t id_b)
{
    buffer_t a = {0}, b = {0};
    keys_age_member(&a, created_a, id_a, 1);
    keys_age_member(&b, created_b, id_b, 4);
    buffer_append_char(&a, '\0');
    buffer_append_char(&b, '\0');
    int order = strcmp(a.data, b.data);
    buffer_free(&a);
    buffer_free(&b);
    return order;
}

Test(keys, members_sort_by_age_then_id)
{
    EXPECT("5ba4a0f9C886", keys_age_member(&key, 0x5ba4a0f9 * INT64_C(1000) + 999, 886, 0));
    EXPECT("5ba4a0f9C886d", keys_age_member(&key, 0x5ba4a0f9 * INT64_C(1000) + 999, 886, 4));
    cr_assert_lt(compare_members(1000, 99, 2000, 1), 0);
    cr_assert_lt(compare_members(1000, 9, 1999, 10), 0);
    cr_assert_lt(compare_members(1000, 10, 1000, ID_MAX), 0);
    cr_assert_lt(compare_members(-5, 1, 1000, 1), 0);
}

Test(keys, members_tell_what_they_are_made_of)
{
    const int64_t ids[] = {1, 10, 99999, ID_MAX};
    for (size_t i = 0; i < 4; i++) {
        for (int64_t source = 0; source <= 4; source++) {
            keys_age_member(&key, 1537514281999, ids[i], source);
            cr_assert_eq(keys_member_customer(buffer_text(&key)), ids[i]);
            cr_assert_eq(keys_member_source(buffer_text(&key)), source);
            cr_assert_eq(keys_member_created(buffer_text(&key)), 1537514281000);
            buffer_free(&key);
        }
    }
    cr_assert_eq(keys_member_customer(TEXT_NONE), 0);
    cr_assert_eq(keys_member_customer(TEXT_LITERAL("5ba4a0f9C")), 0);
    cr_assert_eq(keys_member_customer(TEXT_LITERAL("5ba4a0f9Cx")), 0);
    cr_assert_eq(keys_member_customer(TEXT_LITERAL("5ba4a0f9C88xx")), 0);
    cr_assert_eq(keys_member_customer(TEXT_LITERAL("5ba4a0f9C886xx")), 0);
    cr_assert_eq(keys_member_source(TEXT_LITERAL("5ba4a0f9C886xx")), 0);
    cr_assert_eq(keys_member_created(TEXT_LITERAL("5ba4a0f9C886xx")), -1);
    cr_assert_eq(keys_member_created(TEXT_LITERAL("5ba4a0fxC886")), -1);
    cr_assert_eq(keys_member_created(TEXT_LITERAL("00000000C886")), 0);
}

/* What the busiest of some masters with equal ranges of slots has of the mean, in percent: of 1,000 staff
 * users, the one with id n has 1/n^0.5 of what the first has. */
static int busiest_of(unsigned masters)
{
    double loads[8] = {0}, all = 0, most = 0;
    for (int64_t id = 1; id <= 1000; id++) {
        const double load = 1 / sqrt((double)id);
        keys_messages(&key, id, 9);
        loads[redis_slot_of(buffer_text(&key)) * masters / REDIS_SLOTS] += load;
        all += load;
        buffer_free(&key);
    }
    for (unsigned i = 0; i < masters; i++)
        most = loads[i] > most ? loads[i] : most;
    return (int)(100 * most * masters / all);
}

Test(keys, busy_and_idle_staff_users_spread_over_the_masters_of_a_cluster)
{
    cr_expect_leq(busiest_of(3), 115, "%d", busiest_of(3));
    cr_expect_leq(busiest_of(6), 115, "%d", busiest_of(6));
    cr_expect_eq(busiest_of(1), 100);
}
