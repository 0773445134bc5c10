/* SPDX-License-Identifier: Apache-2.0 */
/* What the store's messages and profiles name of the files that the gateway keeps. */
#ifndef LEIDA_TOOLS_LEIDACTL_MEDIA_NAMED_H
#define LEIDA_TOOLS_LEIDACTL_MEDIA_NAMED_H

#include "tools/leidactl/common/store.h"

typedef struct {
    text_t name;
    text_t key;   /* whose value names it: "msgs:{u:7}:9", "customer:9" */
    int64_t row;  /* in that list, from 1; 0: it is no list */
    bool is_ours; /* as "/media/NAME", and not at an address elsewhere */
} named_t;

/* Lasts for the call. */
typedef void(named_fn)(void *context, const named_t *named);

/* Visits every name that was there all the time, some maybe twice where keys come or go meanwhile. Takes as
 * much memory for a store of any size. */
void named_each(store_t *store, named_fn *visit, void *context);

#endif
