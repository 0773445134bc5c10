/* SPDX-License-Identifier: Apache-2.0 */
/* `leida up`: locks DIR, goes to the background where asked, and runs the supervisor there. */
#ifndef LEIDA_TOOLS_STACK_UP_H
#define LEIDA_TOOLS_STACK_UP_H

#include "tools/stack/options.h"

/* Returns the exit code: in front when the stack has been stopped, with --detach once it is ready. */
int up(const options_t *options);

#endif
