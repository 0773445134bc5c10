/* SPDX-License-Identifier: Apache-2.0 */
/* What the methods share: credentials and the envelopes of what is no success (api.md 1). */
#include "proto/openapi/openapi_parts.h"

#define SIGNATURE "lower-case hex md5(timestamp + token)"

#define FIELD_ERRORS                                                                                         \
    "{\"type\":\"object\",\"additionalProperties\":{\"type\":\"array\",\"items\":{\"type\":\"object\","      \
    "\"properties\":{\"message\":{\"type\":\"string\"},\"code\":{\"type\":\"string\",\"enum\":"              \
    "[\"required\",\"invalid\",\"min_value\",\"max_value\",\"max_length\"]}},"                               \
    "\"required\":[\"message\",\"code\"]}}}"

static void add_credential(buffer_t *out, const char *as, const char *name, const char *description,
                           const char *schema)
{
    json_open(out, as, '{');
    json_add_text(out, "name", name);
    json_add_text(out, "in", "query");
    json_add_raw(out, "required", "false"); /* not with a signed request */
    openapi_add_description(out, description);
    json_add_raw(out, "schema", schema);
    json_close(out, '}');
}

static void add_shared_parameters(buffer_t *out)
{
    static const char id[] = "{\"type\":\"integer\",\"minimum\":1,\"maximum\":9007199254740991}";
    static const char time[] = "{\"type\":\"integer\",\"minimum\":0}";
    static const char digest[] = "{\"type\":\"string\",\"pattern\":\"^[0-9a-f]{32}$\"}";
    json_open(out, "parameters", '{');
    add_credential(out, "staff", "user_id", "the caller, a staff user", id);
    add_credential(out, "customer", "user_id", "the caller, a customer", id);
    add_credential(out, "timestamp", "timestamp", "now, ms since 1970", time);
    add_credential(out, "rand_str", "rand_str", SIGNATURE, digest);
    json_close(out, '}');
}

/* One of the three goes with each request (the document's `security`). */
static void add_security_schemes(buffer_t *out)
{
    json_open(out, "securitySchemes", '{');
    json_open(out, "rand_str", '{');
    json_add_text(out, "type", "apiKey");
    json_add_text(out, "in", "query");
    json_add_text(out, "name", "rand_str");
    openapi_add_description(out, "with user_id and timestamp: " SIGNATURE);
    json_close(out, '}');
    json_open(out, "hmac", '{');
    json_add_text(out, "type", "http");
    json_add_text(out, "scheme", "Leida-HMAC-SHA256");
    openapi_add_description(out, "the whole request is signed, and taken once: docs/api.md, Signed requests");
    json_close(out, '}');
    json_open(out, "session", '{');
    json_add_text(out, "type", "apiKey");
    json_add_text(out, "in", "cookie");
    json_add_text(out, "name", "__Host-leida-s");
    openapi_add_description(
        out, "a staff user's browser, with the header X-Leida: 1; of customers __Host-leida-c: "
             "docs/api.md, Sessions of browsers");
    json_close(out, '}');
    json_close(out, '}');
}

/* The codes of the outcomes that come with HTTP 200 (or only with other statuses), but for success. */
static void add_codes(buffer_t *out, bool with_200)
{
    json_open(out, "code", '{');
    json_open(out, "enum", '[');
    for (unsigned status = STATUS_NO_DATA; status < STATUS_COUNT; status++) {
        const status_info_t *info = status_info(status);
        bool told = (info->http == 200) != with_200 || status == STATUS_RAW;
        for (unsigned before = STATUS_NO_DATA; before < status && !told; before++)
            told = status_info(before)->code == info->code && (status_info(before)->http == 200) == with_200;
        if (!told)
            json_add_int(out, NULL, info->code);
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void add_envelope(buffer_t *out, const char *name, bool with_200, const char *data)
{
    json_open(out, name, '{');
    json_add_text(out, "type", "object");
    json_add_raw(out, "required", "[\"code\",\"msg\",\"data\"]");
    json_open(out, "properties", '{');
    add_codes(out, with_200);
    json_add_raw(out, "msg", "{\"type\":\"string\"}");
    json_add_raw(out, "data", data);
    json_close(out, '}');
    json_close(out, '}');
}

void openapi_add_components(buffer_t *out)
{
    json_open(out, "components", '{');
    add_shared_parameters(out);
    add_security_schemes(out);
    json_open(out, "schemas", '{');
    for (size_t i = 0; i < contract_count(); i++)
        if (contract_at(i)->http_method == HTTP_POST && contract_at(i)->answers != ANSWERS_CALLBACK)
            openapi_add_body(out, contract_at(i));
    openapi_add_contents(out);
    add_envelope(out, "refusal", true, FIELD_ERRORS);
    add_envelope(out, "failure", false, "{\"type\":\"object\"}");
    json_close(out, '}');
    json_open(out, "responses", '{');
    json_open(out, "failure", '{');
    openapi_add_description(out, "the gateway's own, with an HTTP status other than 200");
    json_add_raw(out, "content",
                 "{\"application/json\":{\"schema\":{\"$ref\":\"#/components/schemas/failure\"}}}");
    json_close(out, '}');
    json_close(out, '}');
    json_close(out, '}');
}
