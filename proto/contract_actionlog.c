/* SPDX-License-Identifier: Apache-2.0 */
/* The action log methods (api.md 5; the seed's last section). */
#include "proto/answers_chat.h"
#include "proto/answers_crm.h"
#include "proto/contract_parts.h"
#include "proto/requests.h"

#define OPTIONAL_ID(edge, member, where, text)                                                               \
    {                                                                                                        \
        .name = (edge), FIELD_AT(action_request_t, member), .type = FIELD_INT, .from = (where), .min = 1,    \
        .max = ID_MAX, .help = (text)                                                                        \
    }

static const field_t actions_fields[] = {
    OPTIONAL_ID("customer_id", customer_id, FROM_QUERY, "this customer only"),
    {.name = "action",
     FIELD_AT(action_request_t, action),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .min = 1,
     .max = 16,
     .help = "this action only"},
    {.name = "create_date__gte",
     FIELD_AT(action_request_t, from_day),
     .type = FIELD_DATE,
     .from = FROM_QUERY,
     .min = 1,
     .help = "from this day on"},
    {.name = "create_date__lt",
     FIELD_AT(action_request_t, to_day),
     .type = FIELD_DATE,
     .from = FROM_QUERY,
     .min = 1,
     .help = "up to this day, included"},
    FIELD_PAGE(action_request_t),
};

static const field_t record_action_fields[] = {
    {.name = "u_id",
     FIELD_AT(action_request_t, staff_id),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .required = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the staff user it concerns"},
    {.name = "action",
     FIELD_AT(action_request_t, action),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .required = true,
     .min = 1,
     .max = 16,
     .help = "what the customer did"},
    {.name = "remark",
     FIELD_AT(action_request_t, remark),
     .type = FIELD_TEXT,
     .from = FROM_BODY,
     .max = 256,
     .help = "shown behind the customer's name; a fitting default"},
    OPTIONAL_ID("article_id", article_id, FROM_BODY, "the article it concerns"),
    FIELD_MESSAGE_KEY(action_request_t),
};

const method_t contract_actionlog[] = {
    {.id = METHOD_ACTIONS,
     .service = SERVICE_ACTIONLOG,
     OF_STAFF(action_request_t),
     .http_method = HTTP_GET,
     .invalid = STATUS_INVALID,
     .name = "actions",
     .path = "/qiyeweixin/action/time",
     .summary = "The action log, newest first",
     .done = "查询日志记录成功",
     .request = FIELD_TABLE(actions_fields, action_request_t),
     .rows = &action_columns},
    {.id = METHOD_RECORD_ACTION,
     .service = SERVICE_ACTIONLOG,
     OF_CUSTOMER(action_request_t),
     .http_method = HTTP_POST,
     .writes = true,
     .invalid = STATUS_INVALID,
     .name = "record_action",
     .path = "/gongzhonghao/action/record/{n}",
     .summary = "A customer did something",
     .done = "记录日志成功",
     .request = FIELD_TABLE(record_action_fields, action_request_t),
     .data = &message_sent_columns},
};
const size_t contract_actionlog_count = sizeof contract_actionlog / sizeof *contract_actionlog;
