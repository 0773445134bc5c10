/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/recount.h"

#include "base/clock.h"
#include "base/date.h"

enum { ROOM_MIN = 16 };

static void part_begin(recount_part_t *part, period_t period)
{
    part->period = period;
    id_table_clear(&part->fields);
}

static void part_count(recount_part_t *part, int64_t field, int64_t action)
{
    const size_t known = part->fields.count;
    const size_t number = id_table_number(&part->fields, field);
    if (number >= part->room) {
        const size_t room = part->room ? 2 * part->room : ROOM_MIN;
        action_counts_t *counts = arena_new(&part->arena, room * sizeof *counts);
        if (known > 0)
            memcpy(counts, part->counts, known * sizeof *counts);
        part->counts = counts;
        part->room = room;
    }
    if (number == known)
        part->counts[number] = (action_counts_t){{0}};
    part->counts[number].of[action - 1]++;
}

static void part_end(const recount_t *self, const recount_part_t *part)
{
    self->done(self->context,
               &(recounted_t){part->period, part->fields.ids, part->counts, part->fields.count});
}

void recount_open(recount_t *self, recount_fn *done, void *context)
{
    self->done = done;
    self->context = context;
    self->day.fields.arena = &self->day.arena;
    self->month.fields.arena = &self->month.arena;
}

void recount_close(recount_t *self)
{
    arena_free(&self->day.arena);
    arena_free(&self->month.arena);
}

/* A row of another day than before begins it, and its month if that is another one, too. */
static void begin_day(recount_t *self, int64_t day)
{
    if (self->begun)
        part_end(self, &self->day);
    part_begin(&self->day, (period_t){.day = day, .end = day + 1});
    if (self->begun && day < self->month.period.end)
        return;
    if (self->begun)
        part_end(self, &self->month);
    const int64_t first = day - date_of_day(day).day + 1;
    part_begin(&self->month, (period_t){.day = first, .end = period_month_end(day), .month = true});
}

bool recount_row(recount_t *self, const stored_action_t *row)
{
    const int64_t day = clock_day(row->time);
    if (self->begun && day < self->day.period.day)
        return false;
    if (!self->begun || day >= self->day.period.end)
        begin_day(self, day);
    self->begun = true;
    part_count(&self->day, row->customer_id, row->action);
    part_count(&self->month, row->customer_id, row->action);
    part_count(&self->month, -date_of_day(day).day, row->action);
    return true;
}

void recount_end(recount_t *self)
{
    if (self->begun) {
        part_end(self, &self->day);
        part_end(self, &self->month);
    }
    self->begun = false;
}
