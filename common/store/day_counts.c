/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/day_counts.h"

#include "base/date.h"
#include "proto/field.h"

_Static_assert(DAY_COUNT_KINDS == ACTION_COUNT, "an action less one is what is left by this divisor");

static uint32_t number_at(const char *bytes)
{
    const unsigned char *at = (const unsigned char *)bytes;
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

bool day_counts_add(action_counts_t *counts, text_t stored)
{
    uint32_t met = 0;
    if (stored.size == 0 || stored.size % DAY_COUNT_SIZE != 0 ||
        stored.size > DAY_COUNT_SIZE * DAY_COUNT_KINDS)
        return false;
    for (size_t at = 0; at < stored.size; at += DAY_COUNT_SIZE) {
        const uint32_t number = number_at(stored.data + at), kind = number % DAY_COUNT_KINDS;
        if (number < DAY_COUNT_KINDS || (met >> kind & 1) != 0)
            return false;
        met |= UINT32_C(1) << kind;
        counts->of[kind] += number / DAY_COUNT_KINDS;
    }
    return true;
}

void day_counts_write(buffer_t *out, const action_counts_t *counts)
{
    for (uint32_t kind = 0; kind < DAY_COUNT_KINDS; kind++) {
        if (counts->of[kind] == 0)
            continue;
        const uint32_t number = (uint32_t)counts->of[kind] * DAY_COUNT_KINDS + kind;
        const char bytes[DAY_COUNT_SIZE] = {(char)(number >> 24), (char)(number >> 16), (char)(number >> 8),
                                            (char)number};
        buffer_append(out, bytes, sizeof bytes);
    }
}

int64_t day_counts_sum(const action_counts_t *counts)
{
    int64_t sum = 0;
    for (size_t i = 0; i < ACTION_COUNT; i++)
        sum += counts->of[i];
    return sum;
}

void day_counts_write_field(buffer_t *out, int64_t customer_or_day)
{
    if (customer_or_day < 0) {
        buffer_append_char(out, 'd');
        buffer_append_char(out, (char)('0' - customer_or_day / 10));
        buffer_append_char(out, (char)('0' - customer_or_day % 10));
    } else
        buffer_append_int(out, customer_or_day);
}

static bool is_digit(char letter)
{
    return letter >= '0' && letter <= '9';
}

int64_t day_counts_read_field(text_t field)
{
    int64_t number;
    if (field.size == 3 && field.data[0] == 'd' && is_digit(field.data[1]) && is_digit(field.data[2])) {
        number = (field.data[1] - '0') * 10 + field.data[2] - '0';
        return number > 31 ? 0 : -number;
    }
    return field.size > 0 && *field.data != '0' && text_to_int(field, &number) && number > 0 &&
                   number <= ID_MAX
               ? number
               : 0;
}

int64_t period_month_end(int64_t day)
{
    date_t date = date_of_day(day);
    date.day = 1;
    date.year += date.month == 12;
    date.month = date.month % 12 + 1;
    return date_to_day(date);
}

period_t period_at(int64_t day, int64_t to)
{
    const int64_t month_end = period_month_end(day);
    const bool month = date_of_day(day).day == 1 && month_end <= to + 1;
    return (period_t){.day = day, .end = month ? month_end : day + 1, .month = month};
}

void period_key(buffer_t *out, int64_t user_id, const period_t *period)
{
    if (period->month)
        keys_log_month(out, user_id, period->day);
    else
        keys_log_day(out, user_id, period->day);
}
