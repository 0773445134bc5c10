/* SPDX-License-Identifier: Apache-2.0 */
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"

/* The years 1 to 9999: what can be written with four digits. */
#define LOCAL_MIN INT64_C(-62135596800000)
#define LOCAL_MAX INT64_C(253402300799999)

enum { OFFSET_SLOTS = 64 };

#define HOUR_MS INT64_C(3600000)

typedef struct {
    int64_t hour; /* since 1970, UTC */
    int64_t offset;
    bool known;
} offset_slot_t;

static _Thread_local offset_slot_t offset_slots[OFFSET_SLOTS];

/* Rounds down, also before 1970. */
static int64_t floor_divide(int64_t value, int64_t divisor)
{
    return value / divisor - (value % divisor < 0);
}

static int64_t clamp(int64_t value, int64_t least, int64_t most)
{
    return value < least ? least : value > most ? most : value;
}

/* What local time is ahead of UTC at that time, in ms, as the C library has it from the zone's file. */
static int64_t offset_asked(int64_t time)
{
    time_t second = (time_t)floor_divide(time, 1000);
    struct tm parts;
    return localtime_r(&second, &parts) ? (int64_t)parts.tm_gmtoff * 1000 : 0;
}

/* The same from the cache. An hour in which the offset changes is never cached. */
static int64_t offset_at(int64_t time)
{
    int64_t hour = floor_divide(time, HOUR_MS);
    offset_slot_t *slot = &offset_slots[(uint64_t)hour % OFFSET_SLOTS];
    if (slot->known && slot->hour == hour)
        return slot->offset;
    int64_t offset = offset_asked(time);
    int64_t start = hour * HOUR_MS;
    if (offset_asked(start) == offset && offset_asked(start + HOUR_MS - 1) == offset)
        *slot = (offset_slot_t){.hour = hour, .offset = offset, .known = true};
    return offset;
}

bool zone_exists(const char *name)
{
    /* Only what stays inside the folder of the zones. */
    if (!*name || *name == '/' || strstr(name, ".."))
        return false;
    const char *folder = getenv("TZDIR");
    buffer_t path = {0};
    buffer_append_format(&path, "%s/%s", folder && *folder ? folder : "/usr/share/zoneinfo", name);
    buffer_append_char(&path, '\0');
    FILE *file = fopen(path.data, "rbe");
    buffer_free(&path);
    char magic[4];
    bool exists = file && fread(magic, 1, sizeof magic, file) == sizeof magic &&
                  memcmp(magic, "TZif", 4) == 0;
    if (file)
        fclose(file);
    return exists;
}

bool zone_set(const char *name)
{
    if (!zone_exists(name) || setenv("TZ", name, 1) != 0)
        return false;
    tzset();
    memset(offset_slots, 0, sizeof offset_slots);
    return true;
}

int64_t zone_local_of(int64_t time)
{
    int64_t near = clamp(time, LOCAL_MIN - ZONE_DAY_MS, LOCAL_MAX + ZONE_DAY_MS);
    return clamp(near + offset_at(near), LOCAL_MIN, LOCAL_MAX);
}

int64_t zone_time_of(int64_t local)
{
    int64_t before = offset_at(local - ZONE_DAY_MS);
    int64_t after = offset_at(local + ZONE_DAY_MS);
    int64_t early = local - (before > after ? before : after);
    return offset_at(early) == local - early ? early : local - (before > after ? after : before);
}

int64_t zone_day_of(int64_t local)
{
    return floor_divide(local, ZONE_DAY_MS);
}
