/* SPDX-License-Identifier: Apache-2.0 */
/* The texts are help.txt: ./leida shows them from there before anything is built. */
#include "tools/leidactl/help.h"

#include <stdio.h>

#include "proto/contract.h"
#include "tools/leidactl/commands.h"

extern const unsigned char help_text[];
extern const size_t help_text_size;

/* Takes the next line off the text, its end included. */
static text_t take_line(text_t *text)
{
    const char *end = memchr(text->data, '\n', text->size);
    text_t line = {text->data, end ? (size_t)(end - text->data) + 1 : text->size};
    *text = (text_t){text->data + line.size, text->size - line.size};
    return line;
}

/* Whether "== NAME NAME …" names it. */
static bool names(text_t heading, text_t name)
{
    size_t at = 3;
    while (at < heading.size) {
        size_t size = 0;
        while (at + size < heading.size && heading.data[at + size] != ' ' && heading.data[at + size] != '\n')
            size++;
        if (text_equal((text_t){heading.data + at, size}, name))
            return true;
        at += size + 1;
    }
    return false;
}

/* False when there is no such section. */
static bool print_section(const char *name)
{
    text_t text = {(const char *)help_text, help_text_size};
    bool within = false, found = false;
    while (text.size > 0) {
        text_t line = take_line(&text);
        bool heading = text_begins(line, TEXT_LITERAL("== "));
        if (heading)
            within = names(line, text_of(name));
        else if (within)
            printf("%.*s", TEXT_ARG(line));
        found = found || within;
    }
    return found;
}

static void print_field(const field_t *field)
{
    printf("%s%s", field->name, field->required ? "*" : "");
}

static void print_fields(record_kind_t kind)
{
    const field_table_t *table = kind_table(kind);
    for (size_t i = 0; i < table->count; i++) {
        fputs(i ? ", " : "", stdout);
        print_field(&table->fields[i]);
    }
}

static void print_types(void)
{
    for (record_kind_t kind = KIND_COMPANY; kind < KIND_COUNT; kind++) {
        printf("\n  %-16s ", kind_name(kind));
        print_fields(kind);
    }
    fputc('\n', stdout);
}

static void print_routes(void)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        if (!method->path || !method->caller) /* a browser's alone, and what nobody signs */
            continue;
        printf("\n  %s %s%s   as %s\n      %s\n", method->http_method == HTTP_GET ? "GET" : "POST",
               CONTRACT_BASE_PATH, method->path, method->caller == PRINCIPAL_STAFF ? "user" : "customer",
               method->summary);
        for (size_t j = 0; j < method->request.count; j++) {
            const field_t *field = &method->request.fields[j];
            if (field->from == FROM_PATH)
                continue;
            fputs("      ", stdout);
            print_field(field);
            printf("%s%s\n", field->help ? ": " : "", field->help ? field->help : "");
        }
    }
}

void help_print(const char *subcommand)
{
    const command_t *command = subcommand ? command_find(subcommand) : NULL;
    if (!command || !print_section(command->name)) {
        print_section("leidactl");
        return;
    }
    if (command->run == subcommand_import)
        print_types();
    if (command->run == subcommand_call)
        print_routes();
    if (command->kind == KIND_NONE)
        return;
    fputs("\n  ", stdout);
    print_fields(command->kind);
    fputc('\n', stdout);
}
