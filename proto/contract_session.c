/* SPDX-License-Identifier: Apache-2.0 */
/* Sessions of browsers (decision 0035). Two of the three the gateway answers by itself. */
#include "proto/answers_session.h"
#include "proto/contract_parts.h"
#include "proto/requests.h"
#include "proto/session.h"

static const char *const kinds[] = {[SESSION_OF_STAFF] = "staff", [SESSION_OF_CUSTOMER] = "customer", NULL};

#define KIND(where)                                                                                          \
    {                                                                                                        \
        .name = "kind", .offset = offsetof(session_request_t, kind), .type = FIELD_CHOICE, .from = (where),  \
        .choices = kinds,                                                                                    \
        .help = "which of two sessions of the browser; if not given, staff before customer"                  \
    }

static const field_t begin_fields[] = {
    {.name = "token",
     .offset = offsetof(session_request_t, token),
     .type = FIELD_VISIBLE,
     .from = FROM_BODY,
     .required = true,
     .min = 1,
     .max = SESSION_TEXT_MAX,
     .help = "the login token, from the link that leidactl login-link prints"},
};
static const field_t tell_fields[] = {KIND(FROM_QUERY)};
static const field_t end_fields[] = {KIND(FROM_BODY)};

const method_t contract_session[] = {
    {.id = METHOD_SESSION_BEGIN,
     .service = SERVICE_NONE,
     OF_EITHER(session_request_t),
     .http_method = HTTP_POST,
     .writes = true,
     .invalid = STATUS_INVALID,
     .name = "session_begin",
     .path = "/session",
     .summary = "Log a browser in",
     .done = "登录成功",
     .request = FIELD_TABLE(begin_fields, session_request_t)},
    {.id = METHOD_SESSION,
     .service = SERVICE_CRM,
     OF_EITHER(session_request_t),
     .http_method = HTTP_GET,
     .invalid = STATUS_INVALID,
     .name = "session",
     .path = "/session",
     .summary = "Who is logged in, and what there is",
     .done = "查询成功",
     .request = FIELD_TABLE(tell_fields, session_request_t),
     .data = &session_columns},
    {.id = METHOD_SESSION_END,
     .service = SERVICE_NONE,
     OF_EITHER(session_request_t),
     .http_method = HTTP_POST,
     .writes = true,
     .invalid = STATUS_INVALID,
     .name = "session_end",
     .path = "/session/end",
     .summary = "Log a browser out",
     .done = "退出成功",
     .request = FIELD_TABLE(end_fields, session_request_t)},
};
const size_t contract_session_count = sizeof contract_session / sizeof *contract_session;
