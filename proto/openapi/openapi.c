/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/openapi/openapi.h"

#include <stdio.h>

#include "proto/openapi/openapi_parts.h"

/* What the contract's table does not say: api.md 1. */
#define DESCRIPTION                                                                                          \
    "Every answer is an envelope {code, msg, data}. An outcome of the application is HTTP 200 with its "     \
    "code: look at code alone; other HTTP statuses are the gateway's own. Parameters that are not named "    \
    "here are ignored. Times are local to one configured zone. Rows of messages have the members of their "  \
    "content besides."

static void add_reference(buffer_t *out, const char *to)
{
    json_open(out, NULL, '{');
    json_add_text(out, "$ref", to);
    json_close(out, '}');
}

/* Whether it is there for others than services. */
static bool has_route(const method_t *method)
{
    return method->path != NULL;
}

static void add_parameter(buffer_t *out, const char *name, const field_t *field, const char *in)
{
    json_open(out, NULL, '{');
    json_add_text(out, "name", name);
    json_add_text(out, "in", in);
    json_add_raw(out, "required", field->required ? "true" : "false");
    openapi_add_field(out, "schema", field);
    json_close(out, '}');
}

/* The number at the end of some paths, where it is no field. */
static void add_number_in_path(buffer_t *out)
{
    static const field_t number = {.name = "n",
                                   .type = FIELD_INT,
                                   .max = ID_MAX,
                                   .required = true,
                                   .help = "any number: it carries no meaning"};
    add_parameter(out, number.name, &number, "path");
}

/* The header that pages of ours send with their sessions (decision 0035). */
static void add_page(buffer_t *out)
{
    json_open(out, NULL, '{');
    json_add_text(out, "name", "X-Leida");
    json_add_text(out, "in", "header");
    json_add_raw(out, "required", "true");
    json_add_raw(out, "schema", "{\"const\":\"1\"}");
    json_close(out, '}');
}

static void add_caller(buffer_t *out, const method_t *method)
{
    static const char *const callers[] = {[PRINCIPAL_STAFF] = "#/components/parameters/staff",
                                          [PRINCIPAL_CUSTOMER] = "#/components/parameters/customer"};
    if (method->is_public)
        return;
    if (!method->caller) {
        add_page(out);
        return;
    }
    add_reference(out, callers[method->caller]);
    add_reference(out, "#/components/parameters/timestamp");
    add_reference(out, "#/components/parameters/rand_str");
}

/* Where the document's `security` does not hold: what is public, what a session does not need, and what only
 * a session does. */
static void add_security(buffer_t *out, const method_t *method)
{
    if (method->is_public)
        json_add_raw(out, "security", "[]");
    else if (!method->caller)
        json_add_raw(out, "security", method->service == SERVICE_NONE ? "[]" : "[{\"session\":[]}]");
}

static const char *place_of(const field_t *field)
{
    return field->from == FROM_PATH ? "path" : field->from == FROM_COOKIE ? "cookie" : "query";
}

static void add_parameters(buffer_t *out, const method_t *method)
{
    json_open(out, "parameters", '[');
    add_caller(out, method);
    if (strstr(method->path, "{n}"))
        add_number_in_path(out);
    int key = field_index(&method->request, TEXT_LITERAL("msg_id"));
    if (key >= 0)
        add_parameter(out, "Idempotency-Key", &method->request.fields[key], "header");
    for (size_t i = 0; i < method->request.count; i++) {
        const field_t *field = &method->request.fields[i];
        if (!openapi_is_in_body(method, field))
            add_parameter(out, field->name, field, place_of(field));
    }
    json_close(out, ']');
}

/* Whether a request without a body lacks something. */
static bool needs_body(const method_t *method)
{
    if (method->uploads)
        return true;
    for (size_t i = 0; i < method->request.count; i++)
        if (method->request.fields[i].required && method->request.fields[i].from == FROM_BODY)
            return true;
    return false;
}

static void add_body(buffer_t *out, const method_t *method)
{
    if (method->answers == ANSWERS_CALLBACK) {
        json_add_raw(out, "requestBody", "{\"required\":true,\"content\":{\"text/xml\":{}}}");
        return;
    }
    static const char *const kinds[] = {"application/x-www-form-urlencoded", "multipart/form-data",
                                        "application/json"};
    char schema[128];
    snprintf(schema, sizeof schema, "#/components/schemas/%s", method->name);
    json_open(out, "requestBody", '{');
    json_add_raw(out, "required", needs_body(method) ? "true" : "false");
    json_open(out, "content", '{');
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (method->uploads && strcmp(kinds[i], "multipart/form-data") != 0)
            continue;
        json_open(out, kinds[i], '{');
        json_open(out, "schema", '{');
        json_add_text(out, "$ref", schema);
        json_close(out, '}');
        json_close(out, '}');
    }
    json_close(out, '}');
    json_close(out, '}');
}

/* `data` of success. */
static void add_data(buffer_t *out, const method_t *method)
{
    json_open(out, "data", '{');
    json_add_text(out, "type", "object");
    json_open(out, "properties", '{');
    if (method->rows) {
        openapi_add_rows(out, method->rows, method->messages);
        json_add_raw(
            out, contract_count_name(method),
            "{\"type\":\"integer\",\"description\":\"rows in all, not of this answer alone; of getmsg "
            "those of the answer\"}");
    }
    if (method->data)
        openapi_add_properties(out, method->data);
    if (method->cut)
        openapi_add_properties(out, method->cut);
    json_close(out, '}');
    if (method->rows) {
        json_open(out, "required", '[');
        json_add_text(out, NULL, "ret_data");
        json_add_text(out, NULL, contract_count_name(method));
        json_close(out, ']');
    }
    json_close(out, '}');
}

