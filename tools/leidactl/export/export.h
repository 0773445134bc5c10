/* SPDX-License-Identifier: Apache-2.0 */
/* What the two halves of export share: people (export.c) and the rows of their worlds
 * (tools/leidactl/export/rows.c). */
#ifndef LEIDA_TOOLS_LEIDACTL_EXPORT_EXPORT_H
#define LEIDA_TOOLS_LEIDACTL_EXPORT_EXPORT_H

#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/spill.h"

typedef struct {
    store_t *store;
    spill_t *written;   /* tags and customers that have been */
    int64_t user_id;    /* only this staff user's world; 0: everything */
    int64_t company_id; /* of the staff user */
    int64_t world;      /* the staff user whose rows are being written */
    bool shows;         /* to a terminal: lines are the same JSON, escaped */
    bool incomplete;    /* something was damaged and left out */
    buffer_t out;
} export_t;

/* Names what is damaged and left out: the end is then EXIT_FAILURE. */
void export_leave_out(export_t *self, text_t key, const char *what, int64_t place);
/* Writes one record to standard output. */
void export_line(export_t *self, const line_t *line);

/* Messages, read cursors and follow-up notes of the world with a customer. */
void export_conversation(export_t *self, int64_t customer_id);
/* The action log of the world, and how much of it get_new_log has given. */
void export_log(export_t *self);
/* The stock phrases of the world, and the last id that was given to one. */
void export_phrases(export_t *self);

#endif
