/* SPDX-License-Identifier: Apache-2.0 */
/* How many cards a member of a corp gets: WeCom drops silently what is more than 30 in a minute or 1,000 in
 * an hour, from any app (wechat.md 6, 9). Windows slide: within any minute and any hour it is no more. */
#ifndef LEIDA_SERVICES_WECHAT_NOTICE_CARD_LIMIT_H
#define LEIDA_SERVICES_WECHAT_NOTICE_CARD_LIMIT_H

#include "common/store/job.h"

extern const redis_script_t card_limit_script;

enum { CARDS_A_MINUTE = 20, CARDS_AN_HOUR = 800 };

/* Counts a card that is about to be sent: `*wait` is 0; or, uncounted, the ms until there is room for it.
 * What was counted stays so, sent or not. */
void card_limit_take(job_t *job, text_t corpid, text_t userid, int64_t *wait);

#endif
