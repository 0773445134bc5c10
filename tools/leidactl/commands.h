/* SPDX-License-Identifier: Apache-2.0 */
/* What the command line may be: the one table that finds subcommands, tells options from words, and from
 * which completion is made. help.txt describes the same (a test compares them). */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMANDS_H
#define LEIDA_TOOLS_LEIDACTL_COMMANDS_H

#include "tools/leidactl/common/line.h"
#include "tools/leidactl/common/subcommands.h"

/* Choices are separated by spaces; one that ends with '=' or ':' is the beginning of a word. */
typedef struct {
    const char *name;    /* "--scheme" */
    const char *takes;   /* what follows it, "ID"; NULL: nothing */
    const char *choices; /* of what follows; NULL: anything */
} option_t;

enum { COMMAND_OPTIONS_MAX = 7, COMMAND_PLACES_MAX = 3 };

typedef struct {
    const char *name;
    subcommand_fn *run;
    record_kind_t kind;                     /* of the records that it edits; KIND_NONE: of none */
    const char *places[COMMAND_PLACES_MAX]; /* choices of the first words; NULL: anything */
    option_t options[COMMAND_OPTIONS_MAX];  /* ends with one without a name */
} command_t;

/* Every subcommand; ends with one without a name. */
extern const command_t commands[];

/* The options of all subcommands; ends with one without a name. */
extern const option_t common_options[];

/* NULL: there is no such subcommand. */
const command_t *command_find(const char *name);

/* Puts the words of a command line into the order that the subcommands read: the subcommand, its words, its
 * options. Common options are taken out: the values of --redis and --url go into the settings, and *wants is
 * '?' after --help, 'v' after --version, else 0. What is no option of the subcommand ends the process with a
 * message. The list is sorted in place and ends with NULL. */
void commands_sort(char **words, settings_t *settings, int *wants);

#endif
