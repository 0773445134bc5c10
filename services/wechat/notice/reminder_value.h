/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in one field of a reminder, as the kind of the field takes it. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_REMINDER_VALUE_H
#define LEIDA_SERVICES_WECHAT_NOTICE_REMINDER_VALUE_H

#include "base/arena.h"
#include "services/wechat/company/template_field.h"

typedef struct {
    text_t words, staff;
    int64_t count; /* messages */
    int64_t time;  /* ms since 1970 */
} reminder_t;

/* The value, in the arena: never empty, nothing of what the kind does not take, and no longer. Where nothing
 * is left, a word of ours stands there. */
text_t reminder_value(const template_field_t *field, const reminder_t *reminder, arena_t *arena);

#endif
