/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/sweep.h"

#include <stdlib.h>

#include "common/observe/log.h"
#include "common/observe/metrics.h"
#include "services/wechat/notice/sweep_parts.h"

enum { LOOK_MS = 1000, AWAY_MAX_MS = 30 * 1000, PARTITION = 0 };

struct sweep {
    wechat_t *wechat;
    leases_t *leases;
    loop_timer_t *timer;
    sweep_page_t *page;
    sweep_place_t place;
    int64_t due;   /* loop_now of the next sweep */
    bool is_first; /* of this holder: what was young then is looked at soon */
    bool stopped;
    uint64_t finished, found, owed;
    uint64_t page_found; /* of the sweep that is going on */
};

/* What a new holder does not know, it looks at at once. */
static bool is_ours(sweep_t *self)
{
    const int64_t lease = leases_number(self->leases, PARTITION);
    if (lease != self->place.lease) {
        self->place = (sweep_place_t){.lease = lease};
        self->due = loop_now(self->wechat->loop);
        self->is_first = true;
    }
    return lease != 0;
}

static void look(void *context)
{
    sweep_t *self = context;
    const int64_t now = loop_now(self->wechat->loop);
    if (!is_ours(self) || (self->place.began == 0 && now < self->due)) {
        loop_timer_set(self->timer, LOOK_MS);
        return;
    }
    if (self->place.began == 0) {
        self->due = now + (self->is_first ? SWEEP_GAP_MS : SWEEP_MS);
        self->is_first = false;
    }
    sweep_page_run(self->page, &self->place);
}

static void end(sweep_t *self)
{
    self->place = (sweep_place_t){.lease = self->place.lease};
    self->finished++;
    if (self->page_found > 0)
        log_event(LOG_INFO, "the sweep found messages that nobody was told of",
                  LOG_INT("count", (int64_t)self->page_found));
    self->page_found = 0;
}

/* The pause after a page that went so. */
static int64_t pause_after(sweep_t *self, swept_t swept)
{
    if (swept != SWEPT_AWAY) {
        self->place.away = 0;
        return swept == SWEPT_PAGE ? SWEEP_PAUSE_MS : LOOK_MS;
    }
    const int64_t longer = (int64_t)LOOK_MS << self->place.away;
    self->place.away += longer < AWAY_MAX_MS;
    return longer < AWAY_MAX_MS ? longer : AWAY_MAX_MS;
}

static void on_page(void *context, swept_t swept, const sweep_seen_t *seen)
{
    sweep_t *self = context;
    self->found += seen->found;
    self->page_found += seen->found;
    self->owed += seen->owed;
    if (swept == SWEPT_ALL)
        end(self);
    else if (swept == SWEPT_BAD) /* which is reported; what was found of the rest stays found */
        self->place = (sweep_place_t){.lease = self->place.lease};
    if (!self->stopped)
        loop_timer_set(self->timer, pause_after(self, swept));
}

sweep_t *sweep_new(wechat_t *wechat, leases_t *leases)
{
    sweep_t *self = memory_new_zeroed(sizeof *self);
    self->wechat = wechat;
    self->leases = leases;
    self->page = sweep_page_new(wechat, on_page, self);
    self->timer = loop_timer_new(wechat->loop, look, self);
    loop_timer_set(self->timer, LOOK_MS);
    return self;
}

void sweep_stop(sweep_t *self)
{
    self->stopped = true;
    loop_timer_unset(self->timer);
}

void sweep_destroy(sweep_t **self_p)
{
    sweep_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    sweep_page_destroy(&self->page);
    loop_timer_destroy(&self->timer);
    free(self);
}

void sweep_gap(sweep_t *self)
{
    const int64_t due = loop_now(self->wechat->loop) + SWEEP_GAP_MS;
    if (due < self->due)
        self->due = due;
}

void sweep_write_metrics(const sweep_t *self, buffer_t *out)
{
    static const metric_t finished = {
        "leida_wechat_sweeps_total", METRIC_COUNTER,
        "Sweeps for messages that nobody was told of which this instance finished."};
    static const metric_t found = {"leida_wechat_sweep_found_total", METRIC_COUNTER,
                                   "Notices that sweeps made, since no hint had."};
    static const metric_t owed = {"leida_wechat_sweep_owed_total", METRIC_COUNTER,
                                  "Staff users about whom a sweep could not ask, so that the next one does."};
    metrics_write(out, &finished, self->finished);
    metrics_write(out, &found, self->found);
    metrics_write(out, &owed, self->owed);
}
