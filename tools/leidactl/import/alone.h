/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One import at a time. What a file has and the store has not is read before it is written, and rows are
 * merged under keys that are the same for all: two imports at once would store rows twice, or lose some.
 *
 * An import holds its place by the name of its connections, one to each server. Redis forgets that with the
 * connection, which it drops once it has done all that was sent by it, however the process ended, and not
 * before: no lease is to be renewed while a file is read, and none ends while the process is stopped.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_IMPORT_ALONE_H
#define LEIDA_TOOLS_LEIDACTL_IMPORT_ALONE_H

#include "tools/leidactl/common/store.h"

/* What Redis lists the connections of an import as. */
#define IMPORT_NAME "leidactl-import"

/* Takes the place of the one import into this store, until store_destroy. Another import under way ends the
 * process with a message; of two that begin in the same moment maybe both. */
void import_alone(store_t *store);

#endif
