/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other form of a store: a Redis Cluster of three masters and three replicas on loopback, for trying one.
 * Each node has a folder below DIR/redis/cluster. The tables by which they know each other (cluster_table.h)
 * are written before any of them starts, so there is nothing to form and never anything half formed. A DIR
 * has one form for good. All in DIR.
 */
#ifndef LEIDA_TOOLS_STACK_CLUSTER_H
#define LEIDA_TOOLS_STACK_CLUSTER_H

#include "base/buffer.h"

#define CLUSTER_FOLDER "redis/cluster"
#define CLUSTER_SECRET CLUSTER_FOLDER "/secret" /* the file */

enum {
    CLUSTER_MASTERS = 3,
    CLUSTER_NODES = 2 * CLUSTER_MASTERS, /* redis-1 to redis-6; at first redis-4 copies redis-1, and so on */
    CLUSTER_TIMEOUT = 2000, /* ms without an answer until a node counts as lost and its replica takes over */
    CLUSTER_REST = 6000,    /* ms until a node that died is started again: its replica takes over first */
    CLUSTER_BUS = 10000,    /* above a node's port is the one by which nodes talk to each other */
    CLUSTER_SECRET_SIZE = 65,
    CLUSTER_NAME_SIZE = 16,
    CLUSTER_PATH_SIZE = 64
};

typedef struct {
    int ports[CLUSTER_NODES];         /* on 127.0.0.1 */
    char secret[CLUSTER_SECRET_SIZE]; /* the password of all of them */
} cluster_t;

/* Whether DIR has the folders of one. */
bool cluster_exists(void);
/* Whether all its nodes have been up at once: then the store of DIR is one, and stays one. */
bool cluster_has_run(void);
/* They are up. */
void cluster_note_run(void);

/* Of the node with this number, 1 to CLUSTER_NODES: "redis-2", its folder below DIR, and "127.0.0.1:11301".
 */
void cluster_name(int number, char name[CLUSTER_NAME_SIZE]);
void cluster_folder(int number, char path[CLUSTER_PATH_SIZE]);
void cluster_node_address(const cluster_t *self, int number, char address[CLUSTER_PATH_SIZE]);

/* The number of the node that has the same slots. */
int cluster_partner(int number);

/* Appends "cluster://127.0.0.1:11300,…", as processes and leidactl take it. */
void cluster_write_address(const cluster_t *self, buffer_t *out);
/* Puts the password into the environment, for leidactl. */
void cluster_export_password(void);

#endif
