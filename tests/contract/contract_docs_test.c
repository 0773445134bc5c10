/* SPDX-License-Identifier: Apache-2.0 */
/* docs/api.md says of every method what the contract says: path, caller, each field with its limits, each
 * member of the answer. What a test misses is the line to put there. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "base/file.h"
#include "proto/content.h"
#include "proto/contract.h"
#include "tests/support/leak_check.h"

#define API_MD LEIDA_SOURCE_DIR "/docs/api.md"

#define MESSAGE_ROWS "`ret_data` rows, with the members of their [content](#message-content) besides"

TestSuite(contract_docs, .fini = leak_check);

enum { DOCUMENT_MAX = 1 << 20 /* bytes */ };

static char *read_document(void)
{
    buffer_t text = {0};
    cr_assert(file_read(API_MD, DOCUMENT_MAX, &text), "%s", API_MD);
    buffer_append_char(&text, '\0');
    return text.data;
}

static void write_number(buffer_t *out, int64_t number)
{
    if (number == ID_MAX)
        buffer_append_literal(out, "2^53-1");
    else
        buffer_append_int(out, number);
}

static void write_range(buffer_t *out, const field_t *field, const char *unit)
{
    write_number(out, field->min);
    buffer_append_literal(out, "..");
    write_number(out, field->max);
    buffer_append_text(out, text_of(unit));
}

static void write_choices(buffer_t *out, const field_t *field)
{
    for (size_t i = 0; field->choices[i]; i++)
        buffer_append_format(out, "%s`%s`", i ? ", " : "", field->choices[i]);
}

static void write_values(buffer_t *out, const field_t *field)
{
    switch (field->type) {
    case FIELD_INT:
        write_range(out, field, field->clears ? ", or empty" : "");
        break;
    case FIELD_PERCENT:
        write_range(out, field, ", a % behind it is taken off");
        break;
    case FIELD_TEXT:
        write_range(out, field, " characters");
        break;
    case FIELD_VISIBLE:
        write_range(out, field, " visible ASCII characters");
        break;
    case FIELD_DATE:
        buffer_append_text(out, text_of(field->min == 0 ? "date, or empty" : "date"));
        break;
    case FIELD_CHOICE:
        write_choices(out, field);
        break;
    case FIELD_PHONE:
        buffer_append_literal(out, "1, 3 to 9, nine digits; or empty");
        break;
    case FIELD_PATH:
        buffer_append_literal(out, "path, up to ");
        buffer_append_format(out, "%lld bytes", (long long)field->max);
        break;
    case FIELD_BYTES:
        buffer_append_format(out, "up to %lld bytes", (long long)field->max);
        break;
    case FIELD_EMAIL:
        buffer_append_literal(out, "address, or empty");
        break;
    case FIELD_CONTENT:
        buffer_append_format(out, "message content, up to %lld bytes", (long long)field->max);
        break;
    case FIELD_IDS:
        buffer_append_format(out, "JSON text: a list of up to %lld ids", (long long)field->max);
        break;
    case FIELD_TIME:
    case FIELD_SWITCH:
        cr_assert(false, "%s: only in files", field->name);
    }
}

static void write_field(buffer_t *out, const field_t *field)
{
    static const char *const places[] = {[FROM_QUERY] = "query",
                                         [FROM_BODY] = "body",
                                         [FROM_PATH] = "path",
                                         [FROM_COOKIE] = "cookie",
                                         [FROM_RAW] = "the body"};
    buffer_append_format(out, "\n| `%s` | %s | %s | ", field->name, places[field->from],
                         field->required ? "yes" : "");
    write_values(out, field);
    buffer_append_literal(out, " |");
}

/* What is said of the members of an answer: a line each. */
static void write_members(buffer_t *out, const char *what, const column_table_t *table)
{
    if (!table)
        return;
    buffer_append_format(out, "\n%s:", what);
    for (size_t i = 0; i < table->count; i++) {
        const column_t *column = &table->columns[i];
        buffer_append_format(out, "\n| `%s` | %s | %s | %s |", column->name, column_type_name(column->type),
                             column->absent ? column->absent : "", column->help);
        buffer_t inner = {0};
        buffer_append_format(&inner, "Each of `%s`", column->name);
        buffer_append_char(&inner, '\0');
        write_members(out, inner.data, column->inner);
        buffer_free(&inner);
    }
}

