/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who is in the demo: office.jsonl. It is import's format, but for values that begin with '@', which stand
 * for something: "@-25m" and "@-3d 10:20" (a day before today at that hour) for times, "@+5d" for a date,
 * "@picture staff-1" for an address, "@user-token" and "@customer-token".
 */
#ifndef LEIDA_TOOLS_LEIDACTL_DEMO_OFFICE_H
#define LEIDA_TOOLS_LEIDACTL_DEMO_OFFICE_H

#include "base/arena.h"
#include "base/random.h"
#include "tools/leidactl/media/place.h"

/* Appends the lines, reckoned from a moment (ms since 1970): "now". Addresses of pictures are those of the
 * store. */
void office_write(buffer_t *out, int64_t origin, const place_t *place);

/* A staff user and a customer of theirs. */
typedef struct {
    int64_t user_id, customer_id;
    int64_t created; /* when they met, ms */
    int64_t chance;  /* that it comes to a deal, percent */
    text_t user, customer;
} office_pair_t;

typedef struct {
    office_pair_t *pairs;
    size_t count;
    arena_t arena;
} office_t;

/* Reads the pairs from the lines, which it borrows. Free it with office_free. */
void office_read(office_t *self, text_t lines);
void office_free(office_t *self);
/* Any of the pairs; of those with a good chance more often. There is one at least. */
const office_pair_t *office_pick(const office_t *self, random_t *random);

#endif
