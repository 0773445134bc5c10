/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/words.h"

#include "base/clock.h"

void words_write_when(buffer_t *out, int64_t time, int64_t now)
{
    const int64_t days = clock_day(now) - clock_day(time);
    if (days <= 0)
        clock_write_minute(out, time);
    else if (days == 1)
        buffer_append_literal(out, "昨天");
    else if (clock_year(time) == clock_year(now))
        clock_write_month_day(out, time);
    else
        clock_write_date(out, time);
}
