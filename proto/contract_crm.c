/* SPDX-License-Identifier: Apache-2.0 */
/* The CRM methods (api.md 4; seed 1.5 to 1.9). */
#include "proto/answers_crm.h"
#include "proto/contract_parts.h"
#include "proto/requests.h"

static const char *const contact_sorts[] = {"-expedted_pr", "-last_follow_time", "-last_activity_time",
                                            "-create_date", NULL};

static const field_t contacts_fields[] = {
    {.name = "order",
     FIELD_AT(contacts_request_t, order),
     .type = FIELD_CHOICE,
     .from = FROM_QUERY,
     .choices = contact_sorts,
     .help = "the order; -expedted_pr if not given"},
    {.name = "customer_id",
     FIELD_AT(contacts_request_t, customer_id),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .min = 1,
     .max = ID_MAX,
     .help = "this customer only"},
    {.name = "username",
     FIELD_AT(contacts_request_t, name),
     .type = FIELD_TEXT,
     .from = FROM_QUERY,
     .min = 0,
     .max = 256,
     .help = "names that contain this"},
    {.name = "customer__source",
     FIELD_AT(contacts_request_t, source),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .min = 1,
     .max = 4,
     .help = "how the customer came: 1 扫码, 2 转发, 3 搜索, 4 公众号文章"},
    FIELD_PAGE(contacts_request_t),
    FIELD_ROWS(contacts_request_t, "`memo_name` and `tags`"),
};

