/* SPDX-License-Identifier: Apache-2.0 */
/* The schemas of message contents: one for each info_type, from the table of content.c. */
#include "proto/content.h"
#include "proto/openapi/openapi_parts.h"

typedef enum { CONTENT_ANSWERED, CONTENT_SENT_BY_CUSTOMER, CONTENT_SENT_BY_STAFF } content_use_t;

static void add_member(buffer_t *out, const content_member_t *member)
{
    json_open(out, member->name, '{');
    openapi_add_description(out, member->help);
    if (member->need == CONTENT_NEEDS_TEXT_OR_NUMBER)
        json_add_raw(out, "type", "[\"string\",\"number\"]");
    else
        json_add_text(out, "type", "string");
    if (member->need == CONTENT_NEEDS_FILLED_TEXT)
        json_add_int(out, "minLength", 1);
    json_close(out, '}');
}

/* Numbers may be sent as decimal texts (api.md 1). */
static void add_info_type(buffer_t *out, int info_type, content_use_t use)
{
    json_open(out, "info_type", '{');
    openapi_add_description(out, content_type_name(info_type));
    json_open(out, "enum", '[');
    json_add_int(out, NULL, info_type);
    if (use != CONTENT_ANSWERED) {
        char digit[] = {(char)('0' + info_type), '\0'};
        json_add_text(out, NULL, digit);
    }
    json_close(out, ']');
    json_close(out, '}');
}

static void add_kind(buffer_t *out, int info_type, content_use_t use)
{
    content_member_t member;
    json_open(out, NULL, '{');
    json_add_text(out, "title", content_type_name(info_type));
    json_add_text(out, "type", "object");
    json_open(out, "properties", '{');
    add_info_type(out, info_type, use);
    for (size_t i = 0; content_member(info_type, i, &member); i++)
        add_member(out, &member);
    json_close(out, '}');
    json_open(out, "required", '[');
    json_add_text(out, NULL, "info_type");
    bool optional = use == CONTENT_SENT_BY_STAFF && info_type == CONTENT_TYPE_ASK_PHONE;
    for (size_t i = 0; !optional && content_member(info_type, i, &member); i++)
        json_add_text(out, NULL, member.name);
    json_close(out, ']');
    json_close(out, '}');
}

void openapi_add_contents(buffer_t *out)
{
    static const struct {
        const char *path, *description;
    } schemas[] = {
        [CONTENT_ANSWERED] = {OPENAPI_CONTENT, "a message's content, by info_type; other members as sent"},
        [CONTENT_SENT_BY_CUSTOMER] = {OPENAPI_CONTENT_OF_CUSTOMER, "what a customer may send"},
        [CONTENT_SENT_BY_STAFF] = {OPENAPI_CONTENT_OF_STAFF,
                                   "what a staff user may send: info_type 3 has a standard text"},
    };
    for (content_use_t use = CONTENT_ANSWERED; use <= CONTENT_SENT_BY_STAFF; use++) {
        json_open(out, schemas[use].path + sizeof OPENAPI_SCHEMAS - 1, '{');
        openapi_add_description(out, schemas[use].description);
        json_open(out, "oneOf", '[');
        for (int info_type = 1; info_type <= CONTENT_TYPE_MAX; info_type++)
            add_kind(out, info_type, use);
        json_close(out, ']');
        json_close(out, '}');
    }
}
