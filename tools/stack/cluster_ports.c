/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/cluster_ports.h"

#include <stdio.h>
#include <unistd.h>

#include "base/address.h"
#include "base/random.h"

/* From there up to the ports of the bus; each cluster begins at a multiple of ten. */
enum { FIRST = 11000, STEP = 10, STEPS = CLUSTER_BUS / STEP };

static bool is_free(int port)
{
    char address[ADDRESS_TEXT_SIZE];
    snprintf(address, sizeof(address), "127.0.0.1:%d", port);
    int fd = address_listen(address);
    if (fd >= 0)
        close(fd);
    return fd >= 0;
}

int cluster_ports_taken(const int ports[CLUSTER_NODES])
{
    for (size_t i = 0; i < CLUSTER_NODES; i++) {
        if (!is_free(ports[i]))
            return ports[i];
        if (!is_free(ports[i] + CLUSTER_BUS))
            return ports[i] + CLUSTER_BUS;
    }
    return 0;
}

bool cluster_ports_choose(int ports[CLUSTER_NODES])
{
    random_t random = random_seeded();
    int step = (int)random_below(&random, STEPS);
    for (int tries = 0; tries < STEPS; tries++) {
        for (int i = 0; i < CLUSTER_NODES; i++)
            ports[i] = FIRST + STEP * step + i;
        if (cluster_ports_taken(ports) == 0)
            return true;
        step = (step + 1) % STEPS;
    }
    return false;
}
