/* SPDX-License-Identifier: Apache-2.0 */
#include "services/actionlog/statistics.h"

#include "base/clock.h"

enum { DAYS_DEFAULT = 7 };

days_t statistics_days(const statistics_request_t *request, int64_t now)
{
    days_t days;
    days.to = record_has(&request->record, STATISTICS_TO_DAY) ? request->to_day : clock_day(now);
    days.from = record_has(&request->record, STATISTICS_FROM_DAY) ? request->from_day
                                                                  : days.to - (DAYS_DEFAULT - 1);
    return days;
}

bool statistics_days_are_many(days_t days)
{
    return days.to - days.from >= STATISTICS_DAYS_MAX;
}
