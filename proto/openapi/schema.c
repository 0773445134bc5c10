/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/openapi/openapi_parts.h"

#include "proto/content.h"

void openapi_add_description(buffer_t *out, const char *text)
{
    if (text)
        json_add_text(out, "description", text);
}

static void add_range(buffer_t *out, const field_t *field)
{
    json_add_text(out, "type", "integer");
    json_add_int(out, "minimum", field->min);
    json_add_int(out, "maximum", field->max);
}

static void add_text(buffer_t *out, const field_t *field)
{
    json_add_text(out, "type", "string");
    if (field->min > 0)
        json_add_int(out, "minLength", field->min);
    json_add_int(out, "maxLength", field->max);
}

/* A text by pattern; an empty one too where the field's min is 0. */
static void add_pattern(buffer_t *out, const field_t *field, const char *pattern)
{
    buffer_t whole = {0};
    buffer_append_format(&whole, field->min == 0 ? "^(%s)?$" : "^%s$", pattern);
    buffer_append_char(&whole, '\0');
    json_add_text(out, "type", "string");
    json_add_text(out, "pattern", whole.data);
    buffer_free(&whole);
}

static void add_choices(buffer_t *out, const field_t *field)
{
    json_add_text(out, "type", "string");
    json_open(out, "enum", '[');
    for (size_t i = 0; field->choices[i]; i++)
        json_add_text(out, NULL, field->choices[i]);
    json_close(out, ']');
}

/* Content and lists of ids are JSON text: in a form the text, in a JSON body the value itself too. */
static void add_content(buffer_t *out, const field_t *field)
{
    json_open(out, "anyOf", '[');
    json_open(out, NULL, '{');
    json_add_text(out, "type", "string");
    json_add_text(out, "contentMediaType", "application/json");
    json_add_int(out, "maxLength", CONTENT_SIZE_MAX);
    json_close(out, '}');
    json_open(out, NULL, '{');
    json_add_text(out, "$ref",
                  field->min == CONTENT_FROM_STAFF ? OPENAPI_CONTENT_OF_STAFF : OPENAPI_CONTENT_OF_CUSTOMER);
    json_close(out, '}');
    json_close(out, ']');
}

static void add_ids(buffer_t *out, const field_t *field)
{
    json_open(out, "anyOf", '[');
    json_add_raw(out, NULL, "{\"type\":\"string\",\"contentMediaType\":\"application/json\"}");
    json_open(out, NULL, '{');
    json_add_text(out, "type", "array");
    json_add_int(out, "maxItems", field->max);
    json_open(out, "items", '{');
    json_add_text(out, "type", "integer");
    json_add_int(out, "minimum", 1);
    json_add_int(out, "maximum", ID_MAX);
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, ']');
}

