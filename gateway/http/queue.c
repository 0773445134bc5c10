/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/queue.h"

static void take_out(queues_t *self, queue_place_t *place)
{
    if (place->queue == QUEUE_NONE)
        return;
    queue_ends_t *ends = &self->ends[place->queue];
    *(place->older ? &place->older->newer : &ends->oldest) = place->newer;
    *(place->newer ? &place->newer->older : &ends->newest) = place->older;
}

void queues_move(queues_t *self, queue_place_t *place, queue_t to, int64_t now)
{
    take_out(self, place);
    *place = (queue_place_t){.connection = place->connection, .queue = to, .since = now};
    if (to == QUEUE_NONE)
        return;
    queue_ends_t *ends = &self->ends[to];
    place->older = ends->newest;
    *(ends->newest ? &ends->newest->newer : &ends->oldest) = place;
    ends->newest = place;
}

connection_t *queues_slowest(const queues_t *self, int64_t head_start)
{
    const queue_place_t *slowest = self->ends[QUEUE_LINGERING].oldest;
    int64_t slowest_since = INT64_MAX;
    for (size_t i = 0; i < QUEUE_COUNT && !self->ends[QUEUE_LINGERING].oldest; i++) {
        const queue_place_t *oldest = self->ends[i].oldest;
        if (!oldest)
            continue;
        int64_t since = oldest->since + (i == QUEUE_KNOWN ? head_start : 0);
        if (since <= slowest_since) {
            slowest = oldest;
            slowest_since = since;
        }
    }
    return slowest ? slowest->connection : NULL;
}