static const field_t customer_fields[] = {
    {.name = "customer_id",
     FIELD_AT(conversation_request_t, customer_id),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .required = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the customer"},
};

#define CUSTOMER_IN_PATH                                                                                     \
    {                                                                                                        \
        .name = "id", .key = "customer_id", .offset = offsetof(update_request_t, customer_id),               \
        .type = FIELD_INT, .from = FROM_PATH, .required = true, .min = 1, .max = ID_MAX,                     \
        .help = "the customer"                                                                               \
    }
#define TEXT(edge, member, longest)                                                                          \
    {                                                                                                        \
        .name = (edge), FIELD_AT(update_request_t, member), .type = FIELD_TEXT, .from = FROM_BODY,           \
        .max = (longest), .clears = true                                                                     \
    }

static const field_t update_information_fields[] = {
    CUSTOMER_IN_PATH,
    {.name = "sex",
     FIELD_AT(update_request_t, sex),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .required = true,
     .min = 1,
     .max = 2,
     .help = "1 male, 2 female"},
    {.name = "superior",
     FIELD_AT(update_request_t, superior),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .max = ID_MAX,
     .clears = true,
     .help = "the customer who referred this one; 0 or empty: nobody"},
    {.name = "phone",
     FIELD_AT(update_request_t, phone),
     .type = FIELD_PHONE,
     .from = FROM_BODY,
     .max = 256,
     .clears = true,
     .help = "mainland mobile number"},
    {.name = "email",
     FIELD_AT(update_request_t, email),
     .type = FIELD_EMAIL,
     .from = FROM_BODY,
     .max = 256,
     .clears = true},
    {.name = "birthday",
     FIELD_AT(update_request_t, birthday),
     .type = FIELD_DATE,
     .from = FROM_BODY,
     .clears = true},
    TEXT("username", name, 256),
    TEXT("memo_name", memo_name, 256),
    TEXT("company", company, 256),
    TEXT("position", position, 256),
    TEXT("address", address, 2000),
    TEXT("mem", memo, 2000),
};

static const field_t update_expected_time_fields[] = {
    CUSTOMER_IN_PATH,
    {.name = "expected_time",
     FIELD_AT(update_request_t, expected_time),
     .type = FIELD_DATE,
     .from = FROM_BODY,
     .required = true,
     .min = 1,
     .help = "the day a deal is expected"},
};

static const field_t update_expected_pr_fields[] = {
    CUSTOMER_IN_PATH,
    {.name = "expedted_pr",
     FIELD_AT(update_request_t, expected_pr),
     .type = FIELD_PERCENT,
     .from = FROM_BODY,
     .required = true,
     .min = 0,
     .max = 100,
     .help = "chance of a deal in per cent; a trailing % is taken off"},
};

static const field_t update_tags_fields[] = {
    CUSTOMER_IN_PATH,
    {.name = "tag_list",
     FIELD_AT(update_request_t, tags),
     .type = FIELD_IDS,
     .from = FROM_BODY,
     .required = true,
     .max = 1000,
     .help = "JSON text: the ids of all the customer's tags"},
};

#define TAG_NAME                                                                                             \
    {                                                                                                        \
        .name = "name", FIELD_AT(tag_request_t, name), .type = FIELD_TEXT, .from = FROM_BODY,                \
        .required = true, .min = 1, .max = 64, .help = "the new tag"                                         \
    }

static const field_t tag_list_fields[] = {
    {.name = "customer_id",
     FIELD_AT(tag_request_t, customer_id),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .min = 1,
     .max = ID_MAX,
     .help = "marks the tags of this customer"},
};

static const field_t add_tag_fields[] = {
    {.name = "id",
     FIELD_AT(tag_request_t, customer_id),
     .type = FIELD_INT,
     .from = FROM_PATH,
     .required = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the customer"},
    TAG_NAME,
};

static const field_t tag_customer_fields[] = {FIELD_PAGE(tag_request_t)};

static const field_t add_tag_customer_fields[] = {
    TAG_NAME,
    {.name = "customer_list",
     FIELD_AT(tag_request_t, customers),
     .type = FIELD_IDS,
     .from = FROM_BODY,
     .required = true,
     .max = 200,
     .help = "JSON text: the ids of the customers who get it"},
};

#define UPDATE(method_fields)                                                                                \
    .service = SERVICE_CRM, OF_STAFF(update_request_t), .http_method = HTTP_POST, .writes = true,            \
    .invalid = STATUS_BODY_INVALID, .done = "添加成功",                                                      \
    .request = FIELD_TABLE(method_fields, update_request_t)

#define ADD_TAG(method_fields)                                                                               \
    .service = SERVICE_CRM, OF_STAFF(tag_request_t), .http_method = HTTP_POST, .writes = true,               \
    .invalid = STATUS_BODY_INVALID, .done = "添加成功", .request = FIELD_TABLE(method_fields, tag_request_t)

const method_t contract_crm[] = {
    {.id = METHOD_CONTACTS,
     .service = SERVICE_CRM,
     OF_STAFF(contacts_request_t),
     .http_method = HTTP_GET,
     .invalid = STATUS_INVALID,
     .name = "contacts",
     .path = "/qiyeweixin/tongxunlu",
     .summary = "The caller's customers",
     .done = "查询成功",
     .request = FIELD_TABLE(contacts_fields, contacts_request_t),
     .rows = &full_contact_columns},
    {.id = METHOD_CUSTOMER,
     .service = SERVICE_CRM,
     OF_STAFF(conversation_request_t),
     .http_method = HTTP_GET,
     .invalid = STATUS_INVALID,
     .name = "customer",
     .path = "/qiyeweixin/customer",
     .summary = "One customer",
     .done = "查询成功",
     .request = FIELD_TABLE(customer_fields, conversation_request_t),
     .rows = &customer_columns},
    {.id = METHOD_UPDATE_INFORMATION,
     UPDATE(update_information_fields),
     .name = "update_information",
     .path = "/qiyeweixin/customer/update_information/{id}",
     .summary = "Change a customer's profile"},
    {.id = METHOD_UPDATE_EXPECTED_TIME,
     UPDATE(update_expected_time_fields),
     .name = "update_expected_time",
     .path = "/qiyeweixin/customer/update_expected_time/{id}",
     .summary = "Set the day a deal is expected"},
    {.id = METHOD_UPDATE_EXPECTED_PR,
     UPDATE(update_expected_pr_fields),
     .name = "update_expected_pr",
     .path = "/qiyeweixin/customer/update_expected_pr/{id}",
     .summary = "Set the chance of a deal"},
    {.id = METHOD_UPDATE_TAGS,
     UPDATE(update_tags_fields),
     .name = "update_tags",
     .path = "/qiyeweixin/customer/update_tag/{id}",
     .summary = "Replace a customer's tags"},
    {.id = METHOD_TAG_LIST,
     .service = SERVICE_CRM,
     OF_STAFF(tag_request_t),
     .http_method = HTTP_GET,
     .invalid = STATUS_INVALID,
     .name = "tag_list",
     .path = "/qiyeweixin/tag_list",
     .summary = "The tags that the caller's company has, by group",
     .done = "请求成功",
     .request = FIELD_TABLE(tag_list_fields, tag_request_t),
     .rows = &tag_group_columns,
     .count = "tag_count"},
    {.id = METHOD_ADD_TAG,
     ADD_TAG(add_tag_fields),
     .name = "add_tag",
     .path = "/qiyeweixin/tag_list/add_tag/{id}",
     .summary = "Make a tag and give it to a customer"},
    {.id = METHOD_CUSTOMER_TAG,
     UPDATE(update_tags_fields),
     .name = "customer_tag",
     .path = "/qiyeweixin/tag_list/customer_tag/{id}",
     .summary = "Replace a customer's tags"},
    {.id = METHOD_TAG_CUSTOMER,
     .service = SERVICE_CRM,
     OF_STAFF(tag_request_t),
     .http_method = HTTP_GET,
     .invalid = STATUS_INVALID,
     .name = "tag_customer",
     .path = "/qiyeweixin/tag_customer",
     .summary = "The tags that the caller's customers bear",
     .done = "请求成功",
     .request = FIELD_TABLE(tag_customer_fields, tag_request_t),
     .rows = &borne_tag_columns,
     .count = "ret_count"},
    {.id = METHOD_ADD_TAG_CUSTOMER,
     ADD_TAG(add_tag_customer_fields),
     .name = "add_tag_customer",
     .path = "/qiyeweixin/tag_customer/add/{n}",
     .summary = "Make a tag and give it to customers"},
};
const size_t contract_crm_count = sizeof contract_crm / sizeof *contract_crm;
