/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/config_help.h"

#include "common/process/config_value.h"

static void write_key(const config_key_t *key, buffer_t *out)
{
    buffer_append_format(out, "\n  %s  (", key->key);
    config_value_allowed(key, out);
    if (!key->default_value[0])
        buffer_append_literal(out, "; default: empty");
    else
        buffer_append_format(out, "; default: %s", key->default_value);
    buffer_append_literal(out, ")\n      ");
    config_value_variable(key, out);
    buffer_append_format(out, "\n      %s\n", key->help);
    if (key->secret)
        buffer_append_literal(out, "      The value file:PATH stands for the first line of that file.\n");
}

void config_help_write(const config_table_t *table, buffer_t *out)
{
    buffer_append_format(
        out,
        "%s: %s\n"
        "\n"
        "Usage: %s [--config FILE] [--check-config]\n"
        "\n"
        "  --config FILE   read the configuration from FILE\n"
        "  --check-config  say whether the configuration is valid, and exit\n"
        "  --help          print this, and exit\n"
        "  --version       print the version, and exit\n"
        "\n"
        "Each key below may stand in FILE (ZPL: lines of \"key = value\"; quote a value that holds #)\n"
        "and in an environment variable, which overrides FILE.\n",
        table->process, table->summary, table->process);
    for (size_t i = 0; i < table->key_count; i++)
        write_key(&table->keys[i], out);
}

/* What ends a cell of a table is escaped. */
static void write_cell(text_t text, buffer_t *out)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] == '|')
            buffer_append_char(out, '\\');
        buffer_append_char(out, text.data[i]);
    }
}

static void write_row(const config_key_t *key, buffer_t *out)
{
    buffer_t allowed = {0};
    config_value_allowed(key, &allowed);
    buffer_append_format(out, "| `%s` | `", key->key);
    config_value_variable(key, out);
    buffer_append_literal(out, "` | ");
    write_cell(buffer_text(&allowed), out);
    buffer_append_format(out, key->default_value[0] ? " | `%s` | " : " | %s | ", key->default_value);
    write_cell(text_of(key->help), out);
    buffer_append_text(out, key->secret ? TEXT_LITERAL(" (secret; `file:PATH` reads it) |\n")
                                        : TEXT_LITERAL(" |\n"));
    buffer_free(&allowed);
}

void config_help_write_markdown(const config_table_t *table, buffer_t *out)
{
    buffer_append_format(
        out,
        "## %s\n\n%s.\n\n| key | variable | takes | default | meaning |\n| --- | --- | --- | --- | --- |\n",
        table->process, table->summary);
    for (size_t i = 0; i < table->key_count; i++)
        write_row(&table->keys[i], out);
}
