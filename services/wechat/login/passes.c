/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/login/passes.h"

#define INT(type_, member, least, most)                                                                      \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(type_, member), .type = FIELD_INT,               \
        .min = (least), .max = (most)                                                                        \
    }
#define NAME(type_, member, most)                                                                            \
    {                                                                                                        \
        .name = #member, .key = #member, .offset = offsetof(type_, member), .type = FIELD_VISIBLE,           \
        .max = (most)                                                                                        \
    }

static const field_t share_fields[] = {
    INT(share_t, company_id, 1, ID_MAX), INT(share_t, staff_id, 1, ID_MAX),
    INT(share_t, superior, 0, ID_MAX),   INT(share_t, level, 1, SHARE_LEVEL_MAX),
    INT(share_t, article_id, 0, ID_MAX),
};
const field_table_t share_table = FIELD_TABLE(share_fields, share_t);

static const field_t state_fields[] = {
    INT(state_t, kind, LOGIN_GZH, LOGIN_QY),
    INT(state_t, company_id, 1, ID_MAX),
    INT(state_t, with_profile, 0, 1),
    NAME(state_t, share, 32),
    {.name = "next", .key = "next", .offset = offsetof(state_t, next), .type = FIELD_TEXT, .max = NEXT_MAX},
};
const field_table_t state_table = FIELD_TABLE(state_fields, state_t);

static const field_t outcome_fields[] = {
    NAME(outcome_of_login_t, reason, 32),           INT(outcome_of_login_t, kind, LOGIN_GZH, LOGIN_QY),
    INT(outcome_of_login_t, id, 0, ID_MAX),         INT(outcome_of_login_t, company_id, 0, ID_MAX),
    INT(outcome_of_login_t, is_new, 0, 1),          INT(outcome_of_login_t, staff_id, 0, ID_MAX),
    INT(outcome_of_login_t, superior, 0, ID_MAX),   INT(outcome_of_login_t, level, 0, SHARE_LEVEL_MAX),
    INT(outcome_of_login_t, article_id, 0, ID_MAX),
};
const field_table_t outcome_of_login_table = FIELD_TABLE(outcome_fields, outcome_of_login_t);