/* The envelope of success. */
static void add_done(buffer_t *out, const method_t *method)
{
    json_open(out, NULL, '{');
    json_add_text(out, "title", "done");
    json_add_text(out, "type", "object");
    json_add_raw(out, "required", "[\"code\",\"msg\",\"data\"]");
    json_open(out, "properties", '{');
    json_add_raw(out, "code", "{\"const\":200}");
    json_open(out, "msg", '{');
    json_open(out, "enum", '[');
    json_add_text(out, NULL, method->done);
    if (method->empty && strcmp(method->empty, method->done) != 0)
        json_add_text(out, NULL, method->empty);
    json_close(out, ']');
    json_close(out, '}');
    add_data(out, method);
    json_close(out, '}');
    json_close(out, '}');
}

/* Success, or a refusal of the application. */
static void add_envelopes(buffer_t *out, const method_t *method)
{
    json_open(out, "200", '{');
    openapi_add_description(out, "done, or refused by the application: code tells");
    json_open(out, "content", '{');
    json_open(out, "application/json", '{');
    json_open(out, "schema", '{');
    json_open(out, "oneOf", '[');
    add_done(out, method);
    add_reference(out, "#/components/schemas/refusal");
    json_close(out, ']');
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, '}');
}

#define REFUSAL "\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/refusal\"}}"

/* Of what is answered with no envelope. */
static void add_raw_answers(buffer_t *out, answers_t answers)
{
    static const struct {
        const char *status, *schema;
    } raw[] = {
        [ANSWERS_REDIRECT] = {"302", "{\"description\":\"go on there\",\"headers\":{\"Location\":{\"schema\":"
                                     "{\"type\":\"string\"}}}}"},
        [ANSWERS_PICTURE] = {"200",
                             "{\"description\":\"the picture, or refused by the application\",\"content\":"
                             "{\"image/png\":{}," REFUSAL "}}"},
        [ANSWERS_CALLBACK] = {"200",
                              "{\"description\":\"what they want to hear\",\"content\":{\"text/plain\":"
                              "{}}}"},
    };
    json_add_raw(out, raw[answers].status, raw[answers].schema);
    if (answers == ANSWERS_REDIRECT)
        json_add_raw(out, "200",
                     "{\"description\":\"refused by the application\",\"content\":{" REFUSAL "}}");
}

static void add_answers(buffer_t *out, const method_t *method)
{
    json_open(out, "responses", '{');
    if (method->answers != ANSWERS_ENVELOPE)
        add_raw_answers(out, method->answers);
    if (method->answers == ANSWERS_ENVELOPE)
        add_envelopes(out, method);
    if (method->answers == ANSWERS_CALLBACK) {
        json_add_raw(out, "default", "{\"description\":\"refused, without a body\"}");
    } else {
        json_add_raw(out, "4XX", "{\"$ref\":\"#/components/responses/failure\"}");
        json_add_raw(out, "5XX", "{\"$ref\":\"#/components/responses/failure\"}");
    }
    json_close(out, '}');
}

static void add_method(buffer_t *out, const method_t *method)
{
    json_open(out, method->http_method == HTTP_GET ? "get" : "post", '{');
    json_add_text(out, "operationId", method->name);
    json_add_text(out, "summary", method->summary);
    json_open(out, "tags", '[');
    json_add_text(out, NULL, service_name(method->service));
    json_close(out, ']');
    add_security(out, method);
    add_parameters(out, method);
    if (method->http_method == HTTP_POST)
        add_body(out, method);
    add_answers(out, method);
    json_close(out, '}');
}

static bool has_path(size_t index, const char *path)
{
    return has_route(contract_at(index)) && strcmp(contract_at(index)->path, path) == 0;
}

/* A path with all its methods, where the first of them stands. */
static void add_path(buffer_t *out, size_t index)
{
    const char *path = contract_at(index)->path;
    for (size_t before = 0; before < index; before++)
        if (has_path(before, path))
            return;
    buffer_t name = {0};
    buffer_append_format(&name, CONTRACT_BASE_PATH "%s%c", path, '\0');
    json_open(out, name.data, '{');
    for (size_t i = index; i < contract_count(); i++)
        if (has_path(i, path))
            add_method(out, contract_at(i));
    json_close(out, '}');
    buffer_free(&name);
}

void openapi_write(buffer_t *out, const char *version)
{
    json_open(out, NULL, '{');
    json_add_text(out, "openapi", "3.1.0");
    json_open(out, "info", '{');
    json_add_text(out, "title", "Leida");
    json_add_text(out, "version", version);
    openapi_add_description(out, DESCRIPTION);
    json_add_raw(out, "license", "{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"}");
    json_close(out, '}');
    json_add_raw(out, "servers",
                 "[{\"url\":\"/\",\"description\":\"the gateway that serves this document\"}]");
    json_add_raw(out, "security", "[{\"rand_str\":[]},{\"hmac\":[]},{\"session\":[]}]");
    json_open(out, "paths", '{');
    for (size_t i = 0; i < contract_count(); i++)
        if (has_route(contract_at(i)))
            add_path(out, i);
    json_close(out, '}');
    openapi_add_components(out);
    json_close(out, '}');
}
