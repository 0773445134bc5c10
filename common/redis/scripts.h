/* SPDX-License-Identifier: Apache-2.0 */
/* The scripts of a redis_t: what Redis calls them, and what they cost. */
#ifndef LEIDA_COMMON_REDIS_SCRIPTS_H
#define LEIDA_COMMON_REDIS_SCRIPTS_H

#include "common/redis/command.h"

enum { REDIS_SCRIPT_NAME_SIZE = 40 };

/*
 * What a cluster is given of a script. Behind its keys each call there has one more, "absent:{TAG}", which
 * never exists: while the slot moves Redis then refuses the call as a whole, where it would else run it half
 * and fail at the first key that is on the other side already (decision 0040). The script does not see it.
 */
#define REDIS_SCRIPT_IN_CLUSTER "table.remove(KEYS) "

typedef struct {
    char hex[REDIS_SCRIPT_NAME_SIZE]; /* not NUL-terminated */
} redis_script_name_t;

/* Parallel arrays, in the order of the registration. A zeroed one is empty. */
typedef struct {
    size_t count;
    redis_script_counts_t *counts; /* holds the script as well */
    redis_script_name_t *names;
    char **bodies; /* as Redis gets them */
} redis_scripts_t;

/* Takes a NULL-terminated list, or NULL, into an empty redis_scripts_t. Once: pointers to the counts last. */
void redis_scripts_register(redis_scripts_t *self, const redis_script_t *const *scripts, bool in_cluster);
/* The same scripts for the other kind of Redis; what was counted stays. */
void redis_scripts_turn(redis_scripts_t *self, bool in_cluster);
void redis_scripts_free(redis_scripts_t *self);

/* Its index; `count` when it is not registered. */
size_t redis_scripts_find(const redis_scripts_t *self, const redis_script_t *script);

/* Writes EVALSHA of the script at `index`: `arguments` holds the keys, then the others. */
void redis_scripts_call(const redis_scripts_t *self, size_t index, size_t key_count,
                        const redis_command_t *arguments, redis_command_t *command);

/* The key more that a call has before a cluster, "absent:{TAG}", for that tag; it lies in `room`. */
enum { REDIS_ABSENT_SIZE = 160 };
text_t redis_scripts_write_absent(text_t tag, char room[REDIS_ABSENT_SIZE]);
/* As redis_scripts_call, with it. There must be another key. */
void redis_scripts_call_in_cluster(const redis_scripts_t *self, size_t index, size_t key_count,
                                   const redis_command_t *arguments, text_t absent, redis_command_t *command);

#endif
