/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/config.h"

#include <czmq.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "common/process/config_environment.h"
#include "common/process/config_help.h"
#include "common/process/config_value.h"

enum { CONFIG_FILE_MAX = 65536 };

/* One reading. All that is wrong is reported, not only the first. */
typedef struct {
    const config_table_t *table;
    void *settings;
    const char *file;      /* NULL: none */
    const char *file_rest; /* what follows the line that is being taken */
    unsigned line;         /* its number */
    bool check;            /* only tell whether it is valid */
    bool *seen;            /* of the keys: which the file has given */
    buffer_t *why;         /* that faults are told in; NULL: they are printed */
    bool refused;
} reader_t;

__attribute__((format(printf, 2, 3))) static void refuse(reader_t *self, const char *format, ...)
{
    char *line = NULL;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&line, format, arguments) < 0)
        abort(); /* out of memory */
    va_end(arguments);
    if (self->why)
        buffer_append_format(self->why, "%s\n", line);
    else
        fprintf(stderr, "%s: %s\n", self->table->process, line);
    free(line);
    self->refused = true;
}

/* `source`: the file with the line, or the environment variable. */
static void refuse_value(reader_t *self, const config_key_t *key, const char *source, text_t value)
{
    buffer_t allowed = {0};
    config_value_allowed(key, &allowed);
    if (key->secret)
        refuse(self, "%s: %s: this value is not allowed, only %.*s", source, key->key,
               TEXT_ARG(buffer_text(&allowed)));
    else
        refuse(self, "%s: %s: \"%.*s\" is not allowed, only %.*s", source, key->key, TEXT_ARG(value),
               TEXT_ARG(buffer_text(&allowed)));
    buffer_free(&allowed);
}

static void take_value(reader_t *self, const config_key_t *key, const char *source, const char *value)
{
    buffer_t content = {0};
    text_t text = text_of(value);
    if (key->secret) {
        if (!file_secret(value, &content)) {
            refuse(self, "%s: %s: cannot read %s: %s", source, key->key, value, strerror(errno));
            return;
        }
        text = buffer_text(&content);
    }
    if (!config_value_set(key, self->settings, text))
        refuse_value(self, key, source, text);
    buffer_free(&content);
}

/* A default may be refused as well: a zone that the system lacks. */
static void take_defaults(reader_t *self)
{
    for (size_t i = 0; i < self->table->key_count; i++)
        take_value(self, &self->table->keys[i], "default", self->table->keys[i].default_value);
}

static void take_file_key(reader_t *self, const char *name, const char *value, const char *source)
{
    size_t i = 0;
    while (i < self->table->key_count && strcmp(self->table->keys[i].key, name) != 0)
        i++;
    if (i == self->table->key_count) {
        const char *wrong = "unknown key (--help lists all)";
        if (self->table->other)
            wrong = self->table->other(self->settings, name, value, self->line);
        if (wrong)
            refuse(self, "%s: %s: %s", source, name, wrong);
        return;
    }
    if (self->seen[i])
        refuse(self, "%s: %s: given twice", source, name);
    self->seen[i] = true;
    take_value(self, &self->table->keys[i], source, value);
}

/* Goes to the line of the next node, which zconfig does not tell: each line is one, in their order, but those
 * that are blank or a comment. */
static void next_line(reader_t *self)
{
    for (bool found = false; !found && *self->file_rest; self->line++) {
        const char *begin = self->file_rest + strspn(self->file_rest, " \t\v\f\r");
        found = *begin != '#' && *begin != '\n';
        self->file_rest = begin + strcspn(begin, "\n");
        if (*self->file_rest)
            self->file_rest++;
    }
}

/* A node of ZPL is a key when it has a value or stands alone, and a section when it has children: maybe both.
 */
static void take_nodes(reader_t *self, zconfig_t *parent, const char *prefix)
{
    for (zconfig_t *node = zconfig_child(parent); node; node = zconfig_next(node)) {
        buffer_t name = {0}, source = {0};
        buffer_append_format(&name, "%s%s%s%c", prefix, *prefix ? "." : "", zconfig_name(node), '\0');
        next_line(self);
        buffer_append_format(&source, "%s:%u%c", self->file, self->line, '\0');
        const char *value = zconfig_value(node);
        if ((value && *value) || !zconfig_child(node))
            take_file_key(self, name.data, value ? value : "", source.data);
        take_nodes(self, node, name.data);
        buffer_free(&source);
        buffer_free(&name);
    }
}

