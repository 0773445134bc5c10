/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/limits.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

enum { SECOND = 1000000 };

static limits_t *limits;

/* A proxy on this host, which is exempt; 3 requests of an address, 2 of a caller, 1 wrong signature, 1
 * request without any. */
static void set_up(void)
{
    limits = limits_new(&(limits_options_t){.trusted_proxies = "127.0.0.1 10.0.0.0/8",
                                            .exempt_addresses = "127.0.0.0/8 ::1",
                                            .address = {1, SECOND, 3},
                                            .caller = {1, SECOND, 2},
                                            .failures = {1, SECOND, 1},
                                            .strangers = {1, SECOND, 1}});
}

static void tear_down(void)
{
    limits_destroy(&limits);
    leak_check();
}

TestSuite(gateway_limits, .init = set_up, .fini = tear_down);

static limited_t limited;

/* A request at second 0 from the peer, with this X-Forwarded-For. */
static status_t request(const char *peer, const char *x_forwarded_for)
{
    ip_t socket;
    cr_assert(ip_read(text_of(peer), &socket), "%s", peer);
    forwarded_t headers = {0};
    header_lines_add(&headers.x_forwarded_for, text_of(x_forwarded_for));
    return limits_request(limits, &socket, &headers, 0, &limited);
}

/* How many of ten requests are let through. */
static int let_through(const char *peer, const char *x_forwarded_for)
{
    int count = 0;
    for (int i = 0; i < 10; i++)
        count += request(peer, x_forwarded_for) == STATUS_DONE;
    return count;
}

Test(gateway_limits, address_has_a_limit_of_its_own)
{
    cr_assert_eq(let_through("192.0.2.1", NULL), 3);
    cr_assert_eq(limited.retry_after, 1);
    cr_assert_eq(let_through("192.0.2.2", NULL), 3);
    cr_assert_eq(limits_counts(limits).of[LIMIT_ADDRESS].refused, 14);
}

Test(gateway_limits, ipv6_subscriber_is_one_address)
{
    cr_assert_eq(let_through("2001:db8::1", NULL), 3);
    cr_assert_eq(let_through("2001:db8::ffff:1", NULL), 0);
    cr_assert_eq(let_through("2001:db8:0:1::1", NULL), 3);
}

Test(gateway_limits, client_behind_a_proxy_is_counted_by_its_own_address)
{
    cr_assert_eq(let_through("10.0.0.1", "192.0.2.1"), 3);
    cr_assert_eq(let_through("127.0.0.1", "8.8.8.8, 192.0.2.1, 10.9.9.9"), 0);
    cr_assert_eq(let_through("127.0.0.1", "192.0.2.2"), 3);
    cr_assert_eq(let_through("192.0.2.3", "192.0.2.4"), 3, "a header of who is no proxy");
}

Test(gateway_limits, exempt_address_is_not_counted)
{
    cr_assert_eq(let_through("127.0.0.1", NULL), 10);
    cr_assert_eq(let_through("::1", NULL), 10);
    principal_t staff = {PRINCIPAL_STAFF, 1};
    for (int i = 0; i < 10; i++) {
        cr_assert_eq(limits_failure(limits, 0, &limited), STATUS_CREDENTIALS);
        cr_assert_eq(limits_caller(limits, &staff, 0, &limited), STATUS_DONE);
    }
}

Test(gateway_limits, connections_of_exempt_addresses_and_proxies_are_spared)
{
    static const struct {
        const char *peer;
        bool spared;
    } cases[] = {{"127.0.0.9", true}, {"::1", true}, {"10.1.2.3", true}, {"192.0.2.1", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ip_t peer;
        cr_assert(ip_read(text_of(cases[i].peer), &peer));
        cr_expect_eq(limits_spare_connections(limits, &peer), cases[i].spared, "%s", cases[i].peer);
    }
}

Test(gateway_limits, junk_through_an_exempt_proxy_is_counted)
{
    cr_assert_eq(let_through("127.0.0.1", "unknown"), 3);
    cr_assert_eq(let_through("127.0.0.1", NULL), 10, "who comes from this host is as free as before");
}

Test(gateway_limits, unknown_address_is_not_counted)
{
    cr_assert_eq(let_through("::", NULL), 10);
}

Test(gateway_limits, caller_is_counted_wherever_the_requests_come_from)
{
    principal_t staff = {PRINCIPAL_STAFF, 1}, customer = {PRINCIPAL_CUSTOMER, 1};
    int let = 0;
    for (int i = 0; i < 10; i++) {
        request(i % 2 ? "192.0.2.2" : "192.0.2.1", NULL);
        let += limits_caller(limits, &staff, 0, &limited) == STATUS_DONE;
    }
    cr_assert_eq(let, 2);
    cr_assert_eq(limited.retry_after, 1);
    cr_assert_eq(limits_caller(limits, &customer, 0, &limited), STATUS_DONE);
    cr_assert_eq(limits_caller(limits, &staff, SECOND, &limited), STATUS_DONE);
}

Test(gateway_limits, wrong_credentials_cost_their_address_alone)
{
    principal_t victim = {PRINCIPAL_STAFF, 1};
    request("192.0.2.1", NULL);
    cr_assert_eq(limits_failure(limits, 0, &limited), STATUS_CREDENTIALS);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(limits_failure(limits, 0, &limited), STATUS_TOO_MANY);
    cr_assert_eq(limits_caller(limits, &victim, 0, &limited), STATUS_DONE);
    cr_assert_eq(request("192.0.2.1", NULL), STATUS_DONE, "right ones are taken as before");
    request("192.0.2.2", NULL);
    cr_assert_eq(limits_failure(limits, 0, &limited), STATUS_CREDENTIALS);
    cr_assert_eq(limits_counts(limits).of[LIMIT_FAILURES].refused, 100);
}

Test(gateway_limits, what_anybody_may_ask_costs_nothing_else)
{
    principal_t caller = {PRINCIPAL_CUSTOMER, 1};
    request("192.0.2.1", NULL);
    cr_assert_eq(limits_stranger(limits, 0, &limited), STATUS_DONE);
    for (int i = 0; i < 100; i++)
        cr_assert_eq(limits_stranger(limits, 0, &limited), STATUS_TOO_MANY);
    cr_assert_eq(limited.retry_after, 1);
    cr_assert_eq(limits_caller(limits, &caller, 0, &limited), STATUS_DONE);
    cr_assert_eq(limits_failure(limits, 0, &limited), STATUS_CREDENTIALS);
    cr_assert_eq(limits_stranger(limits, SECOND, &limited), STATUS_DONE);
    cr_assert_eq(limits_counts(limits).of[LIMIT_STRANGERS].refused, 100);
    request("127.0.0.1", NULL);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(limits_stranger(limits, 0, &limited), STATUS_DONE);
}
