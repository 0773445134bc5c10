/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses and lists of networks from the configuration: the first line is an address, the rest a list. */
#include <arpa/inet.h>
#include <stdlib.h>

#include "gateway/http/network.h"
#include "tests/fuzz/fuzz.h"

static void check_address(const ip_t *ip)
{
    char text[INET6_ADDRSTRLEN];
    ip_t again;
    HOLDS(inet_ntop(AF_INET6, ip->bytes, text, sizeof text));
    HOLDS(ip_read(text_of(text), &again) && ip_equal(ip, &again));
    ip_t subscriber = ip_subscriber(ip), twice = ip_subscriber(&subscriber);
    HOLDS(ip_equal(&subscriber, &twice));
}

/* Writes the network in the words of IPv6. False when inet_ntop writes dots, which are read as IPv4. */
static bool write_network(buffer_t *out, const network_t *network)
{
    char base[INET6_ADDRSTRLEN];
    ip_t ip;
    memcpy(ip.bytes, network->base, sizeof ip.bytes);
    HOLDS(inet_ntop(AF_INET6, ip.bytes, base, sizeof base));
    const int prefix = __builtin_popcountll(network->mask[0]) + __builtin_popcountll(network->mask[1]);
    buffer_append_format(out, "%s/%d%c", base, prefix, '\0');
    return !strchr(base, '.');
}

/* Each network, written out, is read as itself, and the list has what any of them has. */
static void check_list(const network_list_t *list, const ip_t *ip)
{
    bool has = false;
    for (size_t i = 0; i < list->count; i++) {
        const network_list_t only = {list->networks + i, 1};
        network_list_t again = {NULL, 0};
        buffer_t text = {0};
        if (write_network(&text, only.networks)) {
            HOLDS(network_list_read(&again, text.data) && again.count == 1);
            HOLDS(memcmp(again.networks, only.networks, sizeof *only.networks) == 0);
        }
        has |= network_list_has(&only, ip);
        network_list_free(&again);
        buffer_free(&text);
    }
    HOLDS(has == network_list_has(list, ip));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t rest = {(const char *)data, size};
    const text_t address = fuzz_take_until(&rest, '\n');
    char *value = memory_copy_text(rest);
    network_list_t list = {NULL, 0};
    ip_t ip = {{0}};
    if (ip_read(address, &ip))
        check_address(&ip);
    else
        ip = (ip_t){{0}};
    if (network_list_read(&list, value))
        check_list(&list, &ip);
    else
        HOLDS(list.count == 0 && !network_list_valid(value));
    network_list_free(&list);
    free(value);
    return 0;
}
