/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/network.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(gateway_network, .fini = leak_check);

static ip_t ip(const char *text)
{
    ip_t address = {{0}};
    cr_assert(ip_read(text_of(text), &address), "%s", text);
    return address;
}

static bool has(const char *networks, const char *address)
{
    network_list_t list = {NULL, 0};
    ip_t one = ip(address);
    cr_assert(network_list_read(&list, networks), "%s", networks);
    bool found = network_list_has(&list, &one);
    network_list_free(&list);
    return found;
}

Test(gateway_network, address_has_one_form)
{
    ip_t four = ip("192.0.2.1"), six = ip("2001:db8::1");
    ip_t mapped = ip("::ffff:192.0.2.1"), hex = ip("::FFFF:C000:201"), long_six = ip("2001:DB8:0:0:0:0:0:1");
    cr_assert(ip_equal(&four, &mapped) && ip_equal(&four, &hex) && ip_equal(&six, &long_six));
    cr_assert_not(ip_equal(&four, &six));
}

Test(gateway_network, what_is_no_address_is_refused)
{
    static const char *const words[] = {"",
                                        "1",
                                        "1.2.3",
                                        "1.2.3.4.5",
                                        "256.1.1.1",
                                        "1.2.3.4 ",
                                        " 1.2.3.4",
                                        "01.2.3.4",
                                        "1.2.3.4:80",
                                        "[::1]",
                                        "fe80::1%1",
                                        "::1::",
                                        "g::1",
                                        "localhost",
                                        "1.2.3.-4",
                                        "0x1.2.3.4",
                                        "1.2.3.4/32",
                                        "1:2:3:4:5:6:7:8:9",
                                        "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa"};
    ip_t address;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        cr_assert_not(ip_read(text_of(words[i]), &address), "%s", words[i]);
    cr_assert_not(ip_read(TEXT_LITERAL("1.2.3.4\0x"), &address));
}

Test(gateway_network, list_has_what_is_in_one_of_its_networks)
{
    static const struct {
        const char *networks, *address;
        bool has;
    } cases[] = {
        {"", "127.0.0.1", false},
        {"127.0.0.0/8 ::1", "127.255.0.1", true},
        {"127.0.0.0/8 ::1", "::1", true},
        {"127.0.0.0/8 ::1", "128.0.0.0", false},
        {"127.0.0.0/8 ::1", "::2", false},
        {"127.0.0.0/8 ::1", "::ffff:127.0.0.1", true},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.128/25", "192.0.2.128", true},
        {"192.0.2.128/25", "192.0.2.255", true},
        {"192.0.2.128/25", "192.0.3.0", false},
        {"192.0.2.5", "192.0.2.5", true},
        {"192.0.2.5", "192.0.2.4", false},
        {"2001:db8::/33", "2001:db8:7fff::1", true},
        {"2001:db8::/33", "2001:db8:8000::1", false},
        {"0.0.0.0/0", "8.8.8.8", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "2001:db8::1", true},
        {"::/0", "8.8.8.8", true},
        {"2000::/3", "8.8.8.8", false},
        {"  10.0.0.0/8   11.0.0.0/8 ", "11.1.1.1", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        cr_assert_eq(has(cases[i].networks, cases[i].address), cases[i].has, "%s in %s", cases[i].address,
                     cases[i].networks);
}

Test(gateway_network, what_is_no_network_is_refused)
{
    static const char *const values[] = {"10.0.0.0/33", "10.0.0.0/-1",  "10.0.0.0/",   "10.0.0.0/8/8",
                                         "10.0.0.1/8",  "::1/64",       "::/129",      "/8",
                                         "a",           "10.0.0.0/8,1", "127.0.0.1 x", "192.0.2.128/24"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        cr_assert_not(network_list_valid(values[i]), "%s", values[i]);
    cr_assert(network_list_valid(""));
    cr_assert(network_list_valid("10.0.0.0/8 ::1"));
}

Test(gateway_network, subscriber_has_64_bits_of_ipv6_and_all_of_ipv4)
{
    ip_t one = ip("2001:db8:1:2:3::4"), other = ip("2001:db8:1:2:ffff::1"), next = ip("2001:db8:1:3:3::4");
    ip_t four = ip("192.0.2.1"), neighbour = ip("192.0.2.2");
    ip_t of_one = ip_subscriber(&one), of_other = ip_subscriber(&other), of_next = ip_subscriber(&next);
    ip_t of_four = ip_subscriber(&four), of_neighbour = ip_subscriber(&neighbour);
    cr_assert(ip_equal(&of_one, &of_other));
    cr_assert_not(ip_equal(&of_one, &of_next));
    cr_assert(ip_equal(&of_four, &four));
    cr_assert_not(ip_equal(&of_four, &of_neighbour));
}

Test(gateway_network, all_zero_is_no_known_address)
{
    ip_t none = {{0}}, four = ip("0.0.0.0"), one = ip("::1");
    cr_assert_not(ip_is_known(&none));
    cr_assert(ip_is_known(&four) && ip_is_known(&one));
}
