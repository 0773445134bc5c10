/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The member names of the objects that json_check has open, one above the other, to find two that are equal.
 * Usual objects cost a few comparisons and no allocation; a hostile one with many names is sorted.
 */
#ifndef LEIDA_BASE_JSON_NAMES_H
#define LEIDA_BASE_JSON_NAMES_H

#include "base/text.h"

enum { JSON_NAMES_FEW = 32 };

typedef struct {
    text_t text;       /* between the quotes, as written; in the text that is being checked */
    const char *place; /* where it stands in the text that is being checked */
    bool escaped;      /* it has a backslash */
} json_name_t;

typedef struct {
    json_name_t *names; /* `few`, or allocated */
    size_t count;
    size_t capacity;
    json_name_t few[JSON_NAMES_FEW];
} json_names_t;

/* Makes an empty list, which json_names_end must free. */
static inline void json_names_start(json_names_t *self)
{
    self->names = self->few;
    self->count = 0;
    self->capacity = JSON_NAMES_FEW;
}

/* Makes room for more names; for json_names_push alone. */
void json_names_grow(json_names_t *self);

/* Puts a name at the end; what it points to stays the caller's. */
static inline void json_names_push(json_names_t *self, json_name_t name)
{
    if (self->count == self->capacity)
        json_names_grow(self);
    self->names[self->count++] = name;
}

/* Takes off the names from number `from` on, those of the object that ends here. The place of one that equals
 * an earlier one once their escapes are resolved; NULL when all differ. */
const char *json_names_close(json_names_t *self, size_t from);

/* Frees what was allocated. */
void json_names_end(json_names_t *self);

#endif
