/* SPDX-License-Identifier: Apache-2.0 */
#include "base/clock.h"

#include <time.h>

#include "base/date.h"
#include "base/zone.h"

enum { MINUTE_MS = 60000, FRACTION_DIGITS = 9 };

static char *digits_put(char *at, unsigned value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + count;
}

/* The ms since the local day began. */
static unsigned of_day(int64_t local)
{
    return (unsigned)(local - zone_day_of(local) * ZONE_DAY_MS);
}

static char *minute_put(char *at, unsigned ms)
{
    at = digits_put(at, ms / MINUTE_MS / 60, 2);
    *at++ = ':';
    return digits_put(at, ms / MINUTE_MS % 60, 2);
}

/* Reads two digits before a `limit`; -1 when there are none or they reach it. */
static int pair_read(const char *at, int limit)
{
    int tens = at[0] - '0', ones = at[1] - '0';
    if (tens < 0 || tens > 9 || ones < 0 || ones > 9 || tens * 10 + ones >= limit)
        return -1;
    return tens * 10 + ones;
}

/* Reads ".5" to ".548123000", cut to ms: databases write micro- and nanoseconds. */
static bool fraction_read(text_t text, int64_t *ms)
{
    if (text.size < 2 || text.size > 1 + FRACTION_DIGITS || text.data[0] != '.')
        return false;
    int64_t sum = 0;
    for (int64_t i = 1, unit = 100; i < (int64_t)text.size; i++, unit /= 10) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return false;
        sum += (text.data[i] - '0') * unit;
    }
    *ms = sum;
    return true;
}

/* Reads "15:18:01", maybe with a fraction, as ms of a day. */
static bool time_of_day_read(text_t text, int64_t *ms)
{
    enum { WHOLE = sizeof "15:18:01" - 1 };
    if (text.size < WHOLE || text.data[2] != ':' || text.data[5] != ':')
        return false;
    int hour = pair_read(text.data, 24), minute = pair_read(text.data + 3, 60),
        second = pair_read(text.data + 6, 60);
    int64_t fraction = 0;
    if (hour < 0 || minute < 0 || second < 0)
        return false;
    if (text.size > WHOLE && !fraction_read((text_t){text.data + WHOLE, text.size - WHOLE}, &fraction))
        return false;
    *ms = (int64_t)hour * 60 * MINUTE_MS + minute * MINUTE_MS + second * 1000 + fraction;
    return true;
}

bool clock_has_zone(const char *zone)
{
    return zone_exists(zone);
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
    unsigned ms = of_day(local);
    date_write(out, zone_day_of(local));
    char *start = buffer_reserve(out, CLOCK_TIME_SIZE);
    char *at = start;
    *at++ = 'T';
    at = minute_put(at, ms);
    *at++ = ':';
    at = digits_put(at, ms / 1000 % 60, 2);
    if (ms % 1000 != 0) {
        *at++ = '.';
        at = digits_put(at, ms % 1000, 3);
    }
    out->size += (size_t)(at - start);
}

void clock_write_date(buffer_t *out, int64_t time)
{
    date_write(out, clock_day(time));
}

void clock_write_minute(buffer_t *out, int64_t time)
{
    char *start = buffer_reserve(out, CLOCK_TIME_SIZE);
    out->size += (size_t)(minute_put(start, of_day(zone_local_of(time))) - start);
}

void clock_write_month_day(buffer_t *out, int64_t time)
{
    date_t date = date_of_day(clock_day(time));
    char *start = buffer_reserve(out, CLOCK_TIME_SIZE);
    char *at = digits_put(start, (unsigned)date.month, 2);
    *at++ = '-';
    out->size += (size_t)(digits_put(at, (unsigned)date.day, 2) - start);
}

int64_t clock_day(int64_t time)
{
    return zone_day_of(zone_local_of(time));
}

int clock_year(int64_t time)
{
    return date_of_day(clock_day(time)).year;
}

int64_t clock_day_start(int64_t day)
{
    return zone_time_of(day * ZONE_DAY_MS);
}

bool clock_read_time(text_t text, int64_t *time)
{
    size_t date_size = 0;
    while (date_size < text.size && text.data[date_size] != 'T' && text.data[date_size] != ' ')
        date_size++;
    int64_t day, ms = 0;
    if (!date_read((text_t){text.data, date_size}, &day))
        return false;
    if (date_size < text.size &&
        !time_of_day_read((text_t){text.data + date_size + 1, text.size - date_size - 1}, &ms))
        return false;
    *time = zone_time_of(day * ZONE_DAY_MS + ms);
    return true;
}
