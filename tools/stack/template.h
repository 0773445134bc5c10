/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a new DIR/leida.conf: every key of the stack and the common ones of its processes, commented
 * out, at their defaults. */
#ifndef LEIDA_TOOLS_STACK_TEMPLATE_H
#define LEIDA_TOOLS_STACK_TEMPLATE_H

#include "base/buffer.h"

/* Appends it. Addresses that are given are in force, `admin` as what follows from `listen`; NULL: the
 * default. */
void template_write(buffer_t *out, const char *listen, const char *admin);

#endif
