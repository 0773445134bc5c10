/* SPDX-License-Identifier: Apache-2.0 */
/* Lists the keys of a cluster's slots, also of those that are on the move meanwhile. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_SLOT_KEYS_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_SLOT_KEYS_H

#include "tools/leidactl/common/cluster.h"

/* So many slots are listed at once at most. */
enum { SLOT_KEYS_AT_ONCE = 16 };

/* Gets the keys of a slot; they last for the call. The cluster must not be used in it. */
typedef void(slot_keys_fn)(void *context, const text_t *keys, size_t count);

/* Lists these slots, at most SLOT_KEYS_AT_ONCE from the first on: each key that is there all the time once. A
 * node answers for a whole slot at a time: some 0.1 s for a million keys. Nothing may be owed. */
void slot_keys_list(cluster_t *cluster, int first, int count, slot_keys_fn *take, void *context);

#endif
