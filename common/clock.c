/* SPDX-License-Identifier: Apache-2.0 */
#include "common/clock.h"

#include <time.h>

#include "common/calendar.h"
#include "common/zone.h"

enum { YEAR_MIN = 1900 };

static char *digits_put(char *at, unsigned value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + count;
}

/* "-09-21", after the year or without its dash. */
static char *month_day_put(char *at, date_t date)
{
    *at++ = '-';
    at = digits_put(at, date.month, 2);
    *at++ = '-';
    return digits_put(at, date.day, 2);
}

static char *date_put(char *at, int64_t local)
{
    date_t date = date_of_day(floor_divide(local, DAY_MS));
    return month_day_put(digits_put(at, (unsigned)date.year, 4), date);
}

static char *minute_put(char *at, int64_t local)
{
    unsigned minute = (unsigned)((local - floor_divide(local, DAY_MS) * DAY_MS) / 60000);
    at = digits_put(at, minute / 60, 2);
    *at++ = ':';
    return digits_put(at, minute % 60, 2);
}

/* Reads `least` to `most` digits at *at and moves on. */
static bool digits_take(text_t text, size_t *at, size_t least, size_t most, unsigned *value)
{
    size_t start = *at;
    *value = 0;
    while (*at < text.size && *at - start < most && text.data[*at] >= '0' && text.data[*at] <= '9')
        *value = *value * 10 + (unsigned)(text.data[(*at)++] - '0');
    return *at - start >= least;
}

static bool char_take(text_t text, size_t *at, char c)
{
    return *at < text.size && text.data[(*at)++] == c;
}

static bool date_take(text_t text, size_t *at, int64_t *day)
{
    unsigned year, month, number;
    if (!digits_take(text, at, 4, 4, &year) || !char_take(text, at, '-') ||
        !digits_take(text, at, 1, 2, &month) || !char_take(text, at, '-') ||
        !digits_take(text, at, 1, 2, &number))
        return false;
    if (year < YEAR_MIN || month < 1 || month > 12 || number < 1 || number > 31)
        return false;
    *day = day_of_date((date_t){(int64_t)year, month, number});
    return date_of_day(*day).month == month; /* the 31st of a shorter month is a day of the next one */
}

/* Reads "15:18:01.548" into the ms of a day. */
static bool time_of_day_take(text_t text, size_t *at, int64_t *ms)
{
    unsigned hour, minute, second, fraction = 0;
    if (!digits_take(text, at, 2, 2, &hour) || !char_take(text, at, ':') ||
        !digits_take(text, at, 2, 2, &minute) || !char_take(text, at, ':') ||
        !digits_take(text, at, 2, 2, &second))
        return false;
    if (*at < text.size) {
        size_t start = *at + 1;
        if (!char_take(text, at, '.') || !digits_take(text, at, 1, 3, &fraction))
            return false;
        for (size_t digits = *at - start; digits < 3; digits++)
            fraction *= 10;
    }
    *ms = ((int64_t)hour * 3600 + minute * 60 + second) * 1000 + fraction;
    return hour < 24 && minute < 60 && second < 60;
}

bool clock_set_zone(const char *zone)
{
    return zone_set(zone);
}

int64_t clock_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_write_time(buffer_t *out, int64_t time)
{
    int64_t local = zone_local_of(time);
    char *start = buffer_reserve(out, CLOCK_TIME_SIZE);
    char *at = date_put(start, local);
    *at++ = 'T';
    at = minute_put(at, local);
    *at++ = ':';
    unsigned ms = (unsigned)(local - floor_divide(local, 60000) * 60000);
    at = digits_put(at, ms / 1000, 2);
    if (ms % 1000 != 0) {
        *at++ = '.';
        at = digits_put(at, ms % 1000, 3);
    }
    out->size += (size_t)(at - start);
}

void clock_write_date(buffer_t *out, int64_t time)
{
    char *start = buffer_reserve(out, CLOCK_TIME_SIZE);
    out->size += (size_t)(date_put(start, zone_local_of(time)) - start);
}

void clock_write_minute(buffer_t *out, int64_t time)
{
    char *start = buffer_reserve(out, CLOCK_TIME_SIZE);
    out->size += (size_t)(minute_put(start, zone_local_of(time)) - start);
}

void clock_write_month_day(buffer_t *out, int64_t time)
{
    char text[CLOCK_TIME_SIZE];
    char *end = month_day_put(text, date_of_day(clock_day(time)));
    buffer_append(out, text + 1, (size_t)(end - text - 1));
}

int64_t clock_day(int64_t time)
{
    return floor_divide(zone_local_of(time), DAY_MS);
}

int clock_year(int64_t time)
{
    return (int)date_of_day(clock_day(time)).year;
}

int64_t clock_day_start(int64_t day)
{
    return zone_time_of(day * DAY_MS);
}

bool clock_read_date(text_t text, int64_t *day)
{
    size_t at = 0;
    int64_t read;
    if (!date_take(text, &at, &read) || at != text.size)
        return false;
    *day = read;
    return true;
}

bool clock_read_time(text_t text, int64_t *time)
{
    size_t at = 0;
    int64_t day, ms = 0;
    if (!date_take(text, &at, &day))
        return false;
    if (at < text.size) {
        char separator = text.data[at++];
        if ((separator != 'T' && separator != ' ') || !time_of_day_take(text, &at, &ms) || at != text.size)
            return false;
    }
    *time = zone_time_of(day * DAY_MS + ms);
    return true;
}
