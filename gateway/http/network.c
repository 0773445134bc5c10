/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/network.h"

#include <arpa/inet.h>
#include <stdlib.h>

enum { IP_BITS = 128, MAPPED_BYTES = 12, MAPPED_BITS = 8 * MAPPED_BYTES };

static const uint8_t mapped[MAPPED_BYTES] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool ip_read(text_t text, ip_t *ip)
{
    char string[INET6_ADDRSTRLEN];
    if (text.size == 0 || text.size >= sizeof string || memchr(text.data, '\0', text.size))
        return false;
    memcpy(string, text.data, text.size);
    string[text.size] = '\0';
    if (inet_pton(AF_INET6, string, ip->bytes) == 1)
        return true;
    memcpy(ip->bytes, mapped, sizeof mapped);
    return inet_pton(AF_INET, string, ip->bytes + sizeof mapped) == 1;
}

bool ip_equal(const ip_t *one, const ip_t *other)
{
    return memcmp(one->bytes, other->bytes, sizeof one->bytes) == 0;
}

ip_t ip_subscriber(const ip_t *ip)
{
    ip_t subscriber = *ip;
    if (memcmp(ip->bytes, mapped, sizeof mapped) != 0)
        memset(subscriber.bytes + IP_BITS / 16, 0, IP_BITS / 16);
    return subscriber;
}

/* Of the addresses that begin with the first `prefix` bits of `base`. False when a bit is set behind them. */
static bool make_network(network_t *self, const ip_t *base, unsigned prefix)
{
    uint8_t mask[sizeof base->bytes] = {0};
    for (unsigned at = 0; at < sizeof mask; at++) {
        unsigned bits = prefix > 8 * at ? prefix - 8 * at : 0;
        mask[at] = (uint8_t)(bits >= 8 ? 0xff : 0xff00 >> bits);
        if (base->bytes[at] & ~mask[at])
            return false;
    }
    memcpy(self->base, base->bytes, sizeof self->base);
    memcpy(self->mask, mask, sizeof self->mask);
    return true;
}

/* Reads "10.0.0.0/8", or an address as the network of itself. */
static bool read_network(text_t word, network_t *network)
{
    const char *slash = memchr(word.data, '/', word.size);
    text_t address = {word.data, slash ? (size_t)(slash - word.data) : word.size};
    ip_t base;
    if (!ip_read(address, &base))
        return false;
    if (!slash)
        return make_network(network, &base, IP_BITS);
    unsigned before = memchr(address.data, ':', address.size) ? 0 : MAPPED_BITS;
    int64_t bits;
    return text_to_int((text_t){slash + 1, word.size - address.size - 1}, &bits) && bits >= 0 &&
           bits <= IP_BITS - before && make_network(network, &base, before + (unsigned)bits);
}

bool network_list_read(network_list_t *self, const char *value)
{
    for (const char *at = value + strspn(value, " "); *at; at += strspn(at, " ")) {
        text_t word = {at, strcspn(at, " ")};
        self->networks = memory_resize(self->networks, (self->count + 1) * sizeof *self->networks);
        if (!read_network(word, &self->networks[self->count])) {
            network_list_free(self);
            return false;
        }
        self->count++;
        at += word.size;
    }
    return true;
}

bool network_list_valid(const char *value)
{
    network_list_t list = {NULL, 0};
    bool valid = network_list_read(&list, value);
    network_list_free(&list);
    return valid;
}

void network_list_free(network_list_t *self)
{
    free(self->networks);
    *self = (network_list_t){NULL, 0};
}
