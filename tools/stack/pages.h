/* SPDX-License-Identifier: Apache-2.0 */
/* The built pages that the gateway serves below /web/: where they lie, and the links that let a newcomer in.
 */
#ifndef LEIDA_TOOLS_STACK_PAGES_H
#define LEIDA_TOOLS_STACK_PAGES_H

#include "base/buffer.h"
#include "tools/stack/settings.h"

/* Remembers the folder of the pages, which lies beside that of the programs, `bin`, as the build and the
 * installation put it. */
void pages_setup(const char *bin);

/* Appends the gateway's line that says where they are. Nothing where there are none, or the operator has said
 * where. */
void pages_write_setting(buffer_t *out, const settings_t *settings);

/* Appends a line for each of the demo's two people: the address with which a browser logs in as them, once,
 * within a day. Nothing without pages. `base_url`: of the gateway. */
void pages_write_links(buffer_t *out, const settings_t *settings, const char *base_url);

#endif
