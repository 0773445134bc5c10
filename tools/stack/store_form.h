/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a newer build has written the store. Its processes would wait for that to change until the start
 * has taken too long, so the supervisor asks for the mark (common/store/form.h) before it starts them. */
#ifndef LEIDA_TOOLS_STACK_STORE_FORM_H
#define LEIDA_TOOLS_STACK_STORE_FORM_H

#include "tools/stack/probe.h"

/* Asks Redis, as probe_new does. */
probe_t *store_form_ask(loop_t *loop, probe_done_fn *done, void *context);

/* The number in the answer when it is newer than this build's; else 0. */
long store_form_newer(text_t line);

#endif
