/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that redis_t sends on its own: those that make a connection usable, WAIT, and ASKING. */
#ifndef LEIDA_COMMON_REDIS_PREPARE_H
#define LEIDA_COMMON_REDIS_PREPARE_H

#include "common/redis/link.h"
#include "common/redis/options.h"
#include "common/redis/scripts.h"

typedef struct {
    const redis_options_t *options;
    const redis_scripts_t *scripts;
    const char *token; /* as of redis_shared_t */
    bool find_master;  /* ask for its ROLE */
    bool ask_form;     /* ask for the store's form, if the options tell how */
} redis_preparation_t;

/* Writes AUTH into an empty command. False: without a password there is none. `user` NULL or empty: the
 * default user. The texts are borrowed. */
bool redis_add_login(redis_command_t *command, const char *user, const char *password);

/* Writes all that a fresh connection needs, in one go. Returns how many replies there will be: their waiters
 * have `prepares` set. */
size_t redis_prepare_connection(redis_link_t *link, const redis_preparation_t *preparation);
typedef enum {
    REDIS_STEP_DONE,
    REDIS_STEP_LATER,   /* refused for now (LOADING, …): all of them are to be tried again */
    REDIS_STEP_HOPELESS /* the connection is of no use */
} redis_step_t;
/* What the reply to one of them means. *why: unless it is done; as long as the reply. */
redis_step_t redis_step_judge(const redis_reply_t *reply, const char **why);

/* The part of it that loads the scripts. */
size_t redis_prepare_scripts(redis_link_t *link, const redis_scripts_t *scripts);

/* Writes WAIT; its waiter has `confirms` set. */
void redis_ask_replicas(redis_link_t *link, const redis_options_t *options);

/* Writes ASKING: the next command may be on a slot that this node is only being given. */
void redis_ask_once(redis_link_t *link);

#endif
