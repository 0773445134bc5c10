/* SPDX-License-Identifier: Apache-2.0 */
/* What the Redis of a stack is asked, and where (probe.h). */
#ifndef LEIDA_TOOLS_STACK_REDIS_PROBE_H
#define LEIDA_TOOLS_STACK_REDIS_PROBE_H

#include "base/buffer.h"
#include "tools/stack/cluster.h"

/* Appends where the store is asked: the only Redis where `cluster` is NULL, else the node with this number;
 * NUL-terminated. */
void redis_probe_target(buffer_t *out, const cluster_t *cluster, int number);
/* Appends the request that runs one command, a line with its end; NUL-terminated. */
void redis_probe_request(buffer_t *out, const cluster_t *cluster, const char *command);
/* The command by which it says whether it is ready: "+PONG", and of a node behind that "master" or "replica
 * of ADDRESS". */
const char *redis_probe_ready(const cluster_t *cluster);

#endif
