/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/demo/days.h"

#include <stdlib.h>

#include "base/clock.h"
#include "base/json/write.h"
#include "tools/leidactl/demo/invent.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define QUIET                                                                                                \
    (150 * MINUTE) /* before the origin: what happens then is in office.jsonl, whatever the hour             \
                    */

enum {
    DAYS = 14,
    VISITS = 26,       /* a day, at least */
    VISITS_MORE = 10,  /* … and up to so many more, */
    WEEKEND_MORE = 12, /* … and on a Saturday or Sunday */
    DEEDS_MAX = 4,     /* in a visit */
    SEED = 20180921
};

typedef struct {
    int64_t time;
    const office_pair_t *pair;
    deed_t deed;
} event_t;

typedef struct {
    const office_t *office;
    int64_t end;
    random_t random;
    event_t *events;
    size_t count;
} days_t;

/* The hour of a visit, by how many of 130 begin in it. */
static int64_t pick_hour(random_t *random)
{
    static const int shares[24] = {2, 1, 0, 0, 0, 0, 1, 3, 6, 8, 9, 8, 11, 8, 6, 7, 7, 7, 5, 8, 11, 12, 7, 3};
    int64_t left = random_below(random, 130), hour = 0;
    while (left >= shares[hour])
        left -= shares[hour++];
    return hour;
}

static void add_event(days_t *self, const office_pair_t *pair, int64_t time)
{
    event_t event = {.time = time, .pair = pair};
    invent_deed(&event.deed, &self->random);
    if (time < pair->created || time >= self->end)
        return;
    self->events = memory_resize(self->events, (self->count + 1) * sizeof event);
    self->events[self->count++] = event;
}

static void add_visit(days_t *self, int64_t midnight)
{
    const office_pair_t *pair = office_pick(self->office, &self->random);
    int64_t time = midnight + pick_hour(&self->random) * HOUR + random_below(&self->random, HOUR);
    for (int64_t deeds = 1 + random_below(&self->random, DEEDS_MAX); deeds > 0; deeds--) {
        add_event(self, pair, time - time % 1000);
        time += MINUTE / 3 + random_below(&self->random, 3 * MINUTE);
    }
}

static void add_day(days_t *self, int64_t day)
{
    const bool is_weekend = (day + 3) % 7 >= 5; /* day 0 was a Thursday */
    int64_t visits = VISITS + random_below(&self->random, VISITS_MORE) + (is_weekend ? WEEKEND_MORE : 0);
    for (const int64_t midnight = clock_day_start(day); visits > 0; visits--)
        add_visit(self, midnight);
}

/* By time; where that is the same, by people: the order must not depend on how qsort works. */
static int compare(const void *left, const void *right)
{
    const event_t *one = left, *other = right;
    if (one->time != other->time)
        return one->time < other->time ? -1 : 1;
    if (one->pair != other->pair)
        return one->pair < other->pair ? -1 : 1;
    return (int)(one->deed.action - other->deed.action);
}

static void write_event(buffer_t *out, const event_t *event)
{
    buffer_append_format(out, "{\"type\":\"action\",\"user_id\":%lld,\"customer_id\":%lld,\"action\":%lld",
                         (long long)event->pair->user_id, (long long)event->pair->customer_id,
                         (long long)event->deed.action);
    if (event->deed.article_id > 0)
        buffer_append_format(out, ",\"article_id\":%lld", (long long)event->deed.article_id);
    if (event->deed.remark[0]) {
        buffer_append_literal(out, ",\"remark\":");
        json_write_string(out, text_of(event->deed.remark));
    }
    buffer_append_literal(out, ",\"create_date\":\"");
    clock_write_time(out, event->time);
    buffer_append_literal(out, "\"}\n");
}

/* Has the staff user of a pair seen all of these events; once, at the first of their pairs. */
static void write_seen(buffer_t *out, const days_t *self, const office_pair_t *pair)
{
    size_t seen = 0;
    for (const office_pair_t *other = self->office->pairs; other < pair; other++)
        if (other->user_id == pair->user_id)
            return;
    for (size_t i = 0; i < self->count; i++)
        seen += self->events[i].pair->user_id == pair->user_id;
    if (seen > 0)
        buffer_append_format(out, "{\"type\":\"log_cursor\",\"user_id\":%lld,\"id\":%zu}\n",
                             (long long)pair->user_id, seen);
}

void days_write(buffer_t *out, const office_t *office, int64_t origin)
{
    days_t self = {.office = office, .end = origin - QUIET};
    const int64_t today = clock_day(origin);
    for (int64_t day = today - DAYS + 1; day <= today; day++) {
        self.random = invent_random(SEED + day);
        add_day(&self, day);
    }
    if (self.count > 0)
        qsort(self.events, self.count, sizeof *self.events, compare);
    for (size_t i = 0; i < self.count; i++)
        write_event(out, &self.events[i]);
    for (size_t i = 0; i < office->count; i++)
        write_seen(out, &self, &office->pairs[i]);
    free(self.events);
}
