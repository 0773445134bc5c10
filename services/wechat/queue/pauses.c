/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/queue/pauses.h"

static const int64_t pauses[PAUSES_FAILURES - 1] = {1000, 5000, 30000, 120000, 600000, 1800000};
enum { AWAY_LEAST = 1000 };

static int64_t spread(random_t *random, int64_t ms)
{
    return ms * 4 / 5 + random_below(random, ms * 2 / 5);
}

bool pauses_fail(random_t *random, queue_item_t **item_p)
{
    const unsigned tries = queue_item_tries(*item_p);
    if (tries >= PAUSES_FAILURES - 1)
        return false;
    queue_later(item_p, spread(random, pauses[tries]));
    return true;
}

void pauses_away(random_t *random, queue_item_t **item_p, int64_t now)
{
    const int64_t half = queue_item_age(*item_p, now) / 2;
    const int64_t ms = half < AWAY_LEAST ? AWAY_LEAST : half > PAUSES_AWAY_MAX ? PAUSES_AWAY_MAX : half;
    pauses_rest(random, item_p, ms);
}

void pauses_rest(random_t *random, queue_item_t **item_p, int64_t ms)
{
    queue_rest(item_p, spread(random, ms));
}
