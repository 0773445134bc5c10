/* SPDX-License-Identifier: Apache-2.0 */
/* The records of leidactl's import and export (operations.md), and the profiles as they are stored: the same
 * tables serve both. Fields without a key are not kept in the profile (a token has a key of its own). */
#ifndef LEIDA_PROTO_RECORDS_H
#define LEIDA_PROTO_RECORDS_H

#include "proto/field.h"

typedef struct {
    record_t record;
    int64_t id, company_id;
    text_t name, avatar, business_phone, wechat_phone, wechat, position, email;
} user_profile_t;
extern const field_table_t user_profile_table;

typedef struct {
    record_t record;
    int64_t id, origin; /* user_type: 1 official account, 2 mini program */
    text_t name, avatar, phone, openid;
    int64_t created; /* ms */
} customer_profile_t;
extern const field_table_t customer_profile_table;

typedef struct {
    record_t record;
    int64_t id, parent_id, company_id;
    text_t name;
} tag_profile_t;
extern const field_table_t tag_profile_table;

#endif
