/* SPDX-License-Identifier: Apache-2.0 */
/* openapi.json says of every method what the contract says. */
#include <criterion/criterion.h>
#include <jansson.h>

#include "proto/contract.h"
#include "proto/openapi/openapi.h"
#include "tests/support/leak_check.h"

static json_t *document;

static void read_document(void)
{
    buffer_t text = {0};
    json_error_t error;
    openapi_write(&text, "1.2.3");
    document = json_loadb(text.data, text.size, JSON_REJECT_DUPLICATES, &error);
    cr_assert_not_null(document, "%s at %d", error.text, error.position);
    buffer_free(&text);
}

static void forget_document(void)
{
    json_decref(document);
    leak_check();
}

TestSuite(contract_openapi, .init = read_document, .fini = forget_document);

static json_t *operation_of(const method_t *method)
{
    char path[256];
    snprintf(path, sizeof path, "%s%s", CONTRACT_BASE_PATH, method->path);
    json_t *item = json_object_get(json_object_get(document, "paths"), path);
    return json_object_get(item, method->http_method == HTTP_GET ? "get" : "post");
}

static const char *text_in(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

/* How many of the operation's parameters have this name; the last of them in `*found`. */
static int count_parameters(const json_t *operation, const char *name, json_t **found)
{
    int count = 0;
    size_t i;
    json_t *parameter;
    json_array_foreach(json_object_get(operation, "parameters"), i, parameter)
    {
        if (strcmp(text_in(parameter, "name"), name) == 0) {
            *found = parameter;
            count++;
        }
    }
    return count;
}

static json_t *schema_named(const char *name)
{
    return json_object_get(json_object_get(json_object_get(document, "components"), "schemas"), name);
}

static bool is_listed(const json_t *names, const char *name)
{
    size_t i;
    json_t *item;
    json_array_foreach(names, i, item)
    {
        if (strcmp(json_string_value(item), name) == 0)
            return true;
    }
    return false;
}

static void assert_limits(const field_t *field, const json_t *schema)
{
    if (field->clears) /* that, or nothing */
        schema = json_array_get(json_object_get(schema, "anyOf"), 0);
    if (field->type == FIELD_INT) {
        cr_assert_eq(json_integer_value(json_object_get(schema, "minimum")), field->min, "%s", field->name);
        cr_assert_eq(json_integer_value(json_object_get(schema, "maximum")), field->max, "%s", field->name);
    } else if (field->type == FIELD_TEXT || field->type == FIELD_VISIBLE) {
        cr_assert_eq(json_integer_value(json_object_get(schema, "minLength")), field->min, "%s", field->name);
        cr_assert_eq(json_integer_value(json_object_get(schema, "maxLength")), field->max, "%s", field->name);
    } else if (field->type == FIELD_CHOICE) {
        for (size_t i = 0; field->choices[i]; i++)
            cr_assert(is_listed(json_object_get(schema, "enum"), field->choices[i]));
    }
    cr_assert_gt(json_object_size(schema), 0, "%s has no schema", field->name);
}

static void assert_field(const method_t *method, const json_t *operation, const field_t *field)
{
    json_t *parameter = NULL;
    const json_t *body = schema_named(method->name);
    const json_t *property = json_object_get(json_object_get(body, "properties"), field->name);
    int count = count_parameters(operation, field->name, &parameter);
    if (field->from == FROM_RAW) {
        cr_assert_eq(count, 0, "%s", field->name);
        return;
    }
    cr_assert_eq(count + (property != NULL), 1, "%s: %s", method->name, field->name);
    bool required = property ? is_listed(json_object_get(body, "required"), field->name)
                             : json_is_true(json_object_get(parameter, "required"));
    cr_assert_eq(required, field->required, "%s: %s", method->name, field->name);
    assert_limits(field, property ? property : json_object_get(parameter, "schema"));
}

static size_t count_operations(void)
{
    size_t count = 0;
    const char *path;
    json_t *operations;
    json_object_foreach(json_object_get(document, "paths"), path, operations)
    {
        count += json_object_size(operations);
    }
    return count;
}

Test(contract_openapi, every_method_is_there_with_its_fields)
{
    size_t routes = 0;
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        if (!method->path)
            continue;
        routes++;
        json_t *operation = operation_of(method);
        cr_assert_str_eq(text_in(operation, "operationId"), method->name);
        cr_assert_str_eq(text_in(operation, "summary"), method->summary);
        cr_assert_eq(json_object_get(operation, "requestBody") != NULL, method->http_method == HTTP_POST);
        for (size_t j = 0; j < method->request.count; j++)
            assert_field(method, operation, &method->request.fields[j]);
    }
    cr_assert_eq(count_operations(), routes);
}

Test(contract_openapi, nobody_signs_what_is_public)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        if (!method->is_public)
            continue;
        const json_t *security = json_object_get(operation_of(method), "security");
        cr_assert(json_is_array(security) && json_array_size(security) == 0, "%s", method->name);
        size_t at;
        json_t *parameter;
        json_array_foreach(json_object_get(operation_of(method), "parameters"), at, parameter)
        {
            cr_assert_null(json_object_get(parameter, "$ref"), "%s", method->name);
        }
    }
}

Test(contract_openapi, numbers_in_paths_are_parameters)
{
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        json_t *parameter = NULL;
        if (!method->path)
            continue;
        const char *name = strstr(method->path, "{n}") ? "n" : strstr(method->path, "{id}") ? "id" : NULL;
        if (!name)
            continue;
        cr_assert_eq(count_parameters(operation_of(method), name, &parameter), 1, "%s", method->name);
        cr_assert_str_eq(text_in(parameter, "in"), "path");
    }
}

static void assert_references(json_t *value)
{
    const char *key;
    size_t i;
    json_t *item;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item) assert_references(item);
        return;
    }
    json_object_foreach(value, key, item)
    {
        char path[128];
        assert_references(item);
        if (strcmp(key, "$ref") != 0)
            continue;
        cr_assert_eq(strncmp(json_string_value(item), "#/", 2), 0);
        snprintf(path, sizeof path, "%s", json_string_value(item) + 2);
        const json_t *target = document;
        for (char *rest = path, *step; (step = strsep(&rest, "/"));)
            target = json_object_get(target, step);
        cr_assert_not_null(target, "%s", json_string_value(item));
    }
}

Test(contract_openapi, references_lead_somewhere)
{
    assert_references(document);
    cr_assert_str_eq(text_in(json_object_get(document, "info"), "version"), "1.2.3");
}
