/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/answers_session.h"

#define SESSION(name, type, member, help, absent) COLUMN(name, type, session_row_t, member, help, absent)
#define UNKNOWN "has none, or the CRM service cannot be asked now"

static const column_t columns[] = {
    SESSION("kind", COLUMN_TEXT, kind, "who is logged in: staff or customer", NULL),
    SESSION("id", COLUMN_INT, id, "the staff user or customer", NULL),
    SESSION("zone", COLUMN_TEXT, zone, "the time zone of all times that the API tells", NULL),
    SESSION("now", COLUMN_INT, now, "the gateway's time, ms since 1970", NULL),
    SESSION("expires", COLUMN_INT, expires, "when the session ends unless it is used, ms since 1970", NULL),
    SESSION("features", COLUMN_TEXT_LIST, features,
            "what this installation has besides: push, uploads, wechat; may be []", NULL),
    SESSION("name", COLUMN_TEXT, name, "name of the staff user or customer", UNKNOWN),
    SESSION("avatar", COLUMN_TEXT, avatar, "address of their picture", UNKNOWN),
};
enum { OWN = 6, ALL = sizeof columns / sizeof *columns };

const column_table_t session_columns = COLUMN_TABLE_OF(columns, ALL);
const column_table_t session_own_columns = COLUMN_TABLE_OF(columns, OWN);
const column_table_t session_card_columns = COLUMN_TABLE_OF(columns + OWN, ALL - OWN);
