/* SPDX-License-Identifier: Apache-2.0 */
/* What a process tells at its admin address. */
#ifndef LEIDA_COMMON_OBSERVE_ADMIN_SOURCE_H
#define LEIDA_COMMON_OBSERVE_ADMIN_SOURCE_H

#include "base/buffer.h"

typedef struct {
    /* Appends nothing and returns true when the process is ready; else appends why not. */
    bool (*ready)(void *context, buffer_t *why);
    /* Appends the metrics in Prometheus' text format. */
    void (*metrics)(void *context, buffer_t *out);
    void *context;
    /* For a process with several threads, else NULL. Called before an answer is made: it has gathered what
     * the two functions above tell, and calls admin_gathered once it is there. */
    void (*gather)(void *context);
} admin_source_t;

#endif
