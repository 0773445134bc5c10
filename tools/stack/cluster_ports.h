/* SPDX-License-Identifier: Apache-2.0 */
/* Ports for the nodes of a cluster, below those that the system gives to connections. */
#ifndef LEIDA_TOOLS_STACK_CLUSTER_PORTS_H
#define LEIDA_TOOLS_STACK_CLUSTER_PORTS_H

#include "tools/stack/cluster.h"

enum { CLUSTER_PORT_MAX = 65535 - CLUSTER_BUS };

/* Chooses ports next to each other that are free on 127.0.0.1, as is the bus' of each. False: there are none.
 */
bool cluster_ports_choose(int ports[CLUSTER_NODES]);
/* One of the ports, those of the bus included, on which a process listens; 0: none is taken. */
int cluster_ports_taken(const int ports[CLUSTER_NODES]);

#endif
