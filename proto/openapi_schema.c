/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/openapi_parts.h"

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

/* JSON text: in a form the text, in a JSON body the value itself too. */
static void open_json_text(buffer_t *out, int64_t most)
{
    json_open(out, "anyOf", '[');
    json_open(out, NULL, '{');
    json_add_text(out, "type", "string");
    json_add_text(out, "contentMediaType", "application/json");
    if (most > 0)
        json_add_int(out, "maxLength", most);
    json_close(out, '}');
    json_open(out, NULL, '{');
}

static void close_json_text(buffer_t *out)
{
    json_close(out, '}');
    json_close(out, ']');
}

static void add_content(buffer_t *out)
{
    open_json_text(out, CONTENT_SIZE_MAX);
    json_add_text(out, "type", "object");
    json_add_raw(out, "required", "[\"info_type\"]");
    json_add_raw(out, "properties", "{\"info_type\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":6}}");
    close_json_text(out);
}

static void add_ids(buffer_t *out, const field_t *field)
{
    open_json_text(out, 0);
    json_add_text(out, "type", "array");
    json_add_int(out, "maxItems", field->max);
    json_open(out, "items", '{');
    json_add_text(out, "type", "integer");
    json_add_int(out, "minimum", 1);
    json_add_int(out, "maximum", ID_MAX);
    json_close(out, '}');
    close_json_text(out);
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
    case FIELD_EMAIL:
        add_pattern(out, field, "[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
        json_add_int(out, "maxLength", field->max);
        break;
    case FIELD_CHOICE:
        add_choices(out, field);
        break;
    case FIELD_CONTENT:
        add_content(out);
        break;
    case FIELD_IDS:
        add_ids(out, field);
        break;
    case FIELD_TIME: /* in files of leidactl only */
    case FIELD_SWITCH:
        break;
    }
}

void openapi_add_field(buffer_t *out, const char *name, const field_t *field)
{
    json_open(out, name, '{');
    openapi_add_description(out, field->help);
    add_type(out, field);
    json_close(out, '}');
}

void openapi_add_properties(buffer_t *out, const column_table_t *table)
{
    static const char *const schemas[] = {
        [COLUMN_INT] = "{\"type\":\"integer\"}",
        [COLUMN_INT_OR_NULL] = "{\"type\":[\"integer\",\"null\"]}",
        [COLUMN_BOOL] = "{\"type\":\"boolean\"}",
        [COLUMN_TEXT] = "{\"type\":\"string\"}",
        [COLUMN_TEXT_OR_NULL] = "{\"type\":[\"string\",\"null\"]}",
        [COLUMN_TEXT_LIST] = "{\"type\":\"array\",\"items\":{\"type\":\"string\"}}",
    };
    for (size_t i = 0; i < table->count; i++)
        json_add_raw(out, table->columns[i].name, schemas[table->columns[i].type]);
}

void openapi_add_rows(buffer_t *out, const column_table_t *table)
{
    json_open(out, "ret_data", '{');
    json_add_text(out, "type", "array");
    json_open(out, "items", '{');
    json_add_text(out, "type", "object");
    json_open(out, "properties", '{');
    openapi_add_properties(out, table);
    json_close(out, '}');
    json_open(out, "required", '[');
    for (size_t i = 0; i < table->count; i++)
        json_add_text(out, NULL, table->columns[i].name);
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, '}');
}

bool openapi_is_in_body(const method_t *method, const field_t *field)
{
    return method->verb == VERB_POST && (field->from & FROM_BODY) != 0;
}

void openapi_add_body(buffer_t *out, const method_t *method)
{
    json_open(out, method->name, '{');
    json_add_text(out, "type", "object");
    json_open(out, "properties", '{');
    for (size_t i = 0; i < method->request.count; i++)
        if (openapi_is_in_body(method, &method->request.fields[i]))
            openapi_add_field(out, method->request.fields[i].name, &method->request.fields[i]);
    json_close(out, '}');
    json_open(out, "required", '[');
    for (size_t i = 0; i < method->request.count; i++) {
        const field_t *field = &method->request.fields[i];
        if (openapi_is_in_body(method, field) && field->required)
            json_add_text(out, NULL, field->name);
    }
    json_close(out, ']');
    json_close(out, '}');
}
