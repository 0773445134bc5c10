/* SPDX-License-Identifier: Apache-2.0 */
/* Dates, times and whole numbers as people and programs write them: what is read, written and read again is
 * the same. */
#include "base/clock.h"
#include "base/date.h"
#include "tests/fuzz/fuzz.h"

static void date_try(text_t text)
{
    int64_t day, again;
    buffer_t out = {0};
    if (date_read(text, &day)) {
        date_write(&out, day);
        HOLDS(date_read(buffer_text(&out), &again) && again == day);
        HOLDS(out.size >= text.size);
    }
    buffer_free(&out);
}

static void time_try(text_t text)
{
    int64_t time, again;
    buffer_t out = {0};
    if (clock_read_time(text, &time)) {
        clock_write_time(&out, time);
        HOLDS(clock_read_time(buffer_text(&out), &again) && again == time);
        HOLDS(clock_day_start(clock_day(time)) <= time);
    }
    buffer_free(&out);
}

static void number_try(text_t text)
{
    int64_t number, again;
    buffer_t out = {0};
    if (text_to_int(text, &number)) {
        buffer_append_int(&out, number);
        HOLDS(text_to_int(buffer_text(&out), &again) && again == number);
        HOLDS(out.size <= text.size);
    }
    buffer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t text = {(const char *)data, size};
    fuzz_be_quiet();
    date_try(text);
    time_try(text);
    number_try(text);
    return 0;
}
