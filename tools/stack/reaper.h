/* SPDX-License-Identifier: Apache-2.0 */
/* The ends of the processes that this one has started, as events of the loop. */
#ifndef LEIDA_TOOLS_STACK_REAPER_H
#define LEIDA_TOOLS_STACK_REAPER_H

#include <sys/types.h>

#include "common/loop/loop.h"

typedef struct reaper reaper_t;

/* `status` is that of waitpid. */
typedef void(reaper_fn)(void *context, pid_t pid, int status);

/* Make it before the first process is started, so that no end is missed. NULL with errno. */
reaper_t *reaper_new(loop_t *loop, reaper_fn *ended, void *context);
/* Reaps no more: processes that end from now on go unnoticed. */
void reaper_destroy(reaper_t **self_p);

#endif
