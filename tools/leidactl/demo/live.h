/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl demo --live`: the demo's customers go on doing and writing things, through the gateway. */
#ifndef LEIDA_TOOLS_LEIDACTL_DEMO_LIVE_H
#define LEIDA_TOOLS_LEIDACTL_DEMO_LIVE_H

#include "tools/leidactl/common/store.h"

enum { LIVE_RATE = 20, LIVE_RATE_MAX = 6000 }; /* events a minute */

typedef struct {
    const char *url; /* of the gateway */
    int64_t seed;    /* the same seed, the same events */
    int64_t rate;    /* events a minute, on the average: 1 .. LIVE_RATE_MAX */
} live_t;

/* Sends events as the customers of the demo, whose tokens it reads from the store, and prints a line for
 * each, until SIGINT or SIGTERM: then it gives EXIT_SUCCESS. An event that is not answered, or told to come
 * again, is sent again with the same msg_id until it is. Where no customer may call the process ends with a
 * message.
 */
int live_run(store_t *store, const live_t *what);

#endif
