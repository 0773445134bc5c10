/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A redis_t before a Redis Cluster of its own: three masters with a third of the slots each, on free loopback
 * ports, and maybe a replica of the first. They start with the table of their cluster written already, so no
 * node has to meet another. Redis lets a master take writes two seconds after its start.
 */
#ifndef LEIDA_TESTS_CLUSTER_FIXTURE_H
#define LEIDA_TESTS_CLUSTER_FIXTURE_H

#include "tests/support/redis_fixture.h"

enum { CLUSTER_MASTERS = 3, CLUSTER_NODES_MAX = CLUSTER_MASTERS + 1, CLUSTER_SOON = 20000 /* ms */ };

typedef struct {
    redis_server_t *server;
    int port, bus;
    char words[4][80]; /* of its options */
    const char *options[24];
} cluster_node_t;

typedef struct {
    redis_fixture_t base; /* its loop, redis_t and answers; without a server */
    cluster_node_t nodes[CLUSTER_NODES_MAX];
    size_t count;
    char folder[32], address[128];
} cluster_fixture_t;

/* Starts the nodes, without a redis_t; with the replica, or without. */
cluster_fixture_t *cluster_fixture_start(bool replica);
/* Makes the redis_t, which waits for so many replicas, and waits until all masters take writes. */
void cluster_fixture_connect(cluster_fixture_t *self, int64_t replicas);
/* Both. */
cluster_fixture_t *cluster_fixture_open(void);
void cluster_fixture_close(cluster_fixture_t **self_p);

enum { CLUSTER_KEY_SIZE = 32 };
/* The name of a key that is on a master at first: another one for each `number`, all with one tag. */
const char *cluster_fixture_key(char key[CLUSTER_KEY_SIZE], size_t node, int number);
unsigned cluster_fixture_slot(const char *key);

/* Sends a command of one to three words and waits for its answer: REDIS_UNAVAILABLE also where it is not
 * taken at all. */
const redis_answer_t *cluster_fixture_ask(cluster_fixture_t *self, const char *a, const char *b,
                                          const char *c);
/* The same again and again until it is answered. */
void cluster_fixture_do(cluster_fixture_t *self, const char *a, const char *b, const char *c);
/* REDIS_FIXTURE_ADD. */
const redis_answer_t *cluster_fixture_add(cluster_fixture_t *self, const char *key, const char *number);

/* The slot of a key begins to move; keys there; it is the target's. As an operator does it. */
void cluster_fixture_begin_move(cluster_fixture_t *self, const char *key, size_t from, size_t to);
void cluster_fixture_move_key(cluster_fixture_t *self, const char *key, size_t from, size_t to);
void cluster_fixture_end_move(cluster_fixture_t *self, const char *key, size_t from, size_t to);

/* How often a node has done a command, and refused it, since the last question. */
typedef struct {
    int64_t calls, rejected;
} cluster_calls_t;
cluster_calls_t cluster_fixture_calls(cluster_fixture_t *self, size_t node, const char *command);

#endif
