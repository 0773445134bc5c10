/* SPDX-License-Identifier: Apache-2.0 */
/* What all connections of one redis_t have in common: how they are made, the scripts, and the counts. */
#ifndef LEIDA_COMMON_REDIS_SHARED_H
#define LEIDA_COMMON_REDIS_SHARED_H

#include "common/loop/loop.h"
#include "common/redis/counts.h"
#include "common/redis/options.h"
#include "common/redis/scripts.h"

typedef struct {
    loop_t *loop;
    redis_options_t options;
    redis_scripts_t scripts;
    redis_counts_t counts;
    const char *token; /* of the move that has led here; NULL: none has */
    bool gathering;    /* a cluster whose masters are being connected to: it says itself when it is ready */
    /* The form of the store was refused, or another step that makes a connection usable. The error lasts
     * until the return. */
    void (*refused)(void *owner, text_t error);
    void *owner;
} redis_shared_t;

#endif
