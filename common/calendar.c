/* SPDX-License-Identifier: Apache-2.0 */
#include "common/calendar.h"

/* Years begin in March here, so that the leap day is the last of its year (H. Hinnant, "chrono-compatible
 * low-level date algorithms"). */
date_t date_of_day(int64_t day)
{
    int64_t shifted = day + 719468;
    int64_t era = floor_divide(shifted, 146097);
    int64_t of_era = shifted - era * 146097;
    int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * of_year + 2) / 153;
    date_t date = {.year = year_of_era + era * 400 + (month >= 10),
                   .month = (unsigned)(month < 10 ? month + 3 : month - 9),
                   .day = (unsigned)(of_year - (153 * month + 2) / 5 + 1)};
    return date;
}

int64_t day_of_date(date_t date)
{
    int64_t year = date.year - (date.month <= 2);
    int64_t era = floor_divide(year, 400);
    int64_t of_era_year = year - era * 400;
    int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t of_year = (153 * month + 2) / 5 + date.day - 1;
    return era * 146097 + of_era_year * 365 + of_era_year / 4 - of_era_year / 100 + of_year - 719468;
}
