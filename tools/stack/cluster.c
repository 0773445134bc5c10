/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/cluster.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "tools/stack/home.h"

#define RUN CLUSTER_FOLDER "/has-run"

bool cluster_exists(void)
{
    return access(CLUSTER_FOLDER, F_OK) == 0;
}

bool cluster_has_run(void)
{
    return access(RUN, F_OK) == 0;
}

void cluster_note_run(void)
{
    (void)file_replace(RUN, TEXT_NONE);
}

void cluster_name(int number, char name[CLUSTER_NAME_SIZE])
{
    snprintf(name, CLUSTER_NAME_SIZE, "redis-%d", number);
}

void cluster_folder(int number, char path[CLUSTER_PATH_SIZE])
{
    snprintf(path, CLUSTER_PATH_SIZE, CLUSTER_FOLDER "/redis-%d", number);
}

int cluster_partner(int number)
{
    return (number - 1 + CLUSTER_MASTERS) % CLUSTER_NODES + 1;
}

void cluster_node_address(const cluster_t *self, int number, char address[CLUSTER_PATH_SIZE])
{
    snprintf(address, CLUSTER_PATH_SIZE, "127.0.0.1:%d", self->ports[number - 1]);
}

void cluster_write_address(const cluster_t *self, buffer_t *out)
{
    char address[CLUSTER_PATH_SIZE];
    buffer_append_literal(out, "cluster://");
    for (int number = 1; number <= CLUSTER_NODES; number++) {
        cluster_node_address(self, number, address);
        buffer_append_format(out, "%s%s", number > 1 ? "," : "", address);
    }
}

void cluster_export_password(void)
{
    buffer_t value = {0};
    buffer_append_format(&value, "file:%s/" CLUSTER_SECRET "%c", home_path(), '\0');
    setenv("LEIDA_REDIS_PASSWORD", value.data, 1);
    buffer_free(&value);
}
