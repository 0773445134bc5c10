/* SPDX-License-Identifier: Apache-2.0 */
/* What is wrong with one value: sentences, each with the code that clients look at (api.md 1). */
#ifndef LEIDA_PROTO_FAULTS_H
#define LEIDA_PROTO_FAULTS_H

#include "base/language.h"
#include "proto/field.h"

enum { FAULTS_MAX = 4 };

/* Zeroed it is empty, and Chinese. */
struct faults {
    language_t language;
    size_t count;
    struct {
        value_status_t status;
        size_t end; /* of its sentence in `text` */
    } list[FAULTS_MAX];
    buffer_t text;
};

/* Adds one, whose sentence has just been appended to `text`. */
void faults_add(faults_t *self, value_status_t status);

/* The sentence of a fault, until the next change. */
text_t faults_sentence(const faults_t *self, size_t index);

/* Appends `"name":[{"message":sentence,"code":code},…]`, as `data` of an answer with code 402 or 303 has it.
 */
void faults_write(buffer_t *out, const char *name, const faults_t *self);

/* Takes all off, keeping memory and language. */
void faults_clear(faults_t *self);

/* Frees the memory; it is then empty and usable. */
void faults_free(faults_t *self);

#endif
