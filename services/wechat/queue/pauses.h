/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long an item waits that could not be done, ±20 %, so that what failed together does not come again
 * together. What WeChat fails at counts, and is given up at last. That one of our own services or Redis
 * cannot be asked is no failure of an item: it waits longer the older it is, until it is too old.
 */
#ifndef LEIDA_SERVICES_WECHAT_QUEUE_PAUSES_H
#define LEIDA_SERVICES_WECHAT_QUEUE_PAUSES_H

#include "base/random.h"
#include "services/wechat/queue/queue.h"

/* The pauses behind the first six failures take 43 minutes together. */
enum { PAUSES_FAILURES = 7, PAUSES_AWAY_MAX = 120000 /* ms */ };

/* It has failed: ends the work on it until later. False, and nothing has happened, for the seventh time. */
bool pauses_fail(random_t *random, queue_item_t **item_p);
/* What is needed for it is away: a second, half its age, or two minutes. `now` in ms since 1970. */
void pauses_away(random_t *random, queue_item_t **item_p, int64_t now);
/* It is not to be tried for so many ms, for whatever reason that is none of its own. */
void pauses_rest(random_t *random, queue_item_t **item_p, int64_t ms);

#endif
