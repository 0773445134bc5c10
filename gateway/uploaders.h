/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many uploads each caller has open, and how many were begun of late. One for all loops of a gateway,
 * behind a lock that an upload takes when its caller is known and when it ends: so rarely that nobody waits.
 */
#ifndef LEIDA_GATEWAY_UPLOADERS_H
#define LEIDA_GATEWAY_UPLOADERS_H

#include <stddef.h>

#include "proto/principal.h"

typedef struct uploaders uploaders_t;

enum { UPLOADERS_AT_A_TIME = 8 /* of one caller: else a few who send slowly could keep out all others */ };

/* A caller may begin `rate` a minute (0: any number), and as many at once after a minute without; `open`: how
 * many there are at most, of all callers. */
uploaders_t *uploaders_new(int64_t rate, size_t open);
/* No loop may use it any more; NULL is left alone. */
void uploaders_destroy(uploaders_t **self_p);

/* A caller begins an upload at `now`, in µs (loop_now_us). 0: it is counted, until uploaders_leave. Else it
 * is too many, and the seconds are told after which one more may do. */
unsigned uploaders_enter(uploaders_t *self, const principal_t *caller, int64_t now);
/* One that was counted has ended. */
void uploaders_leave(uploaders_t *self, const principal_t *caller);

#endif
