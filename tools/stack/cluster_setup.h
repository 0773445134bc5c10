/* SPDX-License-Identifier: Apache-2.0 */
/* Makes the folders of a cluster, and brings those that are there into a state in which its nodes can start.
 * Used by up.c. */
#ifndef LEIDA_TOOLS_STACK_CLUSTER_SETUP_H
#define LEIDA_TOOLS_STACK_CLUSTER_SETUP_H

#include "tools/stack/cluster.h"

/* Makes the folders, with free ports and a new password: all of it or, after a failure, which has been
 * printed, nothing that counts. */
bool cluster_make(cluster_t *self);
/* Reads what is there; false when it cannot, which has been printed. */
bool cluster_read(cluster_t *self);
/* Moves the nodes, none of which runs, to other ports where a process that is not theirs listens on one of
 * theirs; says so. False when it cannot, which has been printed. */
bool cluster_settle(cluster_t *self);

#endif
