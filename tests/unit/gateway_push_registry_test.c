/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/registry.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/random.h"
#include "tests/support/leak_check.h"

TestSuite(gateway_push_registry, .fini = leak_check);

enum { PARTS = 3, LIMIT = 4 };

static const principal_t staff = {PRINCIPAL_STAFF, 7}, namesake = {PRINCIPAL_CUSTOMER, 7};

static void count(void *context)
{
    ++*(unsigned *)context;
}

typedef struct {
    registry_t *registry;
    registry_part_t parts[PARTS];
    unsigned woken[PARTS];
} world_t;

static void begin(world_t *world)
{
    *world = (world_t){.registry = registry_new(LIMIT, 100)};
    for (size_t i = 0; i < PARTS; i++)
        registry_part_init(&world->parts[i], world->registry, count, &world->woken[i]);
}

Test(gateway_push_registry, one_too_many_pushes_the_oldest_out_wherever_that_is)
{
    world_t world;
    registry_entry_t entries[LIMIT + 3] = {0};
    begin(&world);
    for (size_t i = 0; i < LIMIT; i++)
        registry_enter(&world.parts[i % PARTS], &entries[i], staff);
    for (size_t i = 0; i < PARTS; i++)
        cr_assert(world.woken[i] == 0 && !registry_take_replaced(&world.parts[i]));
    for (size_t i = 0; i < 3; i++)
        registry_enter(&world.parts[1], &entries[LIMIT + i], staff);
    for (size_t i = 0; i < PARTS; i++) {
        cr_assert_eq(world.woken[i], 1);
        cr_assert_eq(registry_take_replaced(&world.parts[i]), &entries[i]);
        cr_assert_null(registry_take_replaced(&world.parts[i]));
    }
    registry_destroy(&world.registry);
}

Test(gateway_push_registry, who_leaves_makes_room)
{
    world_t world;
    registry_entry_t entries[LIMIT + 2] = {0};
    begin(&world);
    for (size_t i = 0; i < LIMIT; i++)
        registry_enter(&world.parts[0], &entries[i], staff);
    registry_leave(&entries[0]);
    registry_leave(&entries[0]);
    registry_enter(&world.parts[1], &entries[LIMIT], staff);
    cr_assert_eq(world.woken[0], 0);
    registry_enter(&world.parts[1], &entries[LIMIT + 1], staff);
    cr_assert_eq(world.woken[0], 1);
    cr_assert_eq(registry_take_replaced(&world.parts[0]), &entries[1], "the oldest that is still there");
    registry_destroy(&world.registry);
}

Test(gateway_push_registry, who_was_pushed_out_may_leave_before_their_loop_hears_of_it)
{
    world_t world;
    registry_entry_t entries[LIMIT + 2] = {0};
    begin(&world);
    for (size_t i = 0; i < LIMIT + 2; i++)
        registry_enter(&world.parts[0], &entries[i], staff);
    registry_leave(&entries[0]);
    cr_assert_eq(registry_take_replaced(&world.parts[0]), &entries[1]);
    registry_leave(&entries[1]);
    cr_assert_null(registry_take_replaced(&world.parts[0]));
    registry_destroy(&world.registry);
}

Test(gateway_push_registry, each_principal_has_places_of_their_own)
{
    enum { PRINCIPALS = 1000 };
    world_t world;
    registry_entry_t *entries = calloc(PRINCIPALS * LIMIT, sizeof *entries), extra[2] = {0};
    begin(&world);
    for (size_t i = 0; i < PRINCIPALS * LIMIT; i++)
        registry_enter(&world.parts[0], &entries[i],
                       i % 2 ? (principal_t){PRINCIPAL_STAFF, (int64_t)(i % PRINCIPALS) / 2}
                             : (principal_t){PRINCIPAL_CUSTOMER, (int64_t)(i % PRINCIPALS) / 2});
    cr_assert_eq(world.woken[0], 0);
    registry_enter(&world.parts[0], &extra[0], namesake);
    cr_assert_eq(registry_take_replaced(&world.parts[0]), &entries[14]);
    registry_enter(&world.parts[0], &extra[1], staff);
    cr_assert_eq(registry_take_replaced(&world.parts[0]), &entries[15]);
    registry_destroy(&world.registry);
    free(entries);
}

/* ---- threads ---- */

enum { OWN = 8, TURNS = 50000 };

typedef struct {
    registry_part_t part;
    registry_entry_t entries[OWN];
    random_t random;
} worker_t;

static void nothing(void *context)
{
    (void)context;
}

/* Enters and leaves at random, and takes what others push out. */
static void *come_and_go(void *context)
{
    worker_t *self = context;
    for (int i = 0; i < TURNS; i++) {
        registry_entry_t *entry = &self->entries[random_below(&self->random, OWN)];
        if (entry->part)
            registry_leave(entry);
        else
            registry_enter(&self->part, entry, random_below(&self->random, 2) ? staff : namesake);
        if (i % 3 == 0)
            registry_take_replaced(&self->part);
    }
    while (registry_take_replaced(&self->part))
        ;
    for (size_t i = 0; i < OWN; i++)
        if (!self->entries[i].part)
            registry_enter(&self->part, &self->entries[i], staff);
    return NULL;
}

Test(gateway_push_registry, threads_keep_to_the_limit_together)
{
    worker_t workers[PARTS] = {0};
    pthread_t threads[PARTS];
    size_t counts[2] = {0};
    registry_t *registry = registry_new(LIMIT, 100);
    for (size_t i = 0; i < PARTS; i++) {
        registry_part_init(&workers[i].part, registry, nothing, NULL);
        workers[i].random = random_seeded();
        cr_assert_eq(pthread_create(&threads[i], NULL, come_and_go, &workers[i]), 0);
    }
    for (size_t i = 0; i < PARTS; i++)
        pthread_join(threads[i], NULL);
    for (size_t i = 0; i < PARTS; i++)
        while (registry_take_replaced(&workers[i].part))
            ;
    for (size_t i = 0; i < PARTS * OWN; i++) {
        registry_entry_t *entry = &workers[i / OWN].entries[i % OWN];
        if (entry->part)
            counts[entry->key == principal_key(staff)]++;
        registry_leave(entry);
    }
    cr_assert(counts[0] <= LIMIT && counts[1] == LIMIT, "%zu, %zu", counts[0], counts[1]);
    registry_destroy(&registry);
}
