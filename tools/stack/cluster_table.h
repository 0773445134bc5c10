/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nodes.conf, the table of all nodes that each node of a Redis Cluster keeps: a line for each of them, "ID
 * IP:PORT@BUS FLAGS MASTER 0 0 EPOCH LINK [SLOTS]…", then its counters of epochs.
 */
#ifndef LEIDA_TOOLS_STACK_CLUSTER_TABLE_H
#define LEIDA_TOOLS_STACK_CLUSTER_TABLE_H

#include "tools/stack/cluster.h"

enum { CLUSTER_ID_SIZE = 41 };
typedef struct {
    char text[CLUSTER_ID_SIZE]; /* hex digits */
} cluster_id_t;

/* Makes ids that no other node has. */
void cluster_table_ids(cluster_id_t ids[CLUSTER_NODES]);

/* Appends the table that node `number` starts with: each master has its share of the slots, and each replica
 * follows the master CLUSTER_MASTERS before it. */
void cluster_table_write(buffer_t *out, const int ports[CLUSTER_NODES], const cluster_id_t ids[CLUSTER_NODES],
                         int number);

/* Has the tables in the nodes' folders name these ports, where they name others. False when a table is not
 * there or cannot be written; what to do has been printed. */
bool cluster_table_move(const int ports[CLUSTER_NODES]);

#endif