static void take_file(reader_t *self)
{
    buffer_t content = {0};
    zconfig_t *root = NULL;
    if (!file_read(self->file, CONFIG_FILE_MAX, &content)) {
        refuse(self, "%s: cannot read: %s", self->file, strerror(errno));
    } else if (!text_is_utf8(buffer_text(&content))) {
        refuse(self, "%s: not UTF-8 text", self->file);
    } else {
        buffer_append_char(&content, '\0');
        root = zconfig_str_load(content.data);
        if (!root)
            refuse(self, "%s: not valid ZPL: the line before names the line of the file", self->file);
    }
    if (root) {
        self->file_rest = content.data;
        take_nodes(self, root, "");
    }
    zconfig_destroy(&root);
    buffer_free(&content);
}

static void take_environment(reader_t *self)
{
    buffer_t name = {0};
    for (size_t i = 0; i < self->table->key_count; i++) {
        buffer_clear(&name);
        config_value_variable(&self->table->keys[i], &name);
        buffer_append_char(&name, '\0');
        const char *value = getenv(name.data);
        if (value)
            take_value(self, &self->table->keys[i], name.data, value);
    }
    buffer_free(&name);
}

static void check_together(reader_t *self)
{
    buffer_t why = {0};
    if (self->table->check && !self->table->check(self->settings, &why))
        refuse(self, "%s%s%.*s", self->why ? self->file : "", self->why ? ": " : "",
               TEXT_ARG(buffer_text(&why)));
    buffer_free(&why);
}

static config_outcome_t print_help(const config_table_t *table, bool markdown)
{
    buffer_t help = {0};
    if (markdown)
        config_help_write_markdown(table, &help);
    else
        config_help_write(table, &help);
    fwrite(help.data, 1, help.size, stdout);
    buffer_free(&help);
    return CONFIG_DONE;
}

/* CONFIG_RUN: go on and read. */
static config_outcome_t read_options(reader_t *self, int argc, char **argv)
{
    static const struct option options[] = {
        {"config", required_argument, NULL, 'f'}, {"check-config", no_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},         {"help-markdown", no_argument, NULL, 'm'},
        {"version", no_argument, NULL, 'v'},      {NULL, 0, NULL, 0}};
    optind = 0; /* from the start, also when called again */
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'h' || option == 'm')
            return print_help(self->table, option == 'm');
        if (option == 'v') {
            printf("%s %s\n", self->table->process, LEIDA_VERSION);
            return CONFIG_DONE;
        }
        if (option == '?')
            return CONFIG_REFUSED;
        if (option == 'f')
            self->file = optarg;
        self->check = self->check || option == 'c';
    }
    if (optind < argc) {
        refuse(self, "%s: not an option (--help lists all)", argv[optind]);
        return CONFIG_REFUSED;
    }
    return CONFIG_RUN;
}

/* Of a check, which sets up no log. */
static void warn_of_variables(const config_table_t *table)
{
    text_t name;
    for (size_t at = 0; config_environment_unknown(&at, &name);)
        fprintf(stderr, "%s: %.*s: warning: unknown variable\n", table->process, TEXT_ARG(name));
}

config_outcome_t config_read(const config_table_t *table, int argc, char **argv, void *settings)
{
    zsys_handler_set(NULL); /* czmq would take SIGINT and SIGTERM with its first call */
    reader_t reader = {.table = table, .settings = settings};
    config_outcome_t outcome = read_options(&reader, argc, argv);
    if (outcome != CONFIG_RUN)
        return outcome;
    reader.seen = memory_new_zeroed(table->key_count * sizeof(bool));
    take_defaults(&reader);
    if (reader.file)
        take_file(&reader);
    take_environment(&reader);
    free(reader.seen);
    if (!reader.refused)
        check_together(&reader);
    if (reader.refused)
        return CONFIG_REFUSED;
    if (!reader.check)
        return CONFIG_RUN;
    warn_of_variables(table);
    puts("configuration is valid");
    return CONFIG_DONE;
}

bool config_read_file(const config_table_t *table, const char *path, void *settings, buffer_t *why)
{
    reader_t reader = {.table = table, .settings = settings, .file = path, .why = why};
    reader.seen = memory_new_zeroed(table->key_count * sizeof(bool));
    take_defaults(&reader);
    take_file(&reader);
    free(reader.seen);
    if (!reader.refused)
        check_together(&reader);
    return !reader.refused;
}

void config_free(const config_table_t *table, void *settings)
{
    for (size_t i = 0; i < table->key_count; i++) {
        if (table->keys[i].type == CONFIG_STRING) {
            char **member = (char **)((char *)settings + table->keys[i].offset);
            free(*member);
            *member = NULL;
        }
    }
}
