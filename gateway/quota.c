/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/quota.h"

#include <assert.h>
#include <stdlib.h>

/* Without these a few who take all that there is would keep everybody else out. */
enum {
    LITTLE_PART =
        8, /* who holds up to this part of what one may hold, holds little: two of the largest pages */
    RESERVED_PART = 8 /* this part of what all may hold is for them */
};

/* A place of the table, which is searched from the one that the hash names up to the first empty one. */
typedef struct {
    principal_t principal;
    size_t bytes; /* 0: empty */
} holder_t;

struct quota {
    quota_options_t limits;
    size_t count;
    quota_counts_t counts;
    size_t place_count; /* a power of two, twice the principals at least */
    holder_t places[];
};

static size_t round_up(size_t count)
{
    size_t power = 1;
    while (power < count)
        power *= 2;
    return power;
}

quota_t *quota_new(const quota_options_t *options)
{
    size_t places = round_up(2 * options->principals);
    quota_t *self = memory_new_zeroed(sizeof *self + places * sizeof *self->places);
    self->limits = *options;
    self->place_count = places;
    return self;
}

void quota_destroy(quota_t **self_p)
{
    free(*self_p);
    *self_p = NULL;
}

/* Only principals that have proven who they are get here: their ids are not chosen to collide. */
static size_t home_of(const quota_t *self, const principal_t *principal)
{
    uint64_t word = ((uint64_t)principal->id << 1 | (principal->kind == PRINCIPAL_STAFF)) *
                    UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(word >> 32) & (self->place_count - 1);
}

/* The principal's place, or the empty one where it would be. */
static size_t place_of(const quota_t *self, const principal_t *principal)
{
    size_t at = home_of(self, principal);
    while (self->places[at].bytes > 0 && (self->places[at].principal.id != principal->id ||
                                          self->places[at].principal.kind != principal->kind))
        at = (at + 1) & (self->place_count - 1);
    return at;
}

static status_t refuse(uint64_t *counter, status_t status)
{
    ++*counter;
    return status;
}

static bool fits(size_t held, size_t bytes, size_t limit)
{
    return bytes <= limit && held <= limit - bytes;
}

/* What all together may hold when someone who then holds `bytes` adds to it: the last eighth is for those who
 * hold little, and half of it for no others that begin. */
static size_t room_of_all(const quota_t *self, size_t bytes, size_t part)
{
    size_t total = self->limits.total;
    if (bytes <= self->limits.per_principal / LITTLE_PART)
        return total;
    return part > 1 ? total / part : total - total / RESERVED_PART;
}

/* `part`: of each limit, 1 the whole, 2 half. */
static status_t add(quota_t *self, const principal_t *principal, size_t bytes, size_t part)
{
    holder_t *holder = &self->places[place_of(self, principal)];
    bool is_new = holder->bytes == 0 && bytes > 0;
    if (!fits(holder->bytes, bytes, self->limits.per_principal / part))
        return refuse(&self->counts.too_many_of_one, STATUS_TOO_MANY);
    if (!fits(self->counts.held, bytes, room_of_all(self, holder->bytes + bytes, part)) ||
        (is_new && self->count == self->limits.principals))
        return refuse(&self->counts.too_many, STATUS_UNAVAILABLE);
    holder->principal = *principal;
    holder->bytes += bytes;
    self->counts.held += bytes;
    self->count += is_new;
    return STATUS_DONE;
}

status_t quota_begin(quota_t *self, const principal_t *principal, size_t bytes)
{
    /* Most requests: nobody can hold more than all do. */
    size_t least = self->limits.per_principal < self->limits.total ? self->limits.per_principal
                                                                   : self->limits.total;
    if (bytes == 0 && self->counts.held <= least / 2)
        return STATUS_DONE;
    return add(self, principal, bytes, 2);
}

status_t quota_grow(quota_t *self, const principal_t *principal, size_t bytes)
{
    return add(self, principal, bytes, 1);
}

/* Moves those that stand behind an emptied place, up to the next empty one, to where they are found. */
static void close_gap(quota_t *self, size_t gap)
{
    for (size_t at = (gap + 1) & (self->place_count - 1); self->places[at].bytes > 0;
         at = (at + 1) & (self->place_count - 1)) {
        holder_t moved = self->places[at];
        self->places[at].bytes = 0;
        self->places[place_of(self, &moved.principal)] = moved;
    }
}

void quota_remove(quota_t *self, const principal_t *principal, size_t bytes)
{
    size_t at = place_of(self, principal);
    assert(bytes <= self->places[at].bytes);
    if (bytes == 0)
        return;
    self->places[at].bytes -= bytes;
    self->counts.held -= bytes;
    if (self->places[at].bytes > 0)
        return;
    self->count--;
    close_gap(self, at);
}

size_t quota_of(const quota_t *self, const principal_t *principal)
{
    return self->places[place_of(self, principal)].bytes;
}

quota_counts_t quota_counts(const quota_t *self)
{
    return self->counts;
}
