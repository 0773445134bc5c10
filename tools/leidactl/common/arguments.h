/* SPDX-License-Identifier: Apache-2.0 */
/* A command under construction, and how it goes over the wire. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_ARGUMENTS_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_ARGUMENTS_H

#include "base/buffer.h"

/* A Lua script. A server is given it before it first runs there. */
typedef struct {
    const char *body;
    char digest[41]; /* empty until it is first used */
} store_script_t;

/* A zeroed one is empty. */
typedef struct {
    buffer_t bytes;              /* the arguments, one behind the other */
    size_t *starts;              /* where each begins */
    size_t count, capacity;      /* of arguments; of starts */
    size_t first_key, key_count; /* among the arguments */
    store_script_t *script;      /* that it runs; NULL: none */
} arguments_t;

/* Begins another command. Its first argument is its only key, if it has any argument. */
void arguments_begin(arguments_t *self, const char *name);
/* Begins one that runs a script on `key_count` keys: the next arguments. */
void arguments_begin_script(arguments_t *self, store_script_t *script, int key_count);
void arguments_free(arguments_t *self);

/* Begins an argument; it is what the caller appends to the buffer until the next one. */
buffer_t *arguments_part(arguments_t *self);
/* Adds a whole argument. */
void arguments_add(arguments_t *self, text_t argument);

/* Appends the keys as messages name them: "msgs:{u:1}:9: " each. */
void arguments_write_keys(const arguments_t *self, buffer_t *out);
/* Appends the command as Redis reads it. */
void arguments_write(const arguments_t *self, buffer_t *out);
/* Appends what gives a server the script. */
void arguments_write_load(const store_script_t *script, buffer_t *out);

#endif
