/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/words.h"

#include "base/clock.h"
#include "base/date.h"

today_t words_today(int64_t now)
{
    return (today_t){clock_day(now), date_to_day((date_t){clock_year(now), 1, 1})};
}

void words_write_when(buffer_t *out, int64_t time, const today_t *today)
{
    const int64_t day = clock_day(time);
    if (day >= today->day)
        clock_write_minute(out, time);
    else if (day == today->day - 1)
        buffer_append_literal(out, "昨天");
    else if (day >= today->new_year)
        clock_write_month_day(out, time);
    else
        clock_write_date(out, time);
}
