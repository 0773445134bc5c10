/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/commands.h"

#include <stdlib.h>

#include "tools/leidactl/common/fail.h"

#define PERSON_SUBCOMMANDS "list show add change enable disable"
#define RECORD_SUBCOMMANDS "list show add change"

const option_t common_options[] = {
    {.name = "--redis", .takes = "ADDRESS"},
    {.name = "--url", .takes = "URL"},
    {.name = "--help"},
    {.name = "-h"},
    {.name = "--version"},
    {.name = NULL},
};

const command_t commands[] = {
    {.name = "import", .run = subcommand_import, .places = {"FILE"}, .options = {{.name = "--skip-bad"}}},
    {.name = "export", .run = subcommand_export, .options = {{.name = "--user", .takes = "ID"}}},
    {.name = "user", .run = subcommand_record, .kind = KIND_USER, .places = {PERSON_SUBCOMMANDS}},
    {.name = "customer", .run = subcommand_record, .kind = KIND_CUSTOMER, .places = {PERSON_SUBCOMMANDS}},
    {.name = "company", .run = subcommand_record, .kind = KIND_COMPANY, .places = {RECORD_SUBCOMMANDS}},
    {.name = "tag", .run = subcommand_record, .kind = KIND_TAG, .places = {RECORD_SUBCOMMANDS}},
    {.name = "relation", .run = subcommand_record, .kind = KIND_RELATION, .places = {RECORD_SUBCOMMANDS}},
    {.name = "token",
     .run = subcommand_token,
     .places = {"issue rotate revoke", "user customer"},
     .options = {{.name = "--scheme", .takes = "any|hmac", .choices = "any hmac"}}},
    {.name = "login-link",
     .run = subcommand_login_link,
     .places = {"user: customer:"},
     .options = {{.name = "--ttl", .takes = "TIME"},
                 {.name = "--with", .takes = "user:ID", .choices = "user:"}}},
    {.name = "call",
     .run = subcommand_call,
     .places = {"GET POST", "PATH"},
     .options = {{.name = "--as", .takes = "user:ID|customer:ID", .choices = "user: customer:"},
                 {.name = "-d", .takes = "FIELD=VALUE"},
                 {.name = "--json"},
                 {.name = "--hmac"},
                 {.name = "--trace"},
                 {.name = "--follow"}}},
    {.name = "check", .run = subcommand_check, .options = {{.name = "--repair"}}},
    {.name = "media",
     .run = subcommand_media,
     .places = {"check"},
     .options = {{.name = "--delete-unused"}, {.name = "--older-than", .takes = "TIME"}}},
    {.name = "move",
     .run = subcommand_move,
     .places = {"cluster://"},
     .options = {{.name = "--from", .takes = "ADDRESS"},
                 {.name = "--dry-run"},
                 {.name = "--yes"},
                 {.name = "--back"}}},
    {.name = "wechat",
     .run = subcommand_wechat,
     .places = {"check refresh dead login-test", "list retry drop gzh: qy:"},
     .options = {{.name = "--json"}}},
    {.name = "openapi", .run = subcommand_openapi},
    {.name = "demo",
     .run = subcommand_demo,
     .options = {{.name = "--live"}, {.name = "--seed", .takes = "N"}, {.name = "--rate", .takes = "N"}}},
    {.name = "keygen", .run = subcommand_keygen},
    {.name = "completion", .run = subcommand_completion, .places = {"bash zsh"}},
    {.name = NULL},
};

const command_t *command_find(const char *name)
{
    for (const command_t *command = commands; command->name; command++)
        if (strcmp(command->name, name) == 0)
            return command;
    return NULL;
}

static const option_t *option_find(const option_t *options, const char *word)
{
    for (; options->name; options++)
        if (strcmp(options->name, word) == 0)
            return options;
    return NULL;
}

/* Whether the word looks like an option; - stands for standard input. */
static bool is_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0';
}

/* The value that follows an option, which ends the process when it is missing. */
static char *value_of(char **words)
{
    if (!words[1])
        fail_usage("%s needs a value", words[0]);
    return words[1];
}

/* Gives how many words it takes. */
static size_t take_common(const option_t *option, char **words, settings_t *settings, int *wants)
{
    if (option->takes)
        *(strcmp(option->name, "--url") == 0 ? &settings->url : &settings->redis.address) = value_of(words);
    else
        *wants = strcmp(option->name, "--version") == 0 ? 'v' : '?';
    return option->takes ? 2 : 1;
}

/* The option of any subcommand; NULL: there is none. */
static const option_t *option_find_any(const char *word)
{
    const option_t *found = option_find(common_options, word);
    for (const command_t *command = commands; command->name && !found; command++)
        found = option_find(command->options, word);
    return found;
}

/* The subcommand: the first word that is neither an option nor the value of one. */
static const command_t *find_handler(char *const *words)
{
    for (; *words; words++) {
        if (!is_option(*words))
            return command_find(*words);
        const option_t *option = option_find_any(*words);
        if (option && option->takes && words[1])
            words++;
    }
    return NULL;
}

void commands_sort(char **words, settings_t *settings, int *wants)
{
    const command_t *command = find_handler(words);
    size_t kept = 0, option_count = 0, count = subcommand_count(words);
    char **options = memory_new((count + 1) * sizeof *options);
    for (size_t at = 0; at < count;) {
        const option_t *common = option_find(common_options, words[at]);
        const option_t *own = command ? option_find(command->options, words[at]) : NULL;
        if (!is_option(words[at])) {
            words[kept++] = words[at++];
        } else if (common) {
            at += take_common(common, words + at, settings, wants);
        } else if (own) {
            options[option_count++] = words[at];
            if (own->takes)
                options[option_count++] = value_of(words + at++);
            at++;
        } else {
            fail_usage("%s%sthere is no option %s", command ? command->name : "", command ? ": " : "",
                       words[at]);
        }
    }
    memcpy(words + kept, options, option_count * sizeof *options);
    words[kept + option_count] = NULL;
    free(options);
}
