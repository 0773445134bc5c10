/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a Redis did not start on its append-only file (redis/appendonlydir, or that of a node of a cluster),
 * from what it said itself, and the command that mends it. A tail that was cut off Redis mends alone; zeros,
 * junk and a bad manifest it does not. docs/runbooks.md tells more.
 */
#ifndef LEIDA_TOOLS_STACK_AOF_H
#define LEIDA_TOOLS_STACK_AOF_H

#include "base/buffer.h"
#include "tools/stack/cluster.h"
#include "tools/stack/options.h"

typedef enum {
    AOF_GOOD,     /* nothing was said about it */
    AOF_TAIL,     /* the last of its files holds what is no command */
    AOF_MANIFEST, /* the list of its files is empty or no list */
    AOF_MISSING,  /* a file of the list is not there */
    AOF_LOST      /* the snapshot that it begins with, or one of the earlier files, is damaged */
} aof_fault_t;

/* Whose file. */
typedef struct {
    char folder[CLUSTER_PATH_SIZE]; /* below DIR, in which appendonlydir stands */
    char copy[CLUSTER_PATH_SIZE];   /* that of the node which has the same slots; empty: one Redis has none */
} aof_place_t;

/* That of the process "redis" or "redis-2". */
aof_place_t aof_place(const char *name);

/* What the lines that Redis has written since it last started say. */
aof_fault_t aof_fault(text_t lines);

/* What can be seen before it starts: AOF_MANIFEST where there are files and no list of them, AOF_LOST where
 * nothing is left of what a node of a cluster had. Redis would start empty, write over the files, and have
 * its replica drop its copy. In DIR. */
aof_fault_t aof_look(const aof_place_t *place);

/* Appends what to do about the fault and what is lost by that, with the command, as lines; nothing for
 * AOF_GOOD. In DIR. */
void aof_advise(buffer_t *out, aof_fault_t fault, const aof_place_t *place, const options_t *options);

#endif
