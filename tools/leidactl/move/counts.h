/* SPDX-License-Identifier: Apache-2.0 */
/* What a store holds, counted: for the two sides of a move. Nothing that is counted here is ever deleted but
 * by hand. */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_COUNTS_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_COUNTS_H

#include "tools/leidactl/common/store.h"

typedef enum {
    COUNTS_COMPANIES,
    COUNTS_USERS,
    COUNTS_CUSTOMERS,
    COUNTS_RELATIONS,
    COUNTS_MESSAGES,
    COUNTS_NOTES,
    COUNTS_ACTIONS,
    COUNTS_KINDS
} counts_kind_t;

typedef struct {
    int64_t of[COUNTS_KINDS];
} counts_t;

/* "messages", … */
const char *counts_name(counts_kind_t kind);
/* Counts all that the store has. */
counts_t counts_take(store_t *store);

#endif
