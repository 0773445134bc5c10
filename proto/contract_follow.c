/* SPDX-License-Identifier: Apache-2.0 */
/* The methods of follow-ups, of the CRM service (api.md 4): notes about customers, and stock phrases. */
#include "proto/answers_follow.h"
#include "proto/contract_parts.h"
#include "proto/requests.h"

enum { TEXT_MAX = 2000 /* characters, as leidactl imports them */ };

#define CUSTOMER(edge, where)                                                                                \
    {                                                                                                        \
        .name = (edge), FIELD_AT(follow_request_t, customer_id), .type = FIELD_INT, .from = (where),         \
        .required = true, .min = 1, .max = ID_MAX, .help = "the customer"                                    \
    }
#define TEXT(edge, meaning)                                                                                  \
    {                                                                                                        \
        .name = (edge), FIELD_AT(follow_request_t, text), .type = FIELD_TEXT, .from = FROM_BODY,             \
        .required = true, .min = 1, .max = TEXT_MAX, .help = (meaning)                                       \
    }

static const field_t notes_fields[] = {
    CUSTOMER("customer_id", FROM_QUERY),
    FIELD_PAGE(follow_request_t),
};

static const field_t add_note_fields[] = {
    CUSTOMER("id", FROM_PATH),
    TEXT("follow_info", "the note"),
};

static const field_t add_phrase_fields[] = {
    TEXT("custom_language", "the phrase"),
};

static const field_t delete_phrase_fields[] = {
    {.name = "id",
     FIELD_AT(follow_request_t, phrase_id),
     .type = FIELD_INT,
     .from = FROM_PATH,
     .required = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the phrase"},
};

#define METHOD_OF(verb, fault, method_fields)                                                                \
    .service = SERVICE_CRM, OF_STAFF(follow_request_t), .http_method = (verb), .invalid = (fault),           \
    .request = FIELD_TABLE(method_fields, follow_request_t)

const method_t contract_follow[] = {
    {.id = METHOD_NOTES,
     METHOD_OF(HTTP_GET, STATUS_INVALID, notes_fields),
     .name = "follow_notes",
     .path = "/qiyeweixin/follow_info",
     .summary = "The follow-up notes about a customer, newest first",
     .done = "查询成功",
     .rows = &note_columns,
     .cut = &notes_cut_columns},
    {.id = METHOD_ADD_NOTE,
     METHOD_OF(HTTP_POST, STATUS_BODY_INVALID, add_note_fields),
     .writes = true,
     .name = "add_follow_note",
     .path = "/qiyeweixin/follow_info/add/{id}",
     .summary = "Add a follow-up note about a customer",
     .done = "添加成功"},
    {.id = METHOD_PHRASES,
     .service = SERVICE_CRM,
     OF_STAFF(follow_request_t),
     .http_method = HTTP_GET,
     .invalid = STATUS_INVALID,
     .request = {NULL, 0, sizeof(follow_request_t)},
     .name = "phrases",
     .path = "/qiyeweixin/follow_language",
     .summary = "The caller's stock phrases",
     .done = "查询成功",
     .data = &phrases_columns},
    {.id = METHOD_ADD_PHRASE,
     METHOD_OF(HTTP_POST, STATUS_INVALID, add_phrase_fields),
     .writes = true,
     .name = "add_phrase",
     .path = "/qiyeweixin/follow_language/add/{n}",
     .summary = "Add a stock phrase",
     .done = "添加成功"},
    {.id = METHOD_DELETE_PHRASE,
     METHOD_OF(HTTP_POST, STATUS_INVALID, delete_phrase_fields),
     .writes = true,
     .name = "delete_phrase",
     .path = "/qiyeweixin/follow_language/delete/{id}",
     .summary = "Delete a stock phrase",
     .done = "删除成功"},
};
const size_t contract_follow_count = sizeof contract_follow / sizeof *contract_follow;
