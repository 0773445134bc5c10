/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/cluster_setup.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>

#include "base/entropy.h"
#include "base/file.h"
#include "tools/stack/cluster_ports.h"
#include "tools/stack/cluster_table.h"
#include "tools/stack/home.h"

#define NEW "redis/cluster.new"
#define ADDRESSES "/addresses"
#define NO_PORTS "leida: no ports are free for six nodes of Redis Cluster\n"

enum { SECRET_LENGTH = CLUSTER_SECRET_SIZE - 1, FILE_MAX = 4096 };

static bool fail(const char *what)
{
    fprintf(stderr, "leida: cannot write %s/%s: %s\n", home_path(), what, strerror(errno));
    return false;
}

static bool write_addresses(const cluster_t *self, const char *folder)
{
    char path[CLUSTER_PATH_SIZE], address[CLUSTER_PATH_SIZE];
    buffer_t out = {0};
    buffer_append_literal(&out, "# Where the nodes are; written by `leida up`.\n");
    for (int number = 1; number <= CLUSTER_NODES; number++) {
        cluster_node_address(self, number, address);
        buffer_append_format(&out, "redis-%d %s\n", number, address);
    }
    snprintf(path, sizeof(path), "%s" ADDRESSES, folder);
    bool written = file_replace(path, buffer_text(&out));
    buffer_free(&out);
    return written;
}

static bool make_secret(cluster_t *self)
{
    entropy_write_hex(self->secret, SECRET_LENGTH);
    return file_replace(NEW "/secret", text_of(self->secret));
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool make_tables(const cluster_t *self)
{
    cluster_id_t ids[CLUSTER_NODES];
    char path[CLUSTER_PATH_SIZE];
    bool made = true;
    cluster_table_ids(ids);
    for (int number = 1; made && number <= CLUSTER_NODES; number++) {
        buffer_t table = {0};
        cluster_table_write(&table, self->ports, ids, number);
        snprintf(path, sizeof(path), NEW "/redis-%d", number);
        made = make_folder(path);
        snprintf(path, sizeof(path), NEW "/redis-%d/nodes.conf", number);
        made = made && file_replace(path, buffer_text(&table));
        buffer_free(&table);
    }
    return made;
}

bool cluster_make(cluster_t *self)
{
    if (!cluster_ports_choose(self->ports)) {
        fputs(NO_PORTS, stderr);
        return false;
    }
    bool made = make_folder(NEW) && make_secret(self) && write_addresses(self, NEW) && make_tables(self);
    return (made && rename(NEW, CLUSTER_FOLDER) == 0) || fail(CLUSTER_FOLDER);
}

/* A line each, behind the first. */
static bool read_ports(cluster_t *self, const char *line)
{
    for (int number = 1; number <= CLUSTER_NODES; number++) {
        int named, *port = &self->ports[number - 1];
        line = strchr(line, '\n');
        if (!line || sscanf(++line, "redis-%1d 127.0.0.1:%5d", &named, port) != 2)
            return false;
        if (named != number || *port < 1 || *port > CLUSTER_PORT_MAX)
            return false;
    }
    return true;
}

bool cluster_read(cluster_t *self)
{
    buffer_t addresses = {0}, secret = {0};
    const char *wrong = NULL;
    bool read = file_read(CLUSTER_FOLDER ADDRESSES, FILE_MAX, &addresses) &&
                file_read(CLUSTER_SECRET, CLUSTER_SECRET_SIZE, &secret);
    if (!read)
        wrong = strerror(errno);
    buffer_append_char(&addresses, '\0');
    buffer_append_char(&secret, '\0');
    if (read && (!read_ports(self, addresses.data) || strlen(secret.data) != CLUSTER_SECRET_SIZE - 1))
        wrong = "`addresses` or `secret` is damaged";
    if (wrong)
        fprintf(stderr, "leida: cannot read %s/" CLUSTER_FOLDER ": %s\n", home_path(), wrong);
    else
        memcpy(self->secret, secret.data, CLUSTER_SECRET_SIZE);
    buffer_free(&addresses);
    buffer_free(&secret);
    return !wrong;
}

bool cluster_settle(cluster_t *self)
{
    /* An earlier start may have got no further than to write the addresses. */
    if (!cluster_table_move(self->ports))
        return false;
    const int taken = cluster_ports_taken(self->ports);
    if (taken == 0)
        return true;
    if (!cluster_ports_choose(self->ports)) {
        fputs(NO_PORTS, stderr);
        return false;
    }
    fprintf(stderr, "leida: another process listens on 127.0.0.1:%d: the nodes take ports %d to %d\n", taken,
            self->ports[0], self->ports[CLUSTER_NODES - 1]);
    return (write_addresses(self, CLUSTER_FOLDER) || fail(CLUSTER_FOLDER ADDRESSES)) &&
           cluster_table_move(self->ports);
}
