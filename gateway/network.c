/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/network.h"

#include <arpa/inet.h>
#include <stdlib.h>

enum { IP_BITS = 128, MAPPED_BYTES = 12, MAPPED_BITS = 8 * MAPPED_BYTES, SUBSCRIBER_BYTES = 8 };

static const uint8_t mapped[MAPPED_BYTES] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

static bool is_ipv4(const ip_t *ip)
{
    return memcmp(ip->bytes, mapped, sizeof mapped) == 0;
}

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

bool ip_is_known(const ip_t *ip)
{
    static const ip_t none;
    return !ip_equal(ip, &none);
}

ip_t ip_subscriber(const ip_t *ip)
{
    ip_t subscriber = *ip;
    if (!is_ipv4(ip))
        memset(subscriber.bytes + SUBSCRIBER_BYTES, 0, sizeof subscriber.bytes - SUBSCRIBER_BYTES);
    return subscriber;
}

/* Whether the first `prefix` bits are the same. */
static bool is_in(const ip_t *ip, const network_t *network)
{
    size_t whole = network->prefix / 8;
    unsigned rest = network->prefix % 8;
    if (memcmp(ip->bytes, network->base.bytes, whole) != 0)
        return false;
    return rest == 0 || ((ip->bytes[whole] ^ network->base.bytes[whole]) >> (8 - rest)) == 0;
}

static bool has_bits_behind(const network_t *network)
{
    for (unsigned bit = network->prefix; bit < IP_BITS; bit++)
        if (network->base.bytes[bit / 8] & (0x80 >> bit % 8))
            return true;
    return false;
}

/* Reads "10.0.0.0/8", or an address as the network of itself. */
static bool read_network(text_t word, network_t *network)
{
    const char *slash = memchr(word.data, '/', word.size);
    size_t size = slash ? (size_t)(slash - word.data) : word.size;
    if (!ip_read((text_t){word.data, size}, &network->base))
        return false;
    network->prefix = IP_BITS;
    if (!slash)
        return true;
    bool four = !memchr(word.data, ':', size);
    int64_t bits;
    if (!text_to_int((text_t){slash + 1, word.size - size - 1}, &bits) || bits < 0 ||
        bits > (four ? IP_BITS - MAPPED_BITS : IP_BITS))
        return false;
    network->prefix = (unsigned)bits + (four ? MAPPED_BITS : 0);
    return !has_bits_behind(network);
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

bool network_list_has(const network_list_t *self, const ip_t *ip)
{
    for (size_t i = 0; i < self->count; i++)
        if (is_in(ip, &self->networks[i]))
            return true;
    return false;
}
