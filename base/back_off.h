/* SPDX-License-Identifier: Apache-2.0 */
/* How long to wait before trying again: not at all, then a time that doubles up to a limit, the later half of
 * it at random so that many clients spread out. */
#ifndef LEIDA_BASE_BACK_OFF_H
#define LEIDA_BASE_BACK_OFF_H

#include "base/random.h"

typedef struct {
    int64_t first, limit; /* ms */
    int64_t delay;        /* ms: the next one, before chance; 0: at once */
    random_t random;
} back_off_t;

/* `first`: ms, the wait before the second try; `limit`: ms. */
void back_off_init(back_off_t *self, int64_t first, int64_t limit);
/* The wait, in ms, before the next try. */
int64_t back_off_next(back_off_t *self);
/* It worked: the next try comes at once again. */
void back_off_reset(back_off_t *self);

#endif
