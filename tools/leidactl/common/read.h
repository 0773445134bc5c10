/* SPDX-License-Identifier: Apache-2.0 */
/* Reads what is stored back into the records of import and export. Texts live in the arena. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_READ_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_READ_H

#include "tools/leidactl/common/line.h"
#include "tools/leidactl/common/store.h"

enum { READ_PAGE = 500 };

/* Appends the key of a company, user, customer or tag. */
void read_profile_key(buffer_t *out, record_kind_t kind, int64_t id);
/* A company, user, customer or tag, without credentials; false when there is none. A profile that cannot be
 * decoded ends the process with a message. */
bool read_profile(store_t *store, record_kind_t kind, int64_t id, line_t *line, arena_t *arena);
/* Puts the token, whether it is disabled and which schemes it is for into the record of a user or customer;
 * false when there is no token. */
bool read_credential(store_t *store, line_t *line, arena_t *arena);
/* A relation with its times; false when there is none. */
bool read_relation(store_t *store, int64_t user_id, int64_t customer_id, line_t *line, arena_t *arena);

/* Marks a field of the record as given, by its name at the edge. */
void read_mark(line_t *line, text_t name);
/* Marks it as not given: read_write_line leaves it out. */
void read_unmark(line_t *line, text_t name);
/* Whether the field with this name at the edge is given. */
bool read_has(const line_t *line, text_t name);

/* Takes the first item off a list as the tags of a customer are kept: "2,3". */
text_t read_take_item(text_t *list);

/* Appends the record as a line of import, without the newline. */
void read_write_line(buffer_t *out, const line_t *line);

/* Gets an id, in pages of the sorted set that lists them. */
typedef void(read_id_fn)(void *context, int64_t id);
/* Visits every id of a company, user, customer or tag. */
void read_each_id(store_t *store, record_kind_t kind, read_id_fn *visit, void *context);
/* Visits the customer ids of a staff user's relations, oldest first. */
void read_each_relation(store_t *store, int64_t user_id, read_id_fn *visit, void *context);

/* Gets a stock phrase; the text lasts for the call. */
typedef void(read_phrase_fn)(void *context, int64_t id, text_t text);
/* Visits a staff user's stock phrases, in no order; one may come twice when others are written meanwhile. */
void read_each_phrase(store_t *store, int64_t user_id, read_phrase_fn *visit, void *context);
/* The highest id of a stock phrase that is kept lest it be given again; 0: none. It may be below some that
 * are there. */
int64_t read_last_phrase(store_t *store, int64_t user_id);

#endif
