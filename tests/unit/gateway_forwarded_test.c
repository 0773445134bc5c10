/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/forwarded.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(gateway_forwarded, .fini = leak_check);

#define PEER "10.0.0.1"
#define TRUSTED "10.0.0.0/8 2001:db8:1::/48"

static ip_t ip(const char *text)
{
    ip_t address = {{0}};
    cr_assert(ip_read(text_of(text), &address), "%s", text);
    return address;
}

typedef struct {
    const char *forwarded, *x_forwarded_for;
    const char *client; /* that is found */
    bool known;
} case_t;

/* A header of lines with '|' between them. */
static void add_lines(header_lines_t *header, const char *lines)
{
    for (const char *at = lines, *end; at; at = *end ? end + 1 : NULL) {
        end = at + strcspn(at, "|");
        header_lines_add(header, (text_t){at, (size_t)(end - at)});
    }
}

static void check(const char *peer, const case_t *given)
{
    network_list_t trusted = {NULL, 0};
    cr_assert(network_list_read(&trusted, TRUSTED));
    forwarded_t headers = {0};
    add_lines(&headers.forwarded, given->forwarded);
    add_lines(&headers.x_forwarded_for, given->x_forwarded_for);
    ip_t socket = ip(peer), expected = ip(given->client), client;
    bool known = forwarded_client(&socket, &trusted, &headers, &client);
    cr_expect(ip_equal(&client, &expected) && known == given->known, "'%s' '%s'",
              given->forwarded ? given->forwarded : "", given->x_forwarded_for ? given->x_forwarded_for : "");
    network_list_free(&trusted);
}

#define CHECK_ALL(cases)                                                                                     \
    for (size_t i = 0; i < sizeof(cases) / sizeof *(cases); i++)                                             \
    check(PEER, &(cases)[i])

