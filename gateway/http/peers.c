/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/peers.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdlib.h>

#include "base/entropy.h"

typedef struct entry entry_t;
struct entry {
    peer_t network;
    size_t connections;
    entry_t *next; /* in its bucket */
};

struct peers {
    uint64_t seed; /* nobody outside can choose addresses that share a bucket */
    size_t mask;
    entry_t **buckets;
};

peers_t *peers_new(size_t connections)
{
    peers_t *self = memory_new_zeroed(sizeof *self);
    size_t count = 64;
    while (count < connections)
        count *= 2;
    self->mask = count - 1;
    self->buckets = memory_new_zeroed(count * sizeof *self->buckets);
    entropy_fill(&self->seed, sizeof self->seed);
    return self;
}

void peers_destroy(peers_t **self_p)
{
    peers_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    for (size_t i = 0; i <= self->mask; i++)
        assert(!self->buckets[i]);
    free(self->buckets);
    free(self);
}

static entry_t **find(peers_t *self, const peer_t *network)
{
    uint64_t words[2];
    memcpy(words, network->bytes, sizeof words);
    uint64_t hash = (words[0] ^ self->seed) * 0x9e3779b97f4a7c15u;
    hash = ((hash ^ hash >> 32) + words[1]) * (self->seed | 1);
    hash ^= hash >> 29;
    hash *= 0xbf58476d1ce4e5b9u;
    entry_t **at = &self->buckets[(hash ^ hash >> 32) & self->mask];
    while (*at && memcmp((*at)->network.bytes, network->bytes, sizeof network->bytes) != 0)
        at = &(*at)->next;
    return at;
}

bool peers_enter(peers_t *self, const peer_t *peer, size_t limit)
{
    peer_t network = ip_subscriber(peer);
    entry_t **at = find(self, &network);
    if (!*at) {
        *at = memory_new_zeroed(sizeof **at);
        (*at)->network = network;
    }
    if (limit > 0 && (*at)->connections >= limit)
        return false;
    (*at)->connections++;
    return true;
}

void peers_leave(peers_t *self, const peer_t *peer)
{
    peer_t network = ip_subscriber(peer);
    entry_t **at = find(self, &network);
    entry_t *entry = *at;
    assert(entry && entry->connections > 0);
    if (--entry->connections > 0)
        return;
    *at = entry->next;
    free(entry);
}

peer_t peer_of(const struct sockaddr_storage *address)
{
    peer_t peer = {{[10] = 0xff, [11] = 0xff}};
    const struct sockaddr_in *four = (const struct sockaddr_in *)address;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)address;
    if (address->ss_family == AF_INET6)
        memcpy(peer.bytes, &six->sin6_addr, sizeof peer.bytes);
    else
        memcpy(peer.bytes + 12, &four->sin_addr, 4);
    return peer;
}
