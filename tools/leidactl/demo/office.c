/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/demo/office.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "tools/demo.h"
#include "tools/leidactl/common/line.h"
#include "tools/leidactl/demo/pictures.h"

#define MINUTE INT64_C(60000)
#define DAY (24 * 60 * MINUTE)
#define PICTURE "picture "

extern const unsigned char demo_data[];
extern const size_t demo_data_size;

/* "-25m", "-3d 10:20", "+5d" */
static void write_moment(buffer_t *out, text_t mark, int64_t origin)
{
    char word[32];
    char *rest;
    int hour = 0;
    int minute = 0;
    snprintf(word, sizeof word, "%.*s", TEXT_ARG(mark));
    long count = strtol(word, &rest, 10);
    if (*rest == 'm') {
        clock_write_time(out, origin + count * MINUTE);
    } else if (sscanf(rest, "d %d:%d", &hour, &minute) == 2) {
        int64_t day = clock_day_start(clock_day(origin) + count);
        clock_write_time(out, day + (hour * 60 + minute) * MINUTE);
    } else {
        clock_write_date(out, origin + count * DAY);
    }
}

static void write_mark(buffer_t *out, text_t mark, int64_t origin, const place_t *place)
{
    if (text_equal(mark, TEXT_LITERAL("user-token")))
        buffer_append_literal(out, DEMO_USER_TOKEN);
    else if (text_equal(mark, TEXT_LITERAL("customer-token")))
        buffer_append_literal(out, DEMO_CUSTOMER_TOKEN);
    else if (text_skip(&mark, TEXT_LITERAL(PICTURE)))
        pictures_write_url(place, out, mark);
    else
        write_moment(out, mark, origin);
}

void office_write(buffer_t *out, int64_t origin, const place_t *place)
{
    const char *at = (const char *)demo_data;
    const char *end = at + demo_data_size;
    for (;;) {
        const char *mark = memmem(at, (size_t)(end - at), "\"@", 2);
        if (!mark)
            break;
        buffer_append(out, at, (size_t)(mark + 1 - at));
        at = memchr(mark + 1, '"', (size_t)(end - mark - 1));
        write_mark(out, (text_t){mark + 2, (size_t)(at - mark - 2)}, origin, place);
    }
    buffer_append(out, at, (size_t)(end - at));
}

static void add_pair(office_t *self, const relation_record_t *relation)
{
    self->pairs = memory_resize(self->pairs, (self->count + 1) * sizeof *self->pairs);
    self->pairs[self->count++] = (office_pair_t){.user_id = relation->user_id,
                                                 .customer_id = relation->customer_id,
                                                 .created = relation->created,
                                                 .chance = relation->expected_pr};
}

/* The names of people stand before the pairs, so this is the second pass. */
static void name_pairs(office_t *self, const line_t *line)
{
    for (size_t i = 0; i < self->count; i++) {
        office_pair_t *pair = &self->pairs[i];
        if (line->kind == KIND_USER && line->as.user.id == pair->user_id)
            pair->user = line->as.user.name;
        if (line->kind == KIND_CUSTOMER && line->as.customer.id == pair->customer_id)
            pair->customer = line->as.customer.name;
    }
}

static void read_lines(office_t *self, text_t lines, uint64_t kinds)
{
    buffer_t faults = {0};
    for (const char *at = lines.data, *end = at + lines.size, *next; at < end; at = next + 1) {
        line_t line;
        next = memchr(at, '\n', (size_t)(end - at));
        bool good = line_read(&line, (text_t){at, (size_t)(next - at)}, kinds, &self->arena, &faults);
        assert(good); /* the data is our own */
        (void)good;
        if ((kinds >> line.kind & 1) == 0)
            continue;
        if (line.kind == KIND_RELATION)
            add_pair(self, &line.as.relation);
        else
            name_pairs(self, &line);
    }
    buffer_free(&faults);
}

void office_read(office_t *self, text_t lines)
{
    *self = (office_t){0};
    read_lines(self, lines, 1 << KIND_RELATION);
    read_lines(self, lines, 1 << KIND_USER | 1 << KIND_CUSTOMER);
}

void office_free(office_t *self)
{
    free(self->pairs);
    arena_free(&self->arena);
}

const office_pair_t *office_pick(const office_t *self, random_t *random)
{
    const office_pair_t *one = &self->pairs[random_below(random, (int64_t)self->count)];
    const office_pair_t *other = &self->pairs[random_below(random, (int64_t)self->count)];
    return one->chance >= other->chance ? one : other;
}
