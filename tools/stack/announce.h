/* SPDX-License-Identifier: Apache-2.0 */
/* The text that `leida up` prints once all is ready: where it is and how to call it. */
#ifndef LEIDA_TOOLS_STACK_ANNOUNCE_H
#define LEIDA_TOOLS_STACK_ANNOUNCE_H

#include "base/buffer.h"
#include "tools/stack/options.h"
#include "tools/stack/settings.h"

/* Remembers how the user calls `leida` from where they are; before the working directory changes. */
void announce_setup(void);

/* Appends a command as the user would type it: "./leida status", with --data where it is needed. In DIR. */
void announce_command(buffer_t *out, const options_t *options, const char *command);

/* Appends what `up` prints once the stack is ready: its address, the next commands, and last the links by
 * which a newcomer opens the pages. */
void announce_write(buffer_t *out, const options_t *options, const settings_t *settings,
                    const char *base_url);

#endif
