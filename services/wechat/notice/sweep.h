/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds what nobody was told of: hints get lost (no instance ran, a connection broke), so at start, after a
 * gap in events and every minute the conversations that moved since the last time are looked through. Whoever
 * holds the lease of the first partition does it for all.
 *
 * A sweep goes through the staff users of the companies that are configured here, a page at a time with a
 * pause after each, and asks chat about each of them. What has been told, or is too young not to be made a
 * job of by its hint, is left alone; the queue takes a job once, so one made of a hint as well does no harm.
 * A sweep is finished when the last page is; what cannot be asked is asked again.
 */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_SWEEP_H
#define LEIDA_SERVICES_WECHAT_NOTICE_SWEEP_H

#include "services/wechat/core/core.h"
#include "services/wechat/notice/heard.h"
#include "services/wechat/queue/leases.h"

typedef struct sweep sweep_t;

enum {
    SWEEP_MS = 60 * 1000,             /* from the beginning of one to that of the next */
    SWEEP_YOUNG_MS = HEARD_MS + 2000, /* younger messages are left to their hints */
    SWEEP_GAP_MS = SWEEP_YOUNG_MS + 1000,
    SWEEP_PAGE = 25,    /* staff users who are asked about at a time … */
    SWEEP_PAUSE_MS = 50 /* … and the pause after them: 10,000 of them take 20 s and more */
};

/* Both must outlive it. */
sweep_t *sweep_new(wechat_t *wechat, leases_t *leases);
/* Begins nothing more. */
void sweep_stop(sweep_t *self);
/* Redis must be gone. */
void sweep_destroy(sweep_t **self_p);
/* Events may have been lost: the next sweep comes as soon as what was lost is old enough. */
void sweep_gap(sweep_t *self);
/* Appends what it counts. */
void sweep_write_metrics(const sweep_t *self, buffer_t *out);

#endif
