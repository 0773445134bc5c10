/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/members.h"

#include <assert.h>

void redis_members_open(redis_members_t *self)
{
    memset(self->map, REDIS_NO_MEMBER, sizeof self->map);
}

void redis_members_close(redis_members_t *self)
{
    memset(self->map, REDIS_NO_MEMBER, sizeof self->map); /* whoever is told of the end asks nobody */
    for (size_t i = 0; i < self->used; i++)
        redis_node_destroy(&self->places[i].node);
}

static redis_member_t *find(redis_members_t *self, const redis_address_t *address)
{
    for (size_t i = 0; i < self->used; i++)
        if (self->places[i].node && redis_address_equal(&self->places[i].address, address))
            return &self->places[i];
    return NULL;
}

static redis_member_t *free_place(redis_members_t *self)
{
    for (size_t i = 0; i < self->used; i++)
        if (!self->places[i].node)
            return &self->places[i];
    return self->used < REDIS_MEMBERS_MAX ? &self->places[self->used++] : NULL;
}

redis_member_t *redis_members_take(redis_members_t *self, const redis_address_t *address)
{
    redis_member_t *member = find(self, address);
    if (member)
        return member;
    member = free_place(self);
    if (member)
        *member = (redis_member_t){.address = *address,
                                   .node = redis_node_new(self->shared, address, self->events, self->owner)};
    return member;
}

redis_member_t *redis_members_of(redis_members_t *self, const redis_node_t *node)
{
    size_t i = 0;
    while (self->places[i].node != node)
        i++;
    assert(i < self->used);
    return &self->places[i];
}

void redis_members_tell_moved(const redis_members_t *self, unsigned slot)
{
    const redis_options_t *options = &self->shared->options;
    if (options->places && options->places->slot_moved)
        options->places->slot_moved(options->context, slot);
}

/* `member` NULL: nobody's. */
static bool set_owner(redis_members_t *self, unsigned slot, redis_member_t *member)
{
    const uint8_t place = member ? (uint8_t)(member - self->places) : REDIS_NO_MEMBER;
    redis_member_t *before = redis_members_owner(self, slot);
    if (before == member)
        return false;
    if (before)
        before->slots--;
    if (member)
        member->slots++;
    self->map[slot] = place;
    redis_members_tell_moved(self, slot);
    return true;
}

bool redis_members_give(redis_members_t *self, unsigned slot, redis_member_t *member)
{
    return set_owner(self, slot, member);
}

/* Masters that failed and have no slot any more are not worth a connection. */
static redis_member_t *take_master(redis_members_t *self, const redis_master_t *master)
{
    if (master->slots == 0 && !master->healthy)
        return NULL;
    redis_member_t *member = redis_members_take(self, &master->address);
    if (member)
        member->listed = true;
    return member;
}

static void drop_unlisted(redis_members_t *self)
{
    for (size_t i = 0; i < self->used; i++) {
        redis_member_t *member = &self->places[i];
        if (!member->node || member->listed || member->slots > 0 || redis_node_in_flight(member->node) > 0)
            continue;
        redis_members_tell(self, member, REDIS_PLACE_GONE);
        redis_node_destroy(&member->node);
    }
}

bool redis_members_follow(redis_members_t *self, const redis_topology_t *topology)
{
    redis_member_t *masters[REDIS_MASTERS_MAX];
    bool moved = false;
    for (size_t i = 0; i < self->used; i++)
        self->places[i].listed = false;
    for (size_t i = 0; i < topology->master_count; i++)
        masters[i] = take_master(self, &topology->masters[i]);
    for (unsigned slot = 0; slot < REDIS_SLOTS; slot++) {
        const uint8_t master = topology->map[slot];
        moved |= set_owner(self, slot, master == REDIS_NO_MASTER ? NULL : masters[master]);
    }
    drop_unlisted(self);
    return moved;
}

void redis_members_tell(const redis_members_t *self, const redis_member_t *member, redis_place_event_t event)
{
    const redis_options_t *options = &self->shared->options;
    if (options->places)
        options->places->changed(options->context, (size_t)(member - self->places), event);
}

size_t redis_members_masters(const redis_members_t *self, size_t *connected)
{
    size_t masters = 0;
    *connected = 0;
    for (size_t i = 0; i < self->used; i++) {
        const redis_member_t *member = &self->places[i];
        if (!member->node || member->slots == 0)
            continue;
        masters++;
        *connected += redis_node_is_connected(member->node);
    }
    return masters;
}

size_t redis_members_silent(const redis_members_t *self)
{
    size_t silent = 0;
    for (size_t i = 0; i < self->used; i++) {
        const redis_member_t *member = &self->places[i];
        silent += member->node && member->slots > 0 && !redis_node_is_connected(member->node) &&
                  !redis_node_trouble(member->node)[0];
    }
    return silent;
}
