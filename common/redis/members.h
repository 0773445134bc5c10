/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The nodes of a cluster that there is a connection to, and whose each slot is: every master that the
 * topology lists, and those that a redirection named since. A member keeps its place for as long as it is
 * one. Used by common/redis/cluster.c.
 */
#ifndef LEIDA_COMMON_REDIS_MEMBERS_H
#define LEIDA_COMMON_REDIS_MEMBERS_H

#include "common/redis/node.h"
#include "common/redis/topology.h"

enum { REDIS_MEMBERS_MAX = REDIS_PLACES_MAX, REDIS_NO_MEMBER = REDIS_NO_PLACE };

typedef struct {
    redis_address_t address;
    redis_node_t *node; /* NULL: the place is free */
    size_t slots;       /* how many are its */
    bool listed;        /* as a master, by the last topology */
} redis_member_t;

typedef struct {
    redis_shared_t *shared;
    const redis_node_events_t *events; /* of all nodes */
    void *owner;
    redis_member_t places[REDIS_MEMBERS_MAX];
    size_t used; /* places from this one on have never been taken */
    uint8_t map[REDIS_SLOTS];
} redis_members_t;

/* `self` has shared, events and owner set, and nothing else. */
void redis_members_open(redis_members_t *self);
/* Commands that wait are answered REDIS_LOST. */
void redis_members_close(redis_members_t *self);

/* The one that has a slot; NULL: nobody is known to. */
static inline redis_member_t *redis_members_owner(redis_members_t *self, unsigned slot)
{
    const uint8_t place = self->map[slot];
    return place == REDIS_NO_MEMBER ? NULL : &self->places[place];
}

/* The one at an address, a new one if there is none yet. NULL: there is no room. */
redis_member_t *redis_members_take(redis_members_t *self, const redis_address_t *address);
/* The one that a node belongs to. */
redis_member_t *redis_members_of(redis_members_t *self, const redis_node_t *node);

/* The slot is that member's. True when it was another's. */
bool redis_members_give(redis_members_t *self, unsigned slot, redis_member_t *member);
/* Brings members and slots in line with a topology; members that it does not list go once nothing waits for
 * them. Not from within a callback of a node. True when a slot has changed hands. */
bool redis_members_follow(redis_members_t *self, const redis_topology_t *topology);

/* Tells those who deal with each of them. */
void redis_members_tell(const redis_members_t *self, const redis_member_t *member, redis_place_event_t event);

/* Tells them that a slot's keys are elsewhere, or some of them. */
void redis_members_tell_moved(const redis_members_t *self, unsigned slot);

/* How many have slots, and how many of those are connected. */
size_t redis_members_masters(const redis_members_t *self, size_t *connected);
/* How many have slots, are not connected, and have not failed to be. */
size_t redis_members_silent(const redis_members_t *self);

#endif
