/* SPDX-License-Identifier: Apache-2.0 */
/* Waits for a cluster to come to rest again, for so long: a failover, a slot on the move. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_PATIENCE_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_PATIENCE_H

#include <stdbool.h>

#include "base/back_off.h"

/* Failovers take little more than cluster-node-timeout, which is 15 s unless it was set. */
enum { PATIENCE_S = 60 };

/* A zeroed one has not begun. */
typedef struct {
    int64_t began; /* µs */
    bool told;
    back_off_t back_off;
} patience_t;

/* Waits a little before the next try, at first not at all; tells the user of `why` ("redis at HOST:PORT: …")
 * when that takes longer. The end of the patience ends the process, with that and `advice` (may be empty). */
void patience_wait(patience_t *self, const char *why, const char *advice);

#endif
