/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is done when a node of a cluster refuses a command or is gone: all that is under way is taken first,
 * then what was refused or lost is done anew, one command after the other and in their order, so that none
 * overtakes another of its slot. That is slow, and seldom: once for each slot that moves.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_SETTLE_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_SETTLE_H

#include "tools/leidactl/common/cluster.h"
#include "tools/leidactl/common/owed.h"

/* Has all replies come that are owed, and none of them be a refusal. A command that was lost with a
 * connection is done again, unless that does harm or the cluster is held (cluster.h): then the process ends
 * with a message, as it does when the cluster does not come to rest. */
void settle(cluster_t *cluster, owed_t *owed);

#endif
