/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/inbound/inbox.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/observe/metrics.h"
#include "services/wechat/inbound/delivery.h"
#include "services/wechat/inbound/pictures.h"

enum { INBOX_LIMIT = 64, INBOX_AGE_MS = 48 * 3600 * 1000, REST_MS = 1000, WHY_SIZE = 128 };

static const int64_t pauses[] = {1000, 5000, 30000, 120000, 600000};

struct inbox {
    wechat_t *wechat;
    queue_t *queue;
    pictures_t *pictures; /* NULL: there is no store for them */
    uint64_t counts[DELIVERY_RESULTS];
};

static void on_delivered(void *context, queue_item_t *item, delivery_result_t result, const char *why)
{
    inbox_t *self = context;
    self->counts[result]++;
    const bool is_old = queue_item_age(item, self->wechat->host->now()) > INBOX_AGE_MS;
    if ((result == DELIVERY_LATER || result == DELIVERY_RESTS) && is_old) {
        queue_die(&item, "failed for 48 hours", "inbound");
    } else if (result == DELIVERY_RESTS) {
        queue_rest(&item, REST_MS);
    } else if (result == DELIVERY_LATER) {
        const unsigned tries = queue_item_tries(item), last = sizeof pauses / sizeof *pauses - 1;
        queue_later(&item, pauses[tries < last ? tries : last]);
    } else if (result == DELIVERY_BAD) {
        char words[WHY_SIZE];
        snprintf(words, sizeof words, "not taken: %s", why ? why : "no record of this build");
        queue_die(&item, words, "inbound");
    } else {
        queue_done(&item);
    }
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
    static const metric_t known = {"leida_wechat_inbound_known", METRIC_GAUGE,
                                   "Items of the inbound queues that this instance works on or is about to."};
    static const metric_t oldest = {"leida_wechat_inbound_oldest_seconds", METRIC_GAUGE,
                                    "How long the oldest of them has waited."};
    metrics_begin(out, &total);
    for (size_t i = 0; i < DELIVERY_RESULTS; i++)
        metrics_add(out, &total, LABELS({"result", delivery_result_name((delivery_result_t)i)}),
                    self->counts[i]);
    metrics_write(out, &known, queue_known(self->queue));
    const int64_t since = queue_oldest(self->queue);
    const int64_t age = since > 0 ? self->wechat->host->now() - since : 0;
    metrics_begin(out, &oldest);
    metrics_add_seconds(out, &oldest, NO_LABELS, age > 0 ? (uint64_t)age * 1000 : 0);
    pictures_write_metrics(self->pictures, out);
}
