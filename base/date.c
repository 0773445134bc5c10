/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

/* Days are counted in eras of 400 years that begin on 1 March, so that a leap day ends its year. */
enum { ERA_DAYS = 146097, EPOCH_DAYS = 719468 };

int64_t date_to_day(date_t date)
{
    int64_t year = date.year - (date.month <= 2);
    int64_t era = (year >= 0 ? year : year - 399) / 400;
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;
}

date_t date_of_day(int64_t day)
{
    day += EPOCH_DAYS;
    int64_t era = (day >= 0 ? day : day - (ERA_DAYS - 1)) / ERA_DAYS;
    int64_t of_era = day - era * ERA_DAYS;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    date_t date = {(int)(year + era * 400), (int)(month < 10 ? month + 3 : month - 9),
                   (int)(of_year - (153 * month + 2) / 5 + 1)};
    date.year += date.month <= 2;
    return date;
}

/* Reads 1..`most` digits into *value and moves on; false when there is none. */
static bool read_digits(const char **at, const char *end, int most, int *value)
{
    const char *from = *at;
    int sum = 0;
    while (*at < end && *at - from < most && **at >= '0' && **at <= '9')
        sum = sum * 10 + (*(*at)++ - '0');
    *value = sum;
    return *at > from;
}

bool date_read(text_t text, int64_t *day)
{
    const char *at = text.data;
    const char *end = at + text.size;
    date_t date;
    if (text.size == 0 || !read_digits(&at, end, 4, &date.year) || at == end || *at++ != '-' ||
        !read_digits(&at, end, 2, &date.month) || at == end || *at++ != '-' ||
        !read_digits(&at, end, 2, &date.day) || at != end || date.year < 1900 || date.month < 1 ||
        date.month > 12)
        return false;
    int64_t number = date_to_day(date);
    date_t same = date_of_day(number);
    if (same.month != date.month || same.day != date.day)
        return false;
    *day = number;
    return true;
}

static void date_put(char *at, date_t date)
{
    int year = date.year;
    for (int i = 3; i >= 0; i--, year /= 10)
        at[i] = (char)('0' + year % 10);
    at[4] = at[7] = '-';
    at[5] = (char)('0' + date.month / 10);
    at[6] = (char)('0' + date.month % 10);
    at[8] = (char)('0' + date.day / 10);
    at[9] = (char)('0' + date.day % 10);
}

/* The rows of a page are mostly of one day: the last one written is kept. */
void date_write(buffer_t *out, int64_t day)
{
    enum { SIZE = 10 };
    static _Thread_local struct {
        int64_t day;
        char text[SIZE];
    } last = {0, "1970-01-01"};
    if (day != last.day) {
        date_put(last.text, date_of_day(day));
        last.day = day;
    }
    buffer_append(out, last.text, SIZE);
}
