/* SPDX-License-Identifier: Apache-2.0 */
/* Values for every field of every table of the contract: the tests of the contract are driven by the tables.
 */
#ifndef LEIDA_TESTS_SAMPLES_H
#define LEIDA_TESTS_SAMPLES_H

#include "proto/contract.h"

typedef struct {
    const char *name; /* of the method, or of the record in leidactl's files */
    const field_table_t *fields;
} sample_table_t;

/* The request of each method, then each record of proto/records.h. False past the end. */
bool sample_table(size_t index, sample_table_t *table);

typedef enum { SAMPLE_LEAST, SAMPLE_MOST } sample_t;

/* Appends the raw value, as text, at the lower or the upper end of what the field takes. */
void sample_write(buffer_t *out, const field_t *field, sample_t which);
/* A record with every field given so; free() it. Its texts are in the arena. */
record_t *sample_record(const field_table_t *fields, sample_t which, arena_t *arena);

/* A zeroed record of the table; free() it. */
record_t *sample_empty(const field_table_t *fields);
/* The member of a field. */
void *sample_member(record_t *record, const field_t *field);
/* Whether two records have the same kept fields with the same values. */
bool sample_equal(const field_table_t *fields, const record_t *a, const record_t *b);

#endif
