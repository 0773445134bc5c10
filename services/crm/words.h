/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times and codes as the staff user reads them (api.md 4). Days are calendar days in the configured zone; a
 * time is in ms, TIME_NONE where there is none; a time after `now` counts as today.
 */
#ifndef LEIDA_SERVICES_CRM_WORDS_H
#define LEIDA_SERVICES_CRM_WORDS_H

#include "base/arena.h"

/* last_follow_time: 今天, 昨天, 3天前, or empty. */
text_t words_last_follow(arena_t *arena, int64_t time, int64_t now);
/* follow_status: 今天跟进, 昨天已跟进, the date, or 未跟进过. */
text_t words_follow_status(arena_t *arena, int64_t time, int64_t now);
/* last_activity_time: 今天, 昨天, the date, or empty. */
text_t words_last_activity(arena_t *arena, int64_t time, int64_t now);

/* How the customer came: 1 扫码, 2 转发, 3 搜索, 4 公众号文章; else empty. */
text_t words_source(int64_t source);

#endif
