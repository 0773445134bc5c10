/* SPDX-License-Identifier: Apache-2.0 */
/* Signs requests of `leidactl call` as of now, by either scheme of docs/api.md. */
#ifndef LEIDA_TOOLS_LEIDACTL_SIGN_H
#define LEIDA_TOOLS_LEIDACTL_SIGN_H

#include "base/buffer.h"
#include "proto/envelope.h"

typedef struct {
    const principal_t *principal;
    const char *method; /* "GET" or "POST" */
    text_t path;
    text_t body;
} sign_call_t;

/* Appends user_id, timestamp and rand_str to a query. */
void sign_query(buffer_t *query, const sign_call_t *call, text_t token);

/* Writes the header Authorization, a line with a NUL behind it, that signs the call with this query. */
void sign_header(buffer_t *header, const sign_call_t *call, const buffer_t *query, text_t token);

#endif
