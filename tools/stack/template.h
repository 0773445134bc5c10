/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a new DIR/leida.conf: every key of the stack and the common ones of its processes, commented
 * out, at their defaults. */
#ifndef LEIDA_TOOLS_STACK_TEMPLATE_H
#define LEIDA_TOOLS_STACK_TEMPLATE_H

extern const char template_text[];

#endif
