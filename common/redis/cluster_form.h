/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether the store that a cluster holds is of the form that this build reads (redis_options_t.form). The
 * mark is one key: the master of its slot is asked before anything is sent to any of them, and again whenever
 * the connection to it is made anew. Used by common/redis/cluster.c.
 *
 * Whoever marks an empty store has to know that all of it is empty, so the script is told how many keys the
 * other masters hold: the first argument behind its key.
 */
#ifndef LEIDA_COMMON_REDIS_CLUSTER_FORM_H
#define LEIDA_COMMON_REDIS_CLUSTER_FORM_H

#include "base/back_off.h"
#include "base/buffer.h"
#include "common/redis/log.h"
#include "common/redis/members.h"
#include "common/redis/scripts.h"

typedef struct {
    redis_members_t *members;
    redis_log_t *log;
    void (*judged)(void *owner, bool right); /* it is so from now on */
    void *owner;
    bool right;        /* it was, when last asked */
    size_t asking;     /* answers under way */
    int64_t elsewhere; /* keys on the other masters */
    bool uncertain;    /* one of them could not be asked: there may be more */
    buffer_t script;
    redis_script_name_t script_name;
    loop_timer_t *retry;
    back_off_t back_off;
} redis_cluster_form_t;

/* `self` has members, log, judged and owner set, and nothing else. */
void redis_cluster_form_open(redis_cluster_form_t *self);
void redis_cluster_form_close(redis_cluster_form_t *self);

static inline bool redis_cluster_form_is_right(const redis_cluster_form_t *self)
{
    return self->right;
}

/* Asks, if nobody does: a node has become usable, or slots have changed hands. `node` NULL: unless it is
 * known to be right; else if that one has the mark. */
void redis_cluster_form_look(redis_cluster_form_t *self, const redis_node_t *node);
/* There is no connection any more: whatever comes back is asked first. */
void redis_cluster_form_forget(redis_cluster_form_t *self);

#endif
