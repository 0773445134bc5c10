/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a newer build has written the store. Its processes would wait for that to change until the start
 * has taken too long, so the supervisor asks for the mark (common/store/form.h) before it starts them. */
#ifndef LEIDA_TOOLS_STACK_STORE_FORM_H
#define LEIDA_TOOLS_STACK_STORE_FORM_H

#include "tools/stack/cluster.h"
#include "tools/stack/probe.h"

typedef struct store_form store_form_t;

/* `newer`: the form of the store where that is newer than this build's; else 0, also where Redis did not
 * tell: what is wrong with it the processes say. */
typedef void(store_form_fn)(void *context, long newer);

/* Asks Redis, which is up; of a cluster (else NULL) the node that has the key. `done` is called once, not
 * from here; the store_form_t may be destroyed in it. */
store_form_t *store_form_new(loop_t *loop, const cluster_t *cluster, store_form_fn *done, void *context);
/* `done` is not called any more. */
void store_form_destroy(store_form_t **self_p);

#endif
