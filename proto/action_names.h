/* SPDX-License-Identifier: Apache-2.0 */
/* The 16 things a customer does (api.md 5): their names, and what the log says of them when no remark is
 * given. */
#ifndef LEIDA_PROTO_ACTION_NAMES_H
#define LEIDA_PROTO_ACTION_NAMES_H

#include "base/text.h"

#define ACTION_COUNT 16 /* also in scripts */

/* Of an action 1..16, such as "查看名片". */
text_t action_name(int64_t action);
/* The text behind the customer's name in the log, such as "查看了您的名片". */
text_t action_remark(int64_t action);

#endif
