/* SPDX-License-Identifier: Apache-2.0 */
/* The action log methods (api.md 5; the seed's last section). */
#include "proto/answers_actionlog.h"
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

static const field_t new_actions_fields[] = {FIELD_WAIT(new_actions_request_t)};

#define FIELD_DAYS(record_type)                                                                              \
    {.name = "create_date__gte",                                                                             \
     FIELD_AT(record_type, from_day),                                                                        \
     .type = FIELD_DATE,                                                                                     \
     .from = FROM_QUERY,                                                                                     \
     .min = 1,                                                                                               \
     .help = "from this day on"},                                                                            \
    {                                                                                                        \
        .name = "create_date__lt", FIELD_AT(record_type, to_day), .type = FIELD_DATE, .from = FROM_QUERY,    \
        .min = 1, .help = "up to this day, included"                                                         \
    }

static const char *const by_choices[] = {[STATISTICS_BY_DAY] = "day", NULL};

static const field_t count_actions_fields[] = {
    FIELD_DAYS(statistics_request_t),
    {.name = "by",
     FIELD_AT(statistics_request_t, by),
     .type = FIELD_CHOICE,
     .from = FROM_QUERY,
     .choices = by_choices,
     .help = "day: each day by itself besides"},
};

static const field_t rank_customers_fields[] = {
    FIELD_DAYS(statistics_request_t),
    FIELD_PAGE(statistics_request_t),
    FIELD_ROWS(statistics_request_t, "`memo_name`"),
};

static const field_t count_customer_fields[] = {
    FIELD_DAYS(statistics_request_t),
    {.name = "customer_id",
     FIELD_AT(statistics_request_t, customer_id),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .required = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the customer"},
};

/* What the methods of a staff user who reads have in common. */
#define STAFF_READS(record_type)                                                                             \
    .service = SERVICE_ACTIONLOG, OF_STAFF(record_type), .http_method = HTTP_GET, .invalid = STATUS_INVALID

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
    {.id = METHOD_NEW_ACTIONS,
     .service = SERVICE_ACTIONLOG,
     .caller = PRINCIPAL_STAFF,
     .id_offsets = {[PRINCIPAL_STAFF] = offsetof(new_actions_request_t, staff_id)},
     .http_method = HTTP_GET,
     .writes = true,
     .invalid = STATUS_INVALID,
     .name = "new_actions",
     .path = "/qiyeweixin/action/get_new_log",
     .summary = "Rows of the action log not yet given by this, oldest first, and marks them",
     .done = "查询日志记录成功",
     .empty = "没有新的日志记录",
     .waits_for = EVENT_ACTION,
     .request = FIELD_TABLE(new_actions_fields, new_actions_request_t),
     .rows = &new_action_columns},
    {.id = METHOD_COUNT_ACTIONS,
     STAFF_READS(statistics_request_t),
     .name = "count_actions",
     .path = "/qiyeweixin/action/count",
     .summary = "How many actions of each kind, and on each day",
     .done = "查询成功",
     .request = FIELD_TABLE(count_actions_fields, statistics_request_t),
     .data = &count_columns},
    {.id = METHOD_RANK_CUSTOMERS,
     STAFF_READS(statistics_request_t),
     .name = "rank_customers",
     .path = "/qiyeweixin/action/customer",
     .summary = "How many actions of each customer, most first",
     .done = "查询成功",
     .request = FIELD_TABLE(rank_customers_fields, statistics_request_t),
     .rows = &full_ranked_customer_columns},
    {.id = METHOD_COUNT_CUSTOMER,
     STAFF_READS(statistics_request_t),
     .name = "count_customer",
     .path = "/qiyeweixin/action/customer_detail",
     .summary = "How many actions of each kind by one customer",
     .done = "查询成功",
     .request = FIELD_TABLE(count_customer_fields, statistics_request_t),
     .data = &customer_count_columns},
};
const size_t contract_actionlog_count = sizeof contract_actionlog / sizeof *contract_actionlog;
