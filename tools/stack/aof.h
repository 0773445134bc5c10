/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why Redis did not start on its append-only file (redis/appendonlydir), from what it said itself, and the
 * command that mends it. A tail that was cut off Redis mends alone; zeros, junk and a bad manifest it does
 * not. docs/runbooks.md tells more.
 */
#ifndef LEIDA_TOOLS_STACK_AOF_H
#define LEIDA_TOOLS_STACK_AOF_H

#include "base/buffer.h"
#include "tools/stack/options.h"

typedef enum {
    AOF_GOOD,     /* nothing was said about it */
    AOF_TAIL,     /* the last of its files holds what is no command */
    AOF_MANIFEST, /* the list of its files is empty or no list */
    AOF_MISSING,  /* a file of the list is not there */
    AOF_LOST      /* the snapshot that it begins with, or one of the earlier files, is damaged */
} aof_fault_t;

/* What the lines that Redis has written since it last started say. */
aof_fault_t aof_fault(text_t lines);

/* Whether the folder holds files and no manifest: Redis would start empty, and write over them. In DIR. */
bool aof_lacks_manifest(void);

/* Appends what to do about the fault and what is lost by that, with the command, as lines; nothing for
 * AOF_GOOD. In DIR. */
void aof_advise(buffer_t *out, aof_fault_t fault, const options_t *options);

#endif
