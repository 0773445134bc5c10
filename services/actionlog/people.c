/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/people.h"

#include "common/foreign.h"
#include "common/keys.h"
#include "proto/records.h"

typedef struct {
    people_t *people;
    size_t place;
} reading_t;

struct people {
    arena_t *arena;
    person_t *persons;
    reading_t *readings; /* of the same places */
    size_t count;
    size_t pending;
    redis_status_t known;
    people_fn *done;
    void *context;
};

people_t *people_new(arena_t *arena, size_t limit)
{
    people_t *self = arena_new(arena, sizeof *self);
    *self = (people_t){.arena = arena};
    self->persons = arena_new(arena, limit * sizeof *self->persons);
    self->readings = arena_new(arena, limit * sizeof *self->readings);
    return self;
}

/* Newest last: neighbours in the log are often the same customer's. */
size_t people_place(people_t *self, int64_t customer_id)
{
    for (size_t i = self->count; i > 0; i--)
        if (self->persons[i - 1].customer_id == customer_id)
            return i - 1;
    self->persons[self->count] = (person_t){.customer_id = customer_id};
    self->readings[self->count] = (reading_t){self, self->count};
    return self->count++;
}

static void end_reading(people_t *self)
{
    if (--self->pending == 0)
        self->done(self->context, self->known);
}

static void profile_is_foreign(people_t *self, int64_t customer_id)
{
    buffer_t key = {0};
    keys_customer(&key, customer_id);
    foreign_report(FOREIGN_RECORD, buffer_text(&key), TEXT_LITERAL("no such record"));
    buffer_free(&key);
    self->known = REDIS_FOREIGN;
}

static void take_profile(void *context, cache_status_t status, text_t value)
{
    const reading_t *reading = context;
    people_t *self = reading->people;
    person_t *person = &self->persons[reading->place];
    customer_profile_t profile = {0};
    if (status == CACHE_UNAVAILABLE)
        self->known = REDIS_UNAVAILABLE;
    if (status == CACHE_FOREIGN)
        self->known = REDIS_FOREIGN;
    if (status == CACHE_FOUND) {
        if (record_decode(&profile.record, &customer_profile_table, value, self->arena)) {
            person->name = arena_copy(self->arena, profile.name);
            person->avatar = arena_copy(self->arena, profile.avatar);
        } else
            profile_is_foreign(self, person->customer_id);
    }
    end_reading(self);
}

void people_read(people_t *self, cache_t *profiles, people_fn *done, void *context)
{
    self->done = done;
    self->context = context;
    self->pending = self->count + 1; /* one more, lest answers that come at once should end it */
    buffer_t key = {0};
    for (size_t i = 0; i < self->count; i++) {
        buffer_clear(&key);
        keys_customer(&key, self->persons[i].customer_id);
        cache_get(profiles, buffer_text(&key), take_profile, &self->readings[i]);
    }
    buffer_free(&key);
    end_reading(self);
}

const person_t *people_at(const people_t *self, size_t place)
{
    return &self->persons[place];
}
