/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/redis_conf.h"

#include "tools/stack/home.h"

static const char common[] =
    "daemonize no\n"
    "pidfile \"\"\n"
    "logfile \"\"\n"
    "# Every write is in the file before its reply; with appendfsync always on the disk, too.\n"
    "appendonly yes\n"
    "no-appendfsync-on-rewrite no\n"
    "# A backup reads as a replica does, and waits for no others to join it.\n"
    "repl-diskless-sync-delay 0\n"
    "aof-use-rdb-preamble yes\n"
    "# The file above is the whole store; no snapshots besides.\n"
    "save \"\"\n"
    "# A full Redis refuses writes (clients see 503) and never drops a key.\n"
    "maxmemory-policy noeviction\n"
    "# Relations and pages of messages stay in the compact encodings.\n"
    "hash-max-listpack-value 512\n"
    "list-max-listpack-size -4\n"
    "# Who asks and does not read is cut off before it fills the memory; a service asks for 90 MB at once at "
    "most.\n"
    "client-output-buffer-limit normal 256mb 128mb 60\n";

static const char alone[] = "# Reached through its socket alone, by the user who started the stack.\n"
                            "port 0\n"
                            "# From the folder that `dir` makes its own.\n"
                            "unixsocket ../" HOME_REDIS "\n"
                            "unixsocketperm 700\n"
                            "dir redis\n";

static const char node[] = "# Reached from this host alone, with the password.\n"
                           "bind 127.0.0.1\n"
                           "cluster-enabled yes\n"
                           "cluster-config-file nodes.conf\n"
                           "# A shard that is lost takes no other with it.\n"
                           "cluster-require-full-coverage no\n"
                           "# Each node stays with its partner, which has the same slots.\n"
                           "cluster-allow-replica-migration no\n";

static void append_node(buffer_t *out, const cluster_t *cluster, int number)
{
    const int port = cluster->ports[number - 1];
    char folder[CLUSTER_PATH_SIZE];
    cluster_folder(number, folder);
    buffer_append_text(out, text_of(node));
    buffer_append_format(out, "port %d\ncluster-port %d\ncluster-node-timeout %d\ndir %s\n", port,
                         port + CLUSTER_BUS, CLUSTER_TIMEOUT, folder);
    buffer_append_format(out, "requirepass %s\nmasterauth %s\n", cluster->secret, cluster->secret);
}

void redis_conf_append(buffer_t *out, const settings_t *settings, int number)
{
    if (settings->cluster)
        append_node(out, settings->cluster, number);
    else
        buffer_append_text(out, text_of(alone));
    buffer_append_text(out, text_of(common));
    buffer_append_format(out, "# From leida.conf.\nappendfsync %s\nmaxmemory %s\n",
                         settings_appendfsync[settings->appendfsync], settings->maxmemory);
}
