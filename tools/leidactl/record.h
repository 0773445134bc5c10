/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands of one record: a company, user, customer, tag or relation. */
#ifndef LEIDA_TOOLS_LEIDACTL_RECORD_H
#define LEIDA_TOOLS_LEIDACTL_RECORD_H

#include "tools/leidactl/common/line.h"
#include "tools/leidactl/common/store.h"

typedef struct {
    record_kind_t kind;
    int64_t id;          /* of a relation: the staff user's */
    int64_t customer_id; /* of a relation; else 0 */
} record_id_t;

/* The record without its credential; false when there is none. Texts live in the arena. */
bool record_read(store_t *store, const record_id_t *id, line_t *line, arena_t *arena);
/* Ends the process: there is no such record. */
void record_fail_absent(const record_id_t *id) __attribute__((noreturn));

/* list.c: prints the record as a line of import, without its token, but with `enabled`. */
void record_show(store_t *store, const record_id_t *id);
/* Prints id and name of each, by id; of users and customers also whether requests are refused. */
void record_list(store_t *store, record_kind_t kind);
/* Prints id and name of the customers of a staff user, oldest relation first. */
void record_list_relations(store_t *store, int64_t user_id);

/* edit.c. `words` are "field=value", NULL-terminated; what is wrong with one ends the process with a message,
 * and nothing is changed. An id of 0 stands for the next free one, and is set. */
void record_add(store_t *store, record_id_t *id, char **words);
/* Changes the fields that `words` name. No such record: ends the process. */
void record_change(store_t *store, const record_id_t *id, char **words);
/* Of a user or customer: whether requests are taken. */
void record_enable(store_t *store, const record_id_t *id, bool enabled);

#endif
