/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/upstream/in_flight.h"

#include <assert.h>
#include <stdlib.h>
#include <sys/random.h>

#include "common/clock.h"

void flights_init(flights_t *self)
{
    if (getrandom(&self->next_id, sizeof self->next_id, 0) != (ssize_t)sizeof self->next_id)
        abort(); /* without entropy two gateways could use the same ids: a write would be taken for another */
}

bool flights_are_full(const flights_t *self)
{
    return self->count >= FLIGHTS_MAX / 8 * 7;
}

flight_t *flights_add(flights_t *self, const request_t *request)
{
    assert(!flights_are_full(self));
    while (self->slots[self->next_id % FLIGHTS_MAX].used)
        self->next_id++;
    flight_t *flight = &self->slots[self->next_id % FLIGHTS_MAX];
    *flight = (flight_t){.request = *request,
                         .id = self->next_id++,
                         .issued = clock_now(),
                         .older = self->newest,
                         .used = true};
    if (self->newest)
        self->newest->newer = flight;
    else
        self->oldest = flight;
    self->newest = flight;
    self->count++;
    return flight;
}

flight_t *flights_find(flights_t *self, uint64_t id)
{
    flight_t *flight = &self->slots[id % FLIGHTS_MAX];
    return flight->used && flight->id == id ? flight : NULL;
}

void flights_remove(flights_t *self, flight_t *flight)
{
    if (flight->older)
        flight->older->newer = flight->newer;
    else
        self->oldest = flight->newer;
    if (flight->newer)
        flight->newer->older = flight->older;
    else
        self->newest = flight->older;
    flight->used = false;
    self->count--;
}
