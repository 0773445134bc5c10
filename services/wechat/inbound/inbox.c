/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/inbound/inbox.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/observe/log_limit.h"
#include "common/observe/metrics.h"
#include "services/wechat/inbound/delivery.h"
#include "services/wechat/inbound/pictures.h"
#include "services/wechat/queue/pauses.h"

enum { INBOX_LIMIT = 64, INBOX_AGE_MS = 48 * 3600 * 1000, REST_MS = 1000, WHY_SIZE = 128 };

struct inbox {
    wechat_t *wechat;
    queue_t *queue;
    random_t random;
    pictures_t *pictures; /* NULL: there is no store for them */
    uint64_t counts[DELIVERY_RESULTS];
    uint64_t given_up;
};

/* What an operator reads: "not taken: body_invalid". */
static void give_up(queue_item_t *item, const char *what, const char *why)
{
    char words[WHY_SIZE];
    snprintf(words, sizeof words, "%s: %s", what, why);
    queue_die(&item, words, "inbound");
}

/* After all that could be tried: "failed for 48 hours, last: unavailable". */
static void lose_patience(inbox_t *self, queue_item_t *item, const char *what, const char *why)
{
    char words[WHY_SIZE];
    snprintf(words, sizeof words, "%s%s%s", what, why ? ", last: " : "", why ? why : "");
    self->given_up++;
    log_limited(LOG_WARNING, "what a customer did was given up", LOG_STRING("reason", words));
    queue_die(&item, words, "inbound");
}

/* What may be tried again. */
static void put_off(inbox_t *self, queue_item_t *item, delivery_result_t result, const char *why)
{
    const int64_t now = self->wechat->host->now();
    if (queue_item_age(item, now) > INBOX_AGE_MS)
        lose_patience(self, item, "failed for 48 hours", why);
    else if (result == DELIVERY_RESTS)
        pauses_rest(&self->random, &item, REST_MS);
    else if (result == DELIVERY_AWAY)
        pauses_away(&self->random, &item, now);
    else if (!pauses_fail(&self->random, &item))
        lose_patience(self, item, "failed seven times", why);
}

static void on_delivered(void *context, queue_item_t *item, delivery_result_t result, const char *why)
{
    inbox_t *self = context;
    self->counts[result]++;
    if (result == DELIVERY_LATER || result == DELIVERY_AWAY || result == DELIVERY_RESTS)
        put_off(self, item, result, why);
    else if (result == DELIVERY_BAD)
        give_up(item, "not taken", why ? why : "no record of this build");
    else
        queue_done(&item);
}

static void work(void *context, queue_item_t *item)
{
    inbox_t *self = context;
    delivery_begin(self->wechat, self->pictures, item, on_delivered, self);
}

inbox_t *inbox_new(wechat_t *wechat, leases_t *leases, const media_t *media)
{
    pictures_t *pictures = media->store ? pictures_new(wechat, media) : NULL;
    if (media->store && !pictures)
        return NULL;
    inbox_t *self = memory_new_zeroed(sizeof *self);
    self->pictures = pictures;
    self->wechat = wechat;
    self->random = random_seeded();
    self->queue = queue_new(wechat->loop, wechat->host->redis, leases,
                            &(queue_options_t){"in", work, self, INBOX_LIMIT});
    return self;
}

void inbox_stop(inbox_t *self)
{
    queue_stop(self->queue);
}

void inbox_destroy(inbox_t **self_p)
{
    inbox_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    pictures_destroy(&self->pictures);
    queue_destroy(&self->queue);
    free(self);
}

void inbox_write_metrics(const inbox_t *self, buffer_t *out)
{
    static const metric_t total = {"leida_wechat_inbound_total", METRIC_COUNTER,
                                   "What came from WeChat, by what became of it."};
    static const metric_t given_up = {"leida_wechat_inbound_given_up_total", METRIC_COUNTER,
                                      "What came from WeChat and failed for 48 hours, or seven times."};
    static const metric_t known = {"leida_wechat_inbound_known", METRIC_GAUGE,
                                   "Items of the inbound queues that this instance works on or is about to."};
    static const metric_t oldest = {"leida_wechat_inbound_oldest_seconds", METRIC_GAUGE,
                                    "How long the oldest of them has waited."};
    metrics_begin(out, &total);
    for (size_t i = 0; i < DELIVERY_RESULTS; i++)
        metrics_add(out, &total, LABELS({"result", delivery_result_name((delivery_result_t)i)}),
                    self->counts[i]);
    metrics_write(out, &given_up, self->given_up);
    metrics_write(out, &known, queue_known(self->queue));
    const int64_t since = queue_oldest(self->queue);
    const int64_t age = since > 0 ? self->wechat->host->now() - since : 0;
    metrics_begin(out, &oldest);
    metrics_add_seconds(out, &oldest, NO_LABELS, age > 0 ? (uint64_t)age * 1000 : 0);
    pictures_write_metrics(self->pictures, out);
}
