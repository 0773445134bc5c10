/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Visits the keys of a store. A single server is walked by SCAN. A cluster is walked slot by slot, wherever
 * each is at the time: SCAN of one node after the other would miss keys of a slot that moves meanwhile to one
 * that was walked already, and show those twice that move the other way.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_WALK_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_WALK_H

#include "tools/leidactl/common/store.h"

/* Gets some of the keys; they last for the call, in which the store may be used. Nothing may be owed in the
 * end. */
typedef void(walk_fn)(void *context, const text_t *keys, size_t count);

/* Visits all keys that begin with the prefix (of letters and colons), about `at_once` at a time. One that is
 * there all the time is visited once: on a single server maybe twice, where keys come or go meanwhile. */
void walk_keys(store_t *store, const char *prefix, size_t at_once, walk_fn *visit, void *context);

#endif
