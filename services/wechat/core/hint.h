/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What notices keep in Redis beside the queues are hints: that somebody was told, how often they may be, what
 * they were shown. One that cannot be read, or not be kept, is reported, and stops nothing.
 */
#ifndef LEIDA_SERVICES_WECHAT_CORE_HINT_H
#define LEIDA_SERVICES_WECHAT_CORE_HINT_H

#include "common/store/job.h"

/* What scripts return that have found a key of another type, which they took away (drop_foreign.lua). */
#define HINT_MENDED 3

/* Reports the reply to a command or script on a hint: an error, or HINT_MENDED. `key` without its name, which
 * is a secret: "wx:told:…". True if it was one of the two. */
bool hint_report(const redis_reply_t *reply, text_t key);
/* The same of a script that has told it otherwise. */
void hint_report_mended(text_t key);

#endif
