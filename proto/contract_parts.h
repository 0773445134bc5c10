/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the contract (one file a service) share; nobody else includes this. */
#ifndef LEIDA_PROTO_CONTRACT_PARTS_H
#define LEIDA_PROTO_CONTRACT_PARTS_H

#include "proto/method.h"

/* A member that is kept: its key on the wire is its name in the struct. */
#define FIELD_AT(record_type, member) .key = #member, .offset = offsetof(record_type, member)

#define FIELD_PAGE(record_type)                                                                              \
    {.name = "current_page",                                                                                 \
     FIELD_AT(record_type, page),                                                                            \
     .type = FIELD_INT,                                                                                      \
     .from = FROM_QUERY,                                                                                     \
     .min = 1,                                                                                               \
     .max = ID_MAX,                                                                                          \
     .help = "page, from 1"},                                                                                \
    {                                                                                                        \
        .name = "length", FIELD_AT(record_type, length), .type = FIELD_INT, .from = FROM_QUERY, .min = 0,    \
        .max = 200, .zero = PAGE_LENGTH_MAX, .help = "rows a page; 0 means 200"                              \
    }

/* How much of its rows a list gives: `choices` are rows_form_choices. */
#define FIELD_ROWS(record_type, what)                                                                        \
    {                                                                                                        \
        .name = "rows", FIELD_AT(record_type, rows), .type = FIELD_CHOICE, .from = FROM_QUERY,               \
        .choices = rows_form_choices, .help = "full: rows with " what " besides; plain if not given"         \
    }

#define FIELD_MESSAGE_KEY(record_type)                                                                       \
    {                                                                                                        \
        .name = "msg_id", FIELD_AT(record_type, message_key), .type = FIELD_VISIBLE, .from = FROM_BODY,      \
        .min = 1, .max = 64, .help = "idempotency key, also as header Idempotency-Key"                       \
    }

/* Who calls, by a request record that has both ids. */
#define IDS_OF(record_type)                                                                                  \
    .id_offsets = {[PRINCIPAL_STAFF] = offsetof(record_type, staff_id),                                      \
                   [PRINCIPAL_CUSTOMER] = offsetof(record_type, customer_id)}
#define OF_CUSTOMER(record_type) .caller = PRINCIPAL_CUSTOMER, IDS_OF(record_type)
#define OF_STAFF(record_type) .caller = PRINCIPAL_STAFF, IDS_OF(record_type)
#define OF_ANYBODY .is_public = true
#define OF_EITHER(record_type) IDS_OF(record_type)

/* The names of rows_form_t. */
extern const char *const rows_form_choices[];

extern const method_t contract_chat[];
extern const size_t contract_chat_count;
extern const method_t contract_crm[];
extern const size_t contract_crm_count;
extern const method_t contract_follow[];
extern const size_t contract_follow_count;
extern const method_t contract_actionlog[];
extern const size_t contract_actionlog_count;
extern const method_t contract_session[];
extern const size_t contract_session_count;
extern const method_t contract_media[];
extern const size_t contract_media_count;
extern const method_t contract_wechat[];
extern const size_t contract_wechat_count;
extern const method_t contract_internal[];
extern const size_t contract_internal_count;

/* How long an answer with nothing in it may be held; it is the gateway's affair, so services are not told. */
#define FIELD_WAIT(record_type)                                                                              \
    {                                                                                                        \
        .name = "wait", .offset = offsetof(record_type, wait), .type = FIELD_INT, .from = FROM_QUERY,        \
        .min = 0, .max = 55, .help = "how long to wait when nothing is new, in seconds"                      \
    }

#endif
