/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl completion bash|zsh`: tables made from commands.c, the records and the contract, and the
 * functions of completion.sh that read them. */
#include <stdio.h>
#include <stdlib.h>

#include "proto/contract.h"
#include "tools/leidactl/commands.h"
#include "tools/leidactl/common/fail.h"

extern const unsigned char completion_text[];
extern const size_t completion_text_size;

static void print_subcommands(void)
{
    fputs("_leidactl_subcommands() {\n    echo '", stdout);
    for (const command_t *command = commands; command->name; command++)
        printf("%s%s", command == commands ? "" : " ", command->name);
    puts("'\n}");
}

/* The fields that `add` and `change` take. */
static void print_fields(const command_t *command)
{
    const field_table_t *table = kind_table(command->kind);
    printf("    %s/*/add | %s/*/change) echo '", command->name, command->name);
    size_t first = command->kind == KIND_RELATION ? 2 : 0; /* behind its ids, which are words of their own */
    for (size_t i = first; i < table->count; i++)
        printf("%s%s=", i > first ? " " : "", table->fields[i].name);
    puts("' ;;");
}

/* The paths of the API for one HTTP method, with the number 0 where one without meaning stands. */
static void print_paths(http_method_t http_method)
{
    printf("    call/2/%s) echo '", http_method == HTTP_GET ? "GET" : "POST");
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        if (!method->path)
            continue;
        const char *brace = strchr(method->path, '{');
        size_t size = brace ? (size_t)(brace - method->path) : strlen(method->path);
        if (method->caller && method->http_method == http_method) /* what no caller signs is a browser's */
            printf("%s%s%.*s%s", i ? " " : "", CONTRACT_BASE_PATH, (int)size, method->path,
                   brace && brace[1] == 'n' ? "0" : "");
    }
    puts("' ;;");
}

/* A place in capitals names what comes there, which nobody can offer. */
static bool is_offered(const char *place)
{
    return place && strcmp(place, "PATH") != 0 && strcmp(place, "FILE") != 0;
}

static void print_places(void)
{
    puts("_leidactl_place() {\n    case $1 in");
    for (const command_t *command = commands; command->name; command++) {
        for (size_t place = 0; place < COMMAND_PLACES_MAX; place++)
            if (is_offered(command->places[place]))
                printf("    %s/%zu/*) echo '%s' ;;\n", command->name, place + 1, command->places[place]);
        if (command->kind != KIND_NONE)
            print_fields(command);
    }
    print_paths(HTTP_GET);
    print_paths(HTTP_POST);
    puts("    esac\n}");
}

static void print_names(const option_t *options)
{
    for (const option_t *option = options; option->name; option++)
        printf("%s%s", option == options ? "" : " ", option->name);
}

static void print_options(void)
{
    puts("_leidactl_options() {\n    case $1 in");
    for (const command_t *command = commands; command->name; command++) {
        if (!command->options[0].name)
            continue;
        printf("    %s) echo '", command->name);
        print_names(command->options);
        puts("' ;;");
    }
    fputs("    esac\n    echo '", stdout);
    print_names(common_options);
    puts("'\n}");
}

static void print_taking(const option_t *options)
{
    for (; options->name; options++)
        if (options->takes)
            printf("    %s) echo '%s' ;;\n", options->name, options->choices ? options->choices : "");
}

static void print_takes(void)
{
    puts("_leidactl_takes() {\n    case $1 in");
    for (const command_t *command = commands; command->name; command++)
        print_taking(command->options);
    print_taking(common_options);
    puts("    --data) ;; # of ./leida ctl\n    *) return 1 ;;\n    esac\n}");
}

int subcommand_completion(const settings_t *settings, char **words)
{
    (void)settings;
    bool zsh = words[0] && strcmp(words[0], "zsh") == 0;
    if (subcommand_count(words) != 1 || (!zsh && strcmp(words[0], "bash") != 0))
        fail_usage("completion: bash or zsh?");
    if (zsh)
        puts("autoload -U +X bashcompinit && bashcompinit");
    print_subcommands();
    print_places();
    print_options();
    print_takes();
    fwrite(completion_text, 1, completion_text_size, stdout);
    if (fflush(stdout) != 0)
        fail("writing: standard output does not take it");
    return EXIT_SUCCESS;
}