Test(gateway_forwarded, headers_of_a_peer_that_is_no_proxy_count_for_nothing)
{
    static const case_t cases[] = {{NULL, NULL, "192.0.2.1", true},
                                   {"for=8.8.8.8", NULL, "192.0.2.1", true},
                                   {NULL, "8.8.8.8", "192.0.2.1", true},
                                   {"junk", "junk", "192.0.2.1", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check("192.0.2.1", &cases[i]);
}

Test(gateway_forwarded, x_forwarded_for_is_walked_from_the_right_over_proxies)
{
    static const case_t cases[] = {
        {NULL, NULL, PEER, true},
        {NULL, "8.8.8.8", "8.8.8.8", true},
        {NULL, "1.1.1.1, 8.8.8.8", "8.8.8.8", true},
        {NULL, "1.1.1.1,8.8.8.8,10.2.2.2 , 10.3.3.3", "8.8.8.8", true},
        {NULL, "10.9.9.9,10.2.2.2", "10.9.9.9", true}, /* from within */
        {NULL, "junk, 8.8.8.8", "8.8.8.8", true},
        {NULL, "\"junk, 8.8.8.8", "8.8.8.8", true},
        {NULL, " , 8.8.8.8 ,, ", "8.8.8.8", true},
        {NULL, "8.8.8.8:1234", "8.8.8.8", true},
        {NULL, "2001:db8::5", "2001:db8::5", true},
        {NULL, "[2001:db8::5]", "2001:db8::5", true},
        {NULL, "8.8.8.8, [2001:db8:1::7]:99", "8.8.8.8", true},
        {NULL, "::ffff:8.8.8.8", "8.8.8.8", true},
    };
    CHECK_ALL(cases);
}

/* haproxy writes a line of its own: the last alone would only name the proxy before it. */
Test(gateway_forwarded, lines_are_one_list)
{
    static const case_t cases[] = {
        {NULL, "8.8.8.8|10.2.2.2", "8.8.8.8", true},
        {NULL, "1.1.1.1|8.8.8.8|10.2.2.2|10.3.3.3", "8.8.8.8", true},
        {NULL, "1.1.1.1, 8.8.8.8|10.2.2.2||", "8.8.8.8", true},
        {NULL, "1.1.1.1|8.8.8.8", "8.8.8.8", true},
        {NULL, "junk|10.2.2.2", "10.2.2.2", false},
        {NULL, "8.8.8.8|10.1.1.1|10.2.2.2|10.3.3.3|10.4.4.4", "10.1.1.1", true}, /* more than are kept */
        {"for=1.1.1.1|for=8.8.8.8|for=10.2.2.2", NULL, "8.8.8.8", true},
        {"for=8.8.8.8|for=10.2.2.2", "8.8.8.8, 10.2.2.2", "8.8.8.8", true},
        {"for=1.1.1.1|for=10.2.2.2", "8.8.8.8|10.2.2.2", PEER, false},
    };
    CHECK_ALL(cases);
}

Test(gateway_forwarded, forwarded_is_walked_from_the_right_over_proxies)
{
    static const case_t cases[] = {
        {"for=8.8.8.8", NULL, "8.8.8.8", true},
        {"For=8.8.8.8;proto=https;by=10.0.0.1", NULL, "8.8.8.8", true},
        {"by=10.0.0.1; FOR=\"8.8.8.8:80\" ;host=a", NULL, "8.8.8.8", true},
        {"for=\"[2001:db8:cafe::17]:4711\"", NULL, "2001:db8:cafe::17", true},
        {"for=\"[2001:db8:cafe::17]\"", NULL, "2001:db8:cafe::17", true},
        {"for=\"[2001:db8:cafe::17]:_secret.x-1\"", NULL, "2001:db8:cafe::17", true},
        {"for=1.1.1.1, for=8.8.8.8;by=_x, for=10.1.1.1", NULL, "8.8.8.8", true},
        {"for=\"1.1.1.1, for=8.8.8.8", NULL, "8.8.8.8", true}, /* a quote that the client left open */
        {"host=\"a,b;c\";for=8.8.8.8", NULL, "8.8.8.8", true},
        {"for=8.8.8.8;;by=_x;", NULL, "8.8.8.8", true},
    };
    CHECK_ALL(cases);
}

Test(gateway_forwarded, junk_stops_at_the_last_proxy)
{
    static const case_t cases[] = {
        {NULL, "8.8.8.8, unknown", PEER, false},
        {NULL, "8.8.8.8, junk, 10.2.2.2", "10.2.2.2", false},
        {NULL, "1.2.3.4:", PEER, false},
        {NULL, "1.2.3.4:8 0", PEER, false},
        {NULL, "[::1", PEER, false},
        {NULL, "[]", PEER, false},
        {NULL, "[::1]x", PEER, false},
        {NULL, ":", PEER, false},
        {NULL, "1.2.3.4/8", PEER, false},
        {"for=unknown", NULL, PEER, false},
        {"for=_hidden", NULL, PEER, false},
        {"for=", NULL, PEER, false},
        {"for=\"", NULL, PEER, false},
        {"for =8.8.8.8", NULL, PEER, false},
        {"by=8.8.8.8", NULL, PEER, false},
        {"for=8.8.8.8;proto", NULL, PEER, false},
        {"x\"y=1;for=8.8.8.8", NULL, PEER, false}, /* a proxy's quote that could pair with a client's */
        {"by=\"a\\\"b\";for=8.8.8.8", NULL, PEER, false},
        {";For=\", ; 3  \"  ;&; ;For=\"[::16]:U\"", NULL, PEER, false},
        {"for=8.8.8.8;for=1.1.1.1", NULL, PEER, false},
        {"for=8.8.8.8;for=x", NULL, PEER, false},
        {"for=8.8.8.8, proto=http, for=10.2.2.2", NULL, "10.2.2.2", false},
    };
    CHECK_ALL(cases);
}

Test(gateway_forwarded, headers_that_disagree_say_nothing)
{
    static const case_t cases[] = {
        {"for=8.8.8.8", "8.8.8.8", "8.8.8.8", true},
        {"for=8.8.8.8", "1.1.1.1, 8.8.8.8, 10.2.2.2", "8.8.8.8", true},
        {"for=8.8.8.8", "1.1.1.1", PEER, false},
        {"for=1.1.1.1", "8.8.8.8, 10.2.2.2", PEER, false},
        {"for=8.8.8.8", "junk", PEER, false},
        {"junk", "8.8.8.8", PEER, false},
    };
    CHECK_ALL(cases);
}