/* The lines that must be there, each with the newline before it; fields may have words behind. */
static void write_lines(buffer_t *out, const method_t *method)
{
    static const char *const callers[] = {
        "staff user or a customer", [PRINCIPAL_STAFF] = "staff user", [PRINCIPAL_CUSTOMER] = "customer"};
    if (method->is_public)
        buffer_append_literal(out, "\nBy anybody.");
    else
        buffer_append_format(out, "\nBy a %s.", callers[method->caller]);
    for (size_t i = 0; i < method->request.count; i++)
        write_field(out, &method->request.fields[i]);
    write_members(out, method->messages ? MESSAGE_ROWS : "`ret_data` rows", method->rows);
    write_members(out, "`data`", method->data);
    write_members(out, "`data` of a page that ended early", method->cut);
    buffer_append_char(out, '\0');
}

/* Cuts the section of the method out of the document; NULL when it has none. */
static char *section_of(const char *document, const method_t *method)
{
    buffer_t head = {0};
    buffer_append_format(&head, "\n### %s `%s%s`\n", method->http_method == HTTP_GET ? "GET" : "POST",
                         CONTRACT_BASE_PATH, method->path);
    buffer_append_char(&head, '\0');
    const char *start = strstr(document, head.data);
    char *section = NULL;
    if (start) {
        start += head.size - 2;
        const char *end = strstr(start, "\n##");
        section = memory_copy_text((text_t){start, end ? (size_t)(end - start) : strlen(start)});
    }
    buffer_free(&head);
    return section;
}

static void check_method(const char *document, const method_t *method)
{
    char *section = section_of(document, method);
    cr_assert_not_null(section, "%s has no section", method->path);
    buffer_t lines = {0};
    write_lines(&lines, method);
    for (char *line = lines.data; *line;) {
        char *next = strchrnul(line + 1, '\n');
        char end = *next;
        *next = '\0';
        cr_expect_not_null(strstr(section, line), "%s: missing:%s", method->path, line);
        *next = end;
        line = next;
    }
    buffer_free(&lines);
    free(section);
}

Test(contract_docs, api_says_what_the_contract_says)
{
    char *document = read_document();
    for (size_t i = 0; i < contract_count(); i++)
        if (contract_at(i)->path)
            check_method(document, contract_at(i));
    free(document);
}

static void write_content(buffer_t *out, int info_type)
{
    static const char *const needs[CONTENT_NEEDS_COUNT] = {
        [CONTENT_NEEDS_FILLED_TEXT] = "text, not empty",
        [CONTENT_NEEDS_TEXT] = "text",
        [CONTENT_NEEDS_TEXT_OR_NUMBER] = "text or number",
    };
    content_member_t member;
    for (size_t i = 0; content_member(info_type, i, &member); i++)
        buffer_append_format(out, "\n| %d | %s | `%s` | %s | %s |", info_type, content_type_name(info_type),
                             member.name, needs[member.need], member.help);
}

Test(contract_docs, api_says_what_contents_have)
{
    char *document = read_document();
    for (int info_type = 1; info_type <= CONTENT_TYPE_MAX; info_type++) {
        buffer_t rows = {0};
        write_content(&rows, info_type);
        buffer_append_char(&rows, '\0');
        cr_expect_not_null(strstr(document, rows.data), "missing: %s", rows.data);
        buffer_free(&rows);
    }
    free(document);
}

Test(contract_docs, every_member_of_every_answer_is_explained)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        const column_table_t *const tables[] = {method->rows, method->data, method->cut};
        for (size_t t = 0; t < sizeof tables / sizeof *tables; t++)
            for (size_t c = 0; tables[t] && c < tables[t]->count; c++) {
                const column_t *column = &tables[t]->columns[c];
                bool nullable = column->type == COLUMN_INT_OR_NULL || column->type == COLUMN_TEXT_OR_NULL;
                cr_expect(column->help && column->help[0], "%s: %s", method->name, column->name);
                cr_expect(!nullable || column->absent, "%s: %s: when is it null?", method->name,
                          column->name);
            }
    }
}

Test(contract_docs, api_knows_every_code)
{
    char *document = read_document();
    for (unsigned status = STATUS_NO_DATA; status < STATUS_COUNT; status++) {
        const status_info_t *info = status_info(status);
        if (status == STATUS_RAW)
            continue;
        buffer_t row = {0};
        buffer_append_format(&row, "| %d | %d | %s |", info->http, info->code, info->text);
        buffer_append_char(&row, '\0');
        cr_expect_not_null(strstr(document, row.data), "missing: %s", row.data);
        buffer_free(&row);
    }
    free(document);
}
