/* SPDX-License-Identifier: Apache-2.0 */
#include <criterion/criterion.h>

#include "gateway/push/command.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_push_command, .fini = leak_check, .timeout = 20);

static command_t read_as(principal_kind_t by, const char *message, int64_t *peer)
{
    *peer = 0;
    return command_read(text_of(message), by, peer);
}

Test(gateway_push_command, reads_beats)
{
    int64_t peer;
    cr_expect_eq(read_as(PRINCIPAL_STAFF, "{\"do\":\"beat\"}", &peer), COMMAND_BEAT);
    cr_expect_eq(read_as(PRINCIPAL_CUSTOMER, " {\"more\":[{}], \"do\" : \"beat\"}\n", &peer), COMMAND_BEAT);
}

Test(gateway_push_command, reads_who_is_to_hear_of_typing)
{
    int64_t peer;
    cr_expect_eq(read_as(PRINCIPAL_STAFF, "{\"do\":\"typing\",\"customer_id\":9}", &peer), COMMAND_TYPING);
    cr_expect_eq(peer, 9);
    cr_expect_eq(read_as(PRINCIPAL_CUSTOMER, "{\"user_id\":7,\"customer_id\":9,\"do\":\"typing\"}", &peer),
                 COMMAND_TYPING);
    cr_expect_eq(peer, 7);
}

Test(gateway_push_command, ignores_what_it_does_not_know)
{
    static const char *const others[] = {"",
                                         "x",
                                         "{}",
                                         "[]",
                                         "\"beat\"",
                                         "{\"do\":\"beat\"",
                                         "{\"do\":\"beat\",\"do\":\"beat\"}",
                                         "{\"do\":beat}",
                                         "{\"do\":[\"beat\"]}",
                                         "{\"do\":\"Beat\"}",
                                         "{\"do\":\"typing\"}",
                                         "{\"do\":\"typing\",\"user_id\":9}",
                                         "{\"do\":\"typing\",\"customer_id\":\"9\"}",
                                         "{\"do\":\"typing\",\"customer_id\":0}",
                                         "{\"do\":\"typing\",\"customer_id\":1.5}",
                                         "{\"do\":\"typing\",\"customer_id\":9007199254740992}"};
    int64_t peer;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        cr_expect_eq(read_as(PRINCIPAL_STAFF, others[i], &peer), COMMAND_NONE, "%s", others[i]);
}
