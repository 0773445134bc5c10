/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a browser's session (decision 0035). */
#ifndef LEIDA_PROTO_ANSWERS_SESSION_H
#define LEIDA_PROTO_ANSWERS_SESSION_H

#include "proto/row.h"

typedef struct {
    text_t kind; /* "staff" or "customer" */
    int64_t id;
    text_t zone;
    int64_t now, expires; /* ms since 1970 */
    text_t features;      /* JSON text: a list of names */
    text_t name, avatar;
} session_row_t;

/* All of it; what the gateway knows by itself; what crm adds behind that. */
extern const column_table_t session_columns, session_own_columns, session_card_columns;

#endif
