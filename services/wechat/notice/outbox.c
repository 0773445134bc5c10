/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/outbox.h"

#include <stdio.h>
#include <stdlib.h>

#include "common/observe/log_limit.h"
#include "common/observe/metrics.h"
#include "services/wechat/notice/telling.h"
#include "services/wechat/queue/pauses.h"

enum { OUTBOX_LIMIT = 64, WHY_SIZE = 128 };

struct outbox {
    wechat_t *wechat;
    queue_t *queue;
    random_t random;
    uint64_t counts[TELLING_RESULTS];
    uint64_t given_up;
};

/* What an operator reads: "refused 45002", "failed seven times: Redis cannot be asked". */
static void give_up(queue_item_t *item, const char *what, const telling_outcome_t *outcome)
{
    char why[WHY_SIZE];
    if (outcome->errcode != 0)
        snprintf(why, sizeof why, "%s %lld", what, (long long)outcome->errcode);
    else
        snprintf(why, sizeof why, "%s%s%s", what, outcome->why ? ": " : "", outcome->why ? outcome->why : "");
    queue_die(&item, why, "notice");
}

static void on_told(void *context, queue_item_t *item, const telling_outcome_t *outcome)
{
    outbox_t *self = context;
    const telling_result_t result = outcome->result;
    self->counts[result]++;
    if (result == TELLING_REFUSED || result == TELLING_BAD || result == TELLING_OLD) {
        give_up(item, telling_result_name(result), outcome);
    } else if (result == TELLING_AWAY) {
        pauses_away(&self->random, &item, self->wechat->host->now());
    } else if (result != TELLING_LATER) {
        queue_done(&item);
    } else if (outcome->rest > 0) { /* nobody can be told now: that is no failure of this one */
        pauses_rest(&self->random, &item, outcome->rest);
    } else if (!pauses_fail(&self->random, &item)) {
        self->given_up++;
        log_limited(LOG_WARNING, "a notice was given up", LOG_INT("tries", queue_item_tries(item) + 1));
        give_up(item, "failed seven times, last", outcome);
    }
}

static void work(void *context, queue_item_t *item)
{
    outbox_t *self = context;
    telling_begin(self->wechat, item, on_told, self);
}

outbox_t *outbox_new(wechat_t *wechat, leases_t *leases)
{
    outbox_t *self = memory_new_zeroed(sizeof *self);
    self->wechat = wechat;
    self->random = random_seeded();
    self->queue = queue_new(wechat->loop, wechat->host->redis, leases,
                            &(queue_options_t){"out", work, self, OUTBOX_LIMIT});
    return self;
}

void outbox_stop(outbox_t *self)
{
    queue_stop(self->queue);
}

void outbox_destroy(outbox_t **self_p)
{
    outbox_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    queue_destroy(&self->queue);
    free(self);
}

void outbox_write_metrics(const outbox_t *self, buffer_t *out)
{
    static const metric_t total = {"leida_wechat_notices_total", METRIC_COUNTER,
                                   "Notices to people who are away, by what became of them."};
    static const metric_t given_up = {"leida_wechat_notices_given_up_total", METRIC_COUNTER,
                                      "Notices that failed seven times."};
    static const metric_t known = {"leida_wechat_outbound_known", METRIC_GAUGE,
                                   "Notices that this instance works on or is about to."};
    metrics_begin(out, &total);
    for (size_t i = 0; i < TELLING_RESULTS; i++)
        metrics_add(out, &total, LABELS({"result", telling_result_name((telling_result_t)i)}),
                    self->counts[i]);
    metrics_write(out, &given_up, self->given_up);
    metrics_write(out, &known, queue_known(self->queue));
}
