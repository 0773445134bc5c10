/* SPDX-License-Identifier: Apache-2.0 */
/* What the sweep keeps and walks: when the last one began, whom it could not ask about, and the staff users
 * by their ids. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_SWEEP_STORE_H
#define LEIDA_SERVICES_WECHAT_NOTICE_SWEEP_STORE_H

#include "common/store/job.h"

extern const redis_script_t sweep_swept_script;

/* Of each time that is kept so much is taken away: clocks differ, and what was young is looked at again. */
enum { SWEEP_MARGIN_MS = 120 * 1000 };

/* When the last sweep that was finished began, ms since 1970. 0: there was none; -1: nobody knows, for what
 * stands there is no time. */
void sweep_read_swept(job_t *job, int64_t *swept);
/* One that began at `began` is finished. Kept only while `lease` is the number of the lease of partition 0.
 */
void sweep_write_swept(job_t *job, int64_t lease, int64_t began);

/* A page of the staff users. */
typedef struct {
    int64_t after;
    size_t limit;
    int64_t *ids;
    size_t count; /* set by the store */
} staff_page_t;
/* Reads up to `limit` ids of staff users above `after`, in their order, into `ids`. */
void sweep_read_staff(job_t *job, staff_page_t *page);

/* Since when, ms since 1970, the conversations of a page's staff users are still to be looked at, for earlier
 * sweeps could not; into owed[page->count]. 0: those of that one were; -1: nobody knows since when. */
void sweep_read_owed(job_t *job, const staff_page_t *page, int64_t *owed);
/* Keeps such a time; 0: nothing is owed any more. */
void sweep_write_owed(job_t *job, int64_t staff_id, int64_t since);
/* The same of one about whom something is owed only now: what is owed since an earlier time stays. */
void sweep_owe(job_t *job, int64_t staff_id, int64_t since);

#endif
