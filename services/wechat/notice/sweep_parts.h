/* SPDX-License-Identifier: Apache-2.0 */
/* What sweep.c (when it is time, and one page after the other) and sweep_page.c (one page) share; nobody else
 * includes this. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_SWEEP_PARTS_H
#define LEIDA_SERVICES_WECHAT_NOTICE_SWEEP_PARTS_H

#include "services/wechat/core/core.h"

typedef enum {
    SWEPT_ALL,  /* there are no more staff users: the sweep is finished, and that is kept */
    SWEPT_PAGE, /* the place has moved on */
    SWEPT_AWAY, /* Redis or chat cannot be asked now: the same once more */
    SWEPT_BAD   /* the list of staff users cannot be read */
} swept_t;

/* Where a sweep stands. */
typedef struct {
    int64_t began; /* ms since 1970; 0: it has not, and the first page sets it and the next … */
    int64_t since; /* … conversations that have moved since then are looked at, ms since 1970 */
    int64_t after; /* staff users up to this id were looked at */
    int64_t lease; /* the number of that of partition 0 */
    unsigned away; /* how often in turn this page was SWEPT_AWAY */
} sweep_place_t;

/* How often something was seen, of one page. */
typedef struct {
    uint64_t found; /* jobs that no hint had made */
    uint64_t owed;  /* staff users about whom nobody could be asked: the next sweep does it */
} sweep_seen_t;

typedef struct sweep_page sweep_page_t;
typedef void(sweep_page_fn)(void *context, swept_t swept, const sweep_seen_t *seen);

sweep_page_t *sweep_page_new(wechat_t *wechat, sweep_page_fn *done, void *context);
/* Looks at the next page of the place, which must last until `done` is called: once, maybe before this
 * returns. */
void sweep_page_run(sweep_page_t *self, sweep_place_t *place);
/* Redis must be gone; nobody is called any more. */
void sweep_page_destroy(sweep_page_t **self_p);

#endif
