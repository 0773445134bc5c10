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
    bool once; /* it does harm to run it twice: not to be sent again where it is not known whether it ran */
} arguments_t;

/* Begins another command. Its first argument is its only key, if it has any argument. */
void arguments_begin(arguments_t *self, const char *name);
/* Begins one that runs a script on `key_count` keys: the next arguments. `in_cluster` as for
 * arguments_write_load. */
void arguments_begin_script(arguments_t *self, store_script_t *script, int key_count, bool in_cluster);
void arguments_free(arguments_t *self);

/* Begins an argument; it is what the caller appends to the buffer until the next one. */
buffer_t *arguments_part(arguments_t *self);
/* Adds a whole argument. */
void arguments_add(arguments_t *self, text_t argument);

/* Appends the keys as messages name them: "msgs:{u:1}:9: " each. */
void arguments_write_keys(const arguments_t *self, buffer_t *out);
/* The slot of its keys; ARGUMENTS_NO_KEY: it has none, and ARGUMENTS_TWO_SLOTS: they are of two. */
int arguments_slot(const arguments_t *self);
enum { ARGUMENTS_NO_KEY = -1, ARGUMENTS_TWO_SLOTS = -2 };
/* Appends the command as Redis reads it. `in_cluster`: a script gets one more key, behind the others and of
 * their slot, that never exists: while the slot is on the move Redis then refuses the script before it runs
 * any of it. Without, it would run up to the first key that is gone to the other node already. */
void arguments_write(const arguments_t *self, bool in_cluster, buffer_t *out);
/* Appends a command of `count` words. */
void arguments_write_words(size_t count, const text_t *words, buffer_t *out);
/* Appends such a key, of the slot of that with this tag (redis_tag_of). */
void arguments_write_absent(text_t tag, buffer_t *out);
/* Appends what gives a server the script; `in_cluster`: one that is run with one more key, which it must not
 * see. A program has the one or the other. */
void arguments_write_load(const store_script_t *script, bool in_cluster, buffer_t *out);

#endif
