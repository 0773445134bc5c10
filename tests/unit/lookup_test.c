/* SPDX-License-Identifier: Apache-2.0 */
#include "common/loop/lookup.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/leak_check.h"
#include "tests/support/loop_wait.h"

enum { SOON = 20000 /* ms: a name server may be slow to say no */ };

typedef struct {
    lookup_t *lookup;
    int answers;
    char address[64], reason[128];
} fixture_t;

static void take(void *context, const char *address, const char *reason)
{
    fixture_t *fixture = context;
    fixture->answers++;
    snprintf(fixture->address, sizeof fixture->address, "%s", address ? address : "");
    snprintf(fixture->reason, sizeof fixture->reason, "%s", reason ? reason : "");
    lookup_destroy(&fixture->lookup);
}

static bool is_answered(void *context)
{
    return ((fixture_t *)context)->answers > 0;
}

static fixture_t look_up(const char *host, size_t turn)
{
    loop_t *loop = loop_new();
    fixture_t fixture = {0};
    fixture.lookup = lookup_new(loop, host, turn, take, &fixture);
    cr_assert(loop_wait(loop, is_answered, &fixture, SOON), "no answer about %s", host);
    cr_assert_null(fixture.lookup);
    cr_assert_eq(fixture.answers, 1);
    loop_destroy(&loop);
    return fixture;
}

TestSuite(lookup, .fini = leak_check, .timeout = 60);

Test(lookup, addresses_need_none)
{
    cr_assert_not(lookup_is_needed("127.0.0.1"));
    cr_assert_not(lookup_is_needed("::1"));
    cr_assert(lookup_is_needed("localhost"));
    cr_assert(lookup_is_needed("127.0.0.1.example"));
}

Test(lookup, name_becomes_an_address_in_every_turn)
{
    for (size_t turn = 0; turn < 5; turn++)
        cr_assert_str_eq(look_up("localhost", turn).address, "127.0.0.1");
}

Test(lookup, unknown_name_is_told_with_its_reason)
{
    fixture_t fixture = look_up("no-such-name.invalid", 0);
    cr_assert_str_empty(fixture.address);
    cr_assert(strlen(fixture.reason) > 0);
}

Test(lookup, end_is_not_held_up_by_the_name_server)
{
    loop_t *loop = loop_new();
    fixture_t fixture = {0};
    fixture.lookup = lookup_new(loop, "localhost", 0, take, &fixture);
    lookup_destroy(&fixture.lookup);
    loop_spend(loop, 10);
    cr_assert_eq(fixture.answers, 0);
    loop_destroy(&loop);
}
