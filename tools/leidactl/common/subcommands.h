/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands of leidactl, one file each. They get their own words, without the name, as a
 * NULL-terminated list, and give the exit code. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_SUBCOMMANDS_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_SUBCOMMANDS_H

#include "proto/envelope.h"
#include "tools/leidactl/common/store.h"

typedef struct {
    const char *name; /* the first word, which lists name too: "user" */
    connection_settings_t redis;
    const char *url;     /* of the gateway */
    const char *origins; /* of its pages, separated by spaces; empty: that of the URL */
} settings_t;

/* Carries out a subcommand; `words` are those behind its name, NULL-terminated. Gives the exit code. */
typedef int(subcommand_fn)(const settings_t *settings, char **words);

/* The subcommands, by the names in commands.c. */
subcommand_fn subcommand_import, subcommand_export, subcommand_token, subcommand_login_link, subcommand_call,
    subcommand_demo, subcommand_record, subcommand_keygen, subcommand_check, subcommand_openapi,
    subcommand_media, subcommand_completion, subcommand_move, subcommand_wechat;

/* Connects to the settings' Redis, or where its store has moved, which is said. A store of another form than
 * this build's ends the process with a message.
 */
store_t *subcommand_store(const settings_t *settings);
/* How many words there are. */
size_t subcommand_count(char **words);
/* Reads an id; anything else ends the process with a message. */
int64_t subcommand_id(const char *word);
/* Reads "user:7" or "customer:9"; anything else ends the process with a message. */
principal_t subcommand_principal(const char *word);
/* Reads "user" or "customer"; anything else ends the process with a message. */
principal_kind_t subcommand_principal_kind(const char *word);

#endif
