/* SPDX-License-Identifier: Apache-2.0 */
/*
 * IP addresses and networks: the one form in which the gateway compares addresses, and lists of networks from
 * the configuration.
 */
#ifndef LEIDA_GATEWAY_HTTP_NETWORK_H
#define LEIDA_GATEWAY_HTTP_NETWORK_H

#include "base/buffer.h"

/* An address in the order of the network; IPv4 as ::ffff:a.b.c.d. All zero: none is known. */
typedef struct {
    uint8_t bytes[16];
} ip_t;

/* Reads "192.0.2.1", "2001:db8::1" or "::ffff:192.0.2.1" (which is the first), nothing around it. False when
 * it is none; *ip is then undefined. */
bool ip_read(text_t text, ip_t *ip);
/* Whether all bits agree: an IPv4 address and its IPv4-mapped form are one. */
bool ip_equal(const ip_t *one, const ip_t *other);
/* Whether an address is known at all. */
static inline bool ip_is_known(const ip_t *ip)
{
    uint64_t words[2];
    memcpy(words, ip->bytes, sizeof words);
    return (words[0] | words[1]) != 0;
}

/* What limits know an address by: IPv4 whole, of IPv6 the first 64 bits, since one subscriber has all of them
 * with the same. */
ip_t ip_subscriber(const ip_t *ip);

/* As two words each, which compare in two steps. */
typedef struct {
    uint64_t base[2], mask[2]; /* in the order of the bytes */
} network_t;

/* A zeroed one is empty. */
typedef struct {
    network_t *networks; /* owned */
    size_t count;
} network_list_t;

/* A rule of config_key_t: addresses and networks ("10.0.0.0/8 2001:db8::/32 ::1"), separated by spaces; no
 * bit of a network may be set behind its prefix. */
bool network_list_valid(const char *value);
/* Reads such a value into an empty list. False, and the list stays empty, when it is none. */
bool network_list_read(network_list_t *self, const char *value);
/* Frees its networks; the list is then empty. */
void network_list_free(network_list_t *self);
/* Whether the address is in one of the networks. An IPv4 address is in IPv6 networks only when they hold all
 * of ::ffff:0:0/96. */
static inline bool network_list_has(const network_list_t *self, const ip_t *ip)
{
    uint64_t words[2];
    memcpy(words, ip->bytes, sizeof words);
    for (size_t i = 0; i < self->count; i++) {
        const network_t *at = &self->networks[i];
        if ((words[0] & at->mask[0]) == at->base[0] && (words[1] & at->mask[1]) == at->base[1])
            return true;
    }
    return false;
}

#endif
