/* SPDX-License-Identifier: Apache-2.0 */
/* Goes on in the background, while the process that the user started waits for word from it. */
#ifndef LEIDA_TOOLS_STACK_DETACH_H
#define LEIDA_TOOLS_STACK_DETACH_H

#include <stdbool.h>

#include "base/text.h"

/* Forks. In the child, a session of its own without terminal, returns false and sets *reply. In the parent
 * waits for the reply, prints it (to stdout when its code is 0, else stderr) and returns true with the exit
 * code. */
bool detach(int *reply, int *code);

/* Sends the reply, once, and closes it. */
void detach_reply(int *reply, int code, text_t text);

#endif
