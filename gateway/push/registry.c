/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/registry.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/buffer.h"

enum { FEWEST_SLOTS = 64, SOCKETS_PER_SLOT = 8 };

/* A slot lists the entries of all principals whose hash is its index, oldest first. It is zeroed until it is
 * used. */
struct registry {
    pthread_mutex_t lock; /* of the lists, and of all that is in them */
    size_t per_principal;
    size_t slot_count; /* a power of two */
    link_t slots[];
};

registry_t *registry_new(size_t per_principal, size_t sockets)
{
    size_t count = FEWEST_SLOTS;
    while (count * SOCKETS_PER_SLOT < sockets)
        count *= 2;
    registry_t *self = memory_new_zeroed(sizeof *self + count * sizeof *self->slots);
    pthread_mutex_init(&self->lock, NULL);
    self->per_principal = per_principal;
    self->slot_count = count;
    return self;
}

void registry_destroy(registry_t **self_p)
{
    registry_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    pthread_mutex_destroy(&self->lock);
    free(self);
}

void registry_part_init(registry_part_t *self, registry_t *registry, loop_fn *wake, void *context)
{
    *self = (registry_part_t){.registry = registry, .wake = wake, .context = context};
    list_init(&self->replaced);
}

static link_t *slot_of(registry_t *self, principal_t who)
{
    link_t *slot = &self->slots[principal_hash(who) & (self->slot_count - 1)];
    if (!slot->next)
        list_init(slot);
    return slot;
}

/* The principal's oldest where there is no room for one more; else NULL. */
static registry_entry_t *find_surplus(const registry_t *self, const link_t *slot, uint64_t key)
{
    registry_entry_t *oldest = NULL;
    size_t count = 0;
    for (link_t *at = slot->next; at != slot; at = at->next) {
        registry_entry_t *entry = LIST_MEMBER(at, registry_entry_t, place);
        if (entry->key != key)
            continue;
        oldest = oldest ? oldest : entry;
        if (++count == self->per_principal)
            return oldest;
    }
    return NULL;
}

void registry_enter(registry_part_t *self, registry_entry_t *entry, principal_t who)
{
    registry_t *registry = self->registry;
    registry_part_t *loses = NULL;
    entry->key = principal_key(who);
    entry->part = self;
    pthread_mutex_lock(&registry->lock);
    link_t *slot = slot_of(registry, who);
    registry_entry_t *oldest = find_surplus(registry, slot, entry->key);
    if (oldest) {
        loses = oldest->part;
        list_append(&loses->replaced, &oldest->place);
    }
    list_append(slot, &entry->place);
    pthread_mutex_unlock(&registry->lock);
    if (loses)
        loses->wake(loses->context);
}

void registry_leave(registry_entry_t *entry)
{
    if (!entry->part)
        return;
    pthread_mutex_lock(&entry->part->registry->lock);
    list_remove(&entry->place);
    pthread_mutex_unlock(&entry->part->registry->lock);
    entry->part = NULL;
}

registry_entry_t *registry_take_replaced(registry_part_t *self)
{
    pthread_mutex_lock(&self->registry->lock);
    link_t *first = list_first(&self->replaced);
    if (first)
        list_remove(first);
    pthread_mutex_unlock(&self->registry->lock);
    if (!first)
        return NULL;
    registry_entry_t *entry = LIST_MEMBER(first, registry_entry_t, place);
    entry->part = NULL;
    return entry;
}
