/* SPDX-License-Identifier: Apache-2.0 */
/* What the contract says of a method. */
#ifndef LEIDA_PROTO_METHOD_H
#define LEIDA_PROTO_METHOD_H

#include "proto/envelope.h"
#include "proto/field.h"
#include "proto/row.h"
#include "proto/status.h"

typedef enum {
    SERVICE_CHAT,
    SERVICE_CRM,
    SERVICE_ACTIONLOG,
    SERVICE_WECHAT,
    SERVICE_COUNT,
    SERVICE_NONE = SERVICE_COUNT /* the gateway answers by itself */
} service_t;
typedef enum { HTTP_GET, HTTP_POST, HTTP_HEAD, HTTP_OPTIONS, HTTP_OTHER } http_method_t;

/* Ids on the wire: append only, never reuse a number. */
typedef enum {
    METHOD_CUSTOMER_SEND = 1,
    METHOD_CUSTOMER_GETMSG = 2,
    METHOD_CUSTOMER_ACK = 3,
    METHOD_CUSTOMER_HISTORY = 4,
    METHOD_CUSTOMER_UNREAD = 5,
    METHOD_STAFF_SEND = 6,
    METHOD_STAFF_GETMSG = 7,
    METHOD_STAFF_ACK = 8,
    METHOD_STAFF_HISTORY = 9,
    METHOD_STAFF_UNREAD = 10,
    METHOD_CONVERSATIONS = 11,
    METHOD_CUSTOMER_TYPING = 12,
    METHOD_STAFF_TYPING = 13,
    METHOD_CONTACTS = 20,
    METHOD_CUSTOMER = 21,
    METHOD_UPDATE_INFORMATION = 22,
    METHOD_UPDATE_EXPECTED_TIME = 23,
    METHOD_UPDATE_EXPECTED_PR = 24,
    METHOD_UPDATE_TAGS = 25,
    METHOD_TAG_LIST = 26,
    METHOD_ADD_TAG = 27,
    METHOD_CUSTOMER_TAG = 28,
    METHOD_TAG_CUSTOMER = 29,
    METHOD_ADD_TAG_CUSTOMER = 30,
    METHOD_NOTES = 31,
    METHOD_ADD_NOTE = 32,
    METHOD_PHRASES = 33,
    METHOD_ADD_PHRASE = 34,
    METHOD_DELETE_PHRASE = 35,
    METHOD_SESSION = 36,
    METHOD_ACTIONS = 40,
    METHOD_RECORD_ACTION = 41,
    METHOD_NEW_ACTIONS = 42,
    METHOD_COUNT_ACTIONS = 43,
    METHOD_RANK_CUSTOMERS = 44,
    METHOD_COUNT_CUSTOMER = 45,
    METHOD_SESSION_BEGIN = 50,
    METHOD_SESSION_END = 51,
    METHOD_CUSTOMER_MEDIA = 52,
    METHOD_STAFF_MEDIA = 53,
    METHOD_GZH_START = 60,
    METHOD_GZH_RETURN = 61,
    METHOD_GZH_EXCHANGE = 62,
    METHOD_CUSTOMER_SHARE = 63,
    METHOD_SHARE_OPEN = 64,
    METHOD_CUSTOMER_SIGN = 65,
    METHOD_QY_LOGIN = 66,
    METHOD_QY_EXCHANGE = 68,
    METHOD_STAFF_SHARE = 69,
    METHOD_STAFF_SIGN = 70,
    METHOD_ENTERPRISE_SIGN = 71,
    METHOD_QR_CODE = 72,
    METHOD_QR_IMAGE = 73,
    METHOD_GZH_VERIFY = 74,
    METHOD_GZH_CALLBACK = 75,
    METHOD_QY_VERIFY = 76,
    METHOD_QY_CALLBACK = 77,
    METHOD_BIND = 80,
    METHOD_UNTOLD = 81,
    METHOD_LATEST_STAFF = 82
} method_id_t;
enum { METHOD_LIMIT = 128 }; /* ids stay below, and above 0 */

/* What a method is answered with. Where it is not the envelope, the service may answer STATUS_RAW, with what
 * raw_answer.h writes in place of `data`. */
typedef enum {
    ANSWERS_ENVELOPE,
    ANSWERS_REDIRECT, /* a browser is led on, with a cookie maybe; else the envelope */
    ANSWERS_PICTURE,  /* a picture, or an empty answer; else the envelope */
    ANSWERS_CALLBACK  /* plain text, or an empty answer: never an envelope */
} answers_t;

typedef struct {
    method_id_t id;
    service_t service;
    http_method_t http_method;
    principal_kind_t caller; /* 0: either, as its session says (decision 0035), or anybody where … */
    bool is_public;          /* … nobody proves who calls: on the wire the principal is none */
    answers_t answers;
    bool writes;         /* a call changes something (a GET may mark what it returns as read): it carries an
                          * idempotency key or is recognised by its call id, and HEAD is refused */
    bool uploads;        /* the body is a form with a part `file`, and nothing but multipart/form-data */
    status_t invalid;    /* STATUS_INVALID, STATUS_BODY_INVALID for the customer writes, or STATUS_REFUSED for
                            callbacks */
    const char *name;    /* for metrics, logs and openapi.json's operationId */
    const char *path;    /* below the base path; its last segment may be "{n}" or "{id}", for a decimal
                            number, or "{name}", for some of A-Z, a-z, 0-9, - and _. NULL: between services
                            only, never from outside */
    const char *summary; /* one line, for clients */
    const char *done;    /* msg of STATUS_DONE */
    const char *empty;   /* msg of STATUS_EMPTY, or NULL */
    event_kind_t waits_for; /* what an answer of STATUS_EMPTY may be held for (field `wait`); 0: it may not */
    field_table_t request;
    /* By principal_kind_t: of the int64_t in the request record that says whom the call is about; 0: it has
     * none. The caller's own is put in by contract_decode. */
    size_t id_offsets[PRINCIPAL_CUSTOMER + 1];
    const column_table_t *rows; /* of ret_data; NULL when the answer has none */
    const char *count;          /* the member that says how many rows there are in all; NULL: data_count */
    bool messages;              /* the rows have the members of a content (content.h) besides */
    const column_table_t *data; /* the answer's other members; NULL when there are none */
    const column_table_t *cut;  /* those of an answer that ended early, because its rows are large (decision
                                   0025); NULL when none does */
} method_t;

#endif
