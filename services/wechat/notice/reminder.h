/* SPDX-License-Identifier: Apache-2.0 */
/* Reminders: what stands in the fields of a template, and how often somebody gets one. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_REMINDER_H
#define LEIDA_SERVICES_WECHAT_NOTICE_REMINDER_H

#include "services/wechat/api/gzh.h"
#include "services/wechat/core/core.h"
#include "services/wechat/notice/notice.h"
#include "services/wechat/notice/reminder_value.h"

extern const redis_script_t reminder_allow_script;

enum {
    REMINDER_REST_S = 30 * 60,
    REMINDER_KNOWN_MS = 9 * 60 * 1000 /* WeChat knows a name for ten minutes */
};

/* Whether somebody may be reminded: not within REMINDER_REST_S of another reminder than the one of this name.
 */
void reminder_allow(job_t *job, text_t appid, text_t openid, text_t name, bool *allowed);

/* Fills `values` (GZH_VALUES_MAX of them) as `fields` says ("thing1=text thing2=staff"), each as its kind
 * takes it (reminder_value.h); texts live in the arena. Gives their number. */
size_t reminder_fill(gzh_value_t *values, const char *fields, const reminder_t *reminder, arena_t *arena);

/* Where a reminder leads: through a login to the conversation with the staff user who wrote. And the name by
 * which WeChat knows it again. Both in the arena. */
text_t reminder_url(const wechat_t *wechat, const notice_t *notice, arena_t *arena);
text_t reminder_name(const notice_t *notice, arena_t *arena);

#endif