static void add_type(buffer_t *out, const field_t *field)
{
    switch (field->type) {
    case FIELD_INT:
        add_range(out, field);
        break;
    case FIELD_PERCENT:
        json_open(out, "anyOf", '[');
        json_open(out, NULL, '{');
        add_range(out, field);
        json_close(out, '}');
        json_add_raw(out, NULL, "{\"type\":\"string\",\"pattern\":\"^[0-9]+%?$\"}");
        json_close(out, ']');
        break;
    case FIELD_TEXT:
        add_text(out, field);
        break;
    case FIELD_VISIBLE:
        add_text(out, field);
        json_add_text(out, "pattern", "^[!-~]*$");
        break;
    case FIELD_DATE:
        add_pattern(out, field, "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}");
        break;
    case FIELD_PHONE:
        add_pattern(out, field, "1[3-9][0-9]{9}");
        break;
    case FIELD_PATH:
        add_pattern(out, field, "/([^/\\\\].*)?");
        json_add_int(out, "maxLength", field->max);
        break;
    case FIELD_EMAIL:
        add_pattern(out, field, "[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
        json_add_int(out, "maxLength", field->max);
        break;
    case FIELD_CHOICE:
        add_choices(out, field);
        break;
    case FIELD_CONTENT:
        add_content(out, field);
        break;
    case FIELD_IDS:
        add_ids(out, field);
        break;
    case FIELD_TIME: /* in files of leidactl only */
    case FIELD_SWITCH:
    case FIELD_BYTES: /* a body of its own media type */
        break;
    }
}

/* Of a field that may be given as nothing. */
static void add_type_or_nothing(buffer_t *out, const field_t *field)
{
    json_open(out, "anyOf", '[');
    json_open(out, NULL, '{');
    add_type(out, field);
    json_close(out, '}');
    json_add_raw(out, NULL, "{\"enum\":[\"\",null]}");
    json_close(out, ']');
}

void openapi_add_field(buffer_t *out, const char *name, const field_t *field)
{
    json_open(out, name, '{');
    openapi_add_description(out, field->help);
    if (field->clears)
        add_type_or_nothing(out, field);
    else
        add_type(out, field);
    json_close(out, '}');
}

/* "the day a deal is expected; null: not set" */
static void add_meaning(buffer_t *out, const column_t *column)
{
    bool nullable = column->type == COLUMN_INT_OR_NULL || column->type == COLUMN_TEXT_OR_NULL;
    buffer_t text = {0};
    buffer_append_text(&text, text_of(column->help));
    if (column->absent)
        buffer_append_format(&text, "; %s: %s", nullable ? "null" : "empty", column->absent);
    buffer_append_char(&text, '\0');
    openapi_add_description(out, text.data);
    buffer_free(&text);
}

/* The type of a column, and what is in it. */
static void add_column_type(buffer_t *out, const column_t *column)
{
    static const char *const types[] = {
        [COLUMN_INT] = "\"integer\"",
        [COLUMN_INT_OR_NULL] = "[\"integer\",\"null\"]",
        [COLUMN_BOOL] = "\"boolean\"",
        [COLUMN_TEXT] = "\"string\"",
        [COLUMN_TEXT_OR_NULL] = "[\"string\",\"null\"]",
        [COLUMN_TEXT_WRITTEN] = "\"string\"",
        [COLUMN_TEXT_LIST] = "\"array\"",
        [COLUMN_OBJECT] = "\"object\"",
        [COLUMN_OBJECT_LIST] = "\"array\"",
    };
    json_add_raw(out, "type", types[column->type]);
    if (column->type == COLUMN_TEXT_LIST)
        json_add_raw(out, "items", "{\"type\":\"string\"}");
    if (column->type == COLUMN_OBJECT)
        openapi_add_members(out, column->inner);
    if (column->type == COLUMN_OBJECT_LIST) {
        json_open(out, "items", '{');
        json_add_text(out, "type", "object");
        openapi_add_members(out, column->inner);
        json_close(out, '}');
    }
}

void openapi_add_properties(buffer_t *out, const column_table_t *table)
{
    for (size_t i = 0; i < table->count; i++) {
        json_open(out, table->columns[i].name, '{');
        add_meaning(out, &table->columns[i]);
        add_column_type(out, &table->columns[i]);
        json_close(out, '}');
    }
}

void openapi_add_members(buffer_t *out, const column_table_t *table)
{
    json_open(out, "properties", '{');
    openapi_add_properties(out, table);
    json_close(out, '}');
    json_open(out, "required", '[');
    for (size_t i = 0; i < table->always; i++)
        json_add_text(out, NULL, table->columns[i].name);
    json_close(out, ']');
}

void openapi_add_rows(buffer_t *out, const column_table_t *table, bool messages)
{
    json_open(out, "ret_data", '{');
    openapi_add_description(out, "the rows of this answer");
    json_add_text(out, "type", "array");
    json_open(out, "items", '{');
    json_add_text(out, "type", "object");
    openapi_add_members(out, table);
    if (messages)
        json_add_raw(out, "allOf", "[{\"$ref\":\"" OPENAPI_CONTENT "\"}]");
    json_close(out, '}');
    json_close(out, '}');
}

bool openapi_is_in_body(const method_t *method, const field_t *field)
{
    return method->http_method == HTTP_POST && (field->from & (FROM_BODY | FROM_RAW)) != 0;
}

void openapi_add_body(buffer_t *out, const method_t *method)
{
    json_open(out, method->name, '{');
    json_add_text(out, "type", "object");
    json_open(out, "properties", '{');
    for (size_t i = 0; i < method->request.count; i++)
        if (openapi_is_in_body(method, &method->request.fields[i]))
            openapi_add_field(out, method->request.fields[i].name, &method->request.fields[i]);
    if (method->uploads)
        json_add_raw(out, "file", "{\"description\":\"the file; what it is its bytes say\"}");
    json_close(out, '}');
    json_open(out, "required", '[');
    if (method->uploads)
        json_add_text(out, NULL, "file");
    for (size_t i = 0; i < method->request.count; i++) {
        const field_t *field = &method->request.fields[i];
        if (openapi_is_in_body(method, field) && field->required)
            json_add_text(out, NULL, field->name);
    }
    json_close(out, ']');
    json_close(out, '}');
}
