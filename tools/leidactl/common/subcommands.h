/* SPDX-License-Identifier: Apache-2.0 */
/* The verbs of leidactl, one file each. They get their own words, without the name, as a NULL-terminated
 * list, and give the exit code. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_VERBS_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_VERBS_H

#include "proto/envelope.h"
#include "tools/leidactl/common/store.h"

typedef struct {
    const char *name; /* the first word, which lists name too: "user" */
    connection_settings_t redis;
    const char *url; /* of the gateway */
} settings_t;

/* Carries out a subcommand; `words` are those behind its name, NULL-terminated. Gives the exit code. */
typedef int(verb_fn)(const settings_t *settings, char **words);

/* The subcommands, by the names in commands.c. */
verb_fn verb_import, verb_export, verb_token, verb_call, verb_demo, verb_record, verb_keygen, verb_check,
    verb_openapi, verb_completion;

/* Connects to the settings' Redis. A store of another form than this build's ends the process with a message.
 */
store_t *verb_store(const settings_t *settings);
/* How many words there are. */
size_t verb_count(char **words);
/* Reads an id; anything else ends the process with a message. */
int64_t verb_id(const char *word);
/* Reads "user" or "customer"; anything else ends the process with a message. */
principal_kind_t verb_principal_kind(const char *word);

#endif
