/* SPDX-License-Identifier: Apache-2.0 */
/* Nodes of a Redis Cluster that are none: on free loopback ports, in the test's own loop, each says to each
 * command what the test wants. */
#ifndef LEIDA_TESTS_FAKE_NODES_H
#define LEIDA_TESTS_FAKE_NODES_H

#include "base/buffer.h"
#include "common/loop/loop.h"

enum { FAKE_NODES_MAX = 3, FAKE_CLIENTS_MAX = 4096 /* connections, over the whole test */ };

typedef struct fake_nodes fake_nodes_t;

typedef struct {
    fake_nodes_t *nodes;
    size_t node; /* that it is connected to */
    int fd;      /* -1: closed */
    bool marked; /* the test's */
    loop_watch_t *watch;
    buffer_t in; /* what is no whole command yet */
} fake_client_t;

/* A command has come, of which these are the first two words. */
typedef void(fake_answer_fn)(fake_client_t *client, text_t name, text_t word);

typedef struct {
    fake_nodes_t *nodes; /* that it is one of */
    int listener, port;
    loop_watch_t *watch;
} fake_node_t;

struct fake_nodes {
    loop_t *loop;
    fake_answer_fn *answer;
    size_t count;
    fake_node_t nodes[FAKE_NODES_MAX];
    fake_client_t clients[FAKE_CLIENTS_MAX];
    size_t client_count;
    char address[128]; /* of the first two, as seeds */
};

/* Listens; the loop is the nodes' own until fake_nodes_close. */
void fake_nodes_open(fake_nodes_t *self, size_t count, fake_answer_fn *answer);
void fake_nodes_close(fake_nodes_t *self);

/* Sends these bytes. */
void fake_say(const fake_client_t *client, const char *text);
/* Hangs up. */
void fake_hang_up(fake_client_t *client);

/* Writes what CLUSTER SLOTS says where the lower half of the slots is on one port, the upper half on another.
 */
void fake_write_slots(char *text, size_t size, int low, int high);

#endif
