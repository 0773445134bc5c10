/* SPDX-License-Identifier: Apache-2.0 */
/* The days that statistics are asked of (api.md 5). */
#ifndef LEIDA_SERVICES_ACTIONLOG_STATISTICS_H
#define LEIDA_SERVICES_ACTIONLOG_STATISTICS_H

#include "proto/requests.h"
#include "services/actionlog/store.h"

/* Calendar days up to `now` (ms), today included, or up to the day that is given; seven of them unless the
 * first is given too. */
days_t statistics_days(const statistics_request_t *request, int64_t now);

/* Whether there are more of them than STATISTICS_DAYS_MAX: then it pays to look first which of them the log
 * has (store_clip_days). */
bool statistics_days_are_many(days_t days);

#endif
