/* SPDX-License-Identifier: Apache-2.0 */
/* The configuration with which a stack runs Redis: durable, never full of what can be dropped. */
#ifndef LEIDA_TOOLS_STACK_REDIS_CONF_H
#define LEIDA_TOOLS_STACK_REDIS_CONF_H

#include "base/buffer.h"
#include "tools/stack/settings.h"

/* Appends that of the only Redis, or of the node of the cluster with this number, as lines. */
void redis_conf_append(buffer_t *out, const settings_t *settings, int number);

#endif
