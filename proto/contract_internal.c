/* SPDX-License-Identifier: Apache-2.0 */
/* What services ask of each other: methods without a path, which no request from outside reaches. */
#include "proto/answers_wechat.h"
#include "proto/contract_parts.h"
#include "proto/requests.h"

#define NUMBER(record, member, least, most)                                                                  \
    .name = #member, FIELD_AT(record, member), .type = FIELD_INT, .from = FROM_BODY, .min = (least),         \
    .max = (most)

static const field_t bind_fields[] = {
    {NUMBER(bind_request_t, staff_id, 1, ID_MAX), .required = true, .help = "to whom"},
    {NUMBER(bind_request_t, superior, 0, ID_MAX), .help = "the customer who referred this one; 0: nobody"},
    {NUMBER(bind_request_t, source, 1, 4), .required = true, .help = "how they came: as in tongxunlu"},
    {NUMBER(bind_request_t, article_id, 0, ID_MAX), .help = "by which article; 0: none"},
    {NUMBER(bind_request_t, exclusive, 0, 1),
     .help = "1: who has a staff user of the company keeps that one"},
};

static const field_t latest_staff_fields[] = {
    {NUMBER(latest_staff_request_t, company_id, 1, ID_MAX), .required = true, .help = "the company"},
};

static const field_t untold_fields[] = {
    {NUMBER(untold_request_t, customer_id, 1, ID_MAX), .help = "the conversation with this one only"},
    {NUMBER(untold_request_t, since, 0, ID_MAX),
     .help = "with a message at this time or later, ms since 1970"},
    {NUMBER(untold_request_t, page, 1, ID_MAX), .help = "page, from 1"},
    {NUMBER(untold_request_t, length, 1, PAGE_LENGTH_MAX), .help = "rows a page; 200 if not given"},
};

const method_t contract_internal[] = {
    {.id = METHOD_BIND,
     .service = SERVICE_CRM,
     OF_CUSTOMER(bind_request_t),
     .http_method = HTTP_OTHER,
     .writes = true,
     .invalid = STATUS_INVALID,
     .name = "bind",
     .summary = "Bind a customer to a staff user",
     .done = "请求成功",
     .request = FIELD_TABLE(bind_fields, bind_request_t),
     .data = &bound_columns},
    {.id = METHOD_LATEST_STAFF,
     .service = SERVICE_CRM,
     OF_CUSTOMER(latest_staff_request_t),
     .http_method = HTTP_OTHER,
     .invalid = STATUS_INVALID,
     .name = "latest_staff",
     .summary = "The staff user of a company to whom a customer was bound last",
     .done = "查询成功",
     .request = FIELD_TABLE(latest_staff_fields, latest_staff_request_t),
     .data = &latest_staff_columns},
    {.id = METHOD_UNTOLD,
     .service = SERVICE_CHAT,
     OF_STAFF(untold_request_t),
     .http_method = HTTP_OTHER,
     .invalid = STATUS_INVALID,
     .name = "untold",
     .summary = "What of a staff user's conversations may be untold",
     .done = "查询成功",
     .request = FIELD_TABLE(untold_fields, untold_request_t),
     .rows = &untold_columns},
};
const size_t contract_internal_count = sizeof contract_internal / sizeof *contract_internal;
