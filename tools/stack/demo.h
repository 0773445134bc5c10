/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the store of DIR gets demo data. A note beside it, redis/demo, remembers that it was wanted and not
 * yet done (a start that failed, a load that was interrupted), or done.
 */
#ifndef LEIDA_TOOLS_STACK_DEMO_H
#define LEIDA_TOOLS_STACK_DEMO_H

#include <stdbool.h>

#include "base/buffer.h"

/* Whether to load it, asked once before Redis starts: into a store that is fresh, unless `refused`. */
bool demo_is_wanted(bool refused);
/* It has been loaded. */
void demo_done(void);

/* Appends a curl line for the shell that reads as a demo user; false, and nothing, when demo data was not
 * loaded. */
bool demo_write_curl(buffer_t *out, const char *base_url);

#endif
