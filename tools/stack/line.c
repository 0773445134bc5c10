/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/line.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/json/write.h"
#include "base/printable.h"

enum { TIME_LENGTH = LINE_TIME_SIZE - 1, DATE_LENGTH = sizeof("2026-11-26") - 1, REDIS_HEAD_MAX = 64 };

/* The beginning of a time. */
static bool has_time_form(text_t text)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    for (size_t i = 0; i < text.size; i++) {
        bool digit = text.data[i] >= '0' && text.data[i] <= '9';
        if (form[i] == 'd' ? !digit : text.data[i] != form[i])
            return false;
    }
    return true;
}

/* Takes what stands before `end` from the text; all of it when there is none. */
static text_t take_until(text_t *text, char end)
{
    const char *at = text->size > 0 ? memchr(text->data, end, text->size) : NULL;
    size_t size = at ? (size_t)(at - text->data) : text->size, skip = at ? size + 1 : size;
    text_t taken = {text->data, size};
    *text = (text_t){text->data + skip, text->size - skip};
    return taken;
}

/* Behind `mark` up to the next quote. */
static text_t json_member(text_t line, const char *mark)
{
    const char *at = memmem(line.data, line.size, mark, strlen(mark));
    if (!at)
        return TEXT_NONE;
    at += strlen(mark);
    text_t rest = {at, line.size - (size_t)(at - line.data)};
    return take_until(&rest, '"');
}

line_t line_parse(text_t line)
{
    text_t rest = line;
    if (line.size > 0 && line.data[0] == '{')
        return (line_t){.time = json_member(line, "{\"time\":\""),
                        .level = json_member(line, ",\"level\":\""),
                        .process = json_member(line, ",\"process\":\""),
                        .rest = line,
                        .json = true};
    bool timed = line.size > TIME_LENGTH && line.data[TIME_LENGTH] == ' ' &&
                 has_time_form((text_t){line.data, TIME_LENGTH});
    if (timed) {
        line_t parsed = {.time = take_until(&rest, ' ')};
        parsed.level = take_until(&rest, ' ');
        parsed.process = take_until(&rest, ' ');
        parsed.rest = rest;
        return parsed;
    }
    text_t name = take_until(&rest, ':');
    bool named = rest.size > 0 && rest.data[0] == ' ' && !memchr(name.data, ' ', name.size);
    if (!named)
        return (line_t){.rest = line};
    return (line_t){.process = name, .rest = {rest.data + 1, rest.size - 1}};
}

bool line_has_level(const line_t *line, log_level_t least)
{
    for (log_level_t level = LOG_DEBUG; level <= LOG_ERROR; level++)
        if (line->level.data && text_equal(line->level, text_of(log_level_name(level))))
            return level >= least;
    return LOG_WARNING >= least;
}

bool line_has_trace(const line_t *line, text_t trace)
{
    static const char text_mark[] = " trace=", json_mark[] = ",\"trace\":\"";
    const char *mark = line->json ? json_mark : text_mark;
    const char *at = line->rest.size > 0 ? memmem(line->rest.data, line->rest.size, mark, strlen(mark))
                                         : NULL;
    if (!at)
        return false;
    at += strlen(mark);
    text_t rest = {at, line->rest.size - (size_t)(at - line->rest.data)};
    return text_equal(take_until(&rest, line->json ? '"' : ' '), trace);
}

/* Writes a time as the lines have it. */
static void write_time(char text[LINE_TIME_SIZE], int64_t milliseconds)
{
    time_t seconds = (time_t)(milliseconds / 1000);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    size_t size = strftime(text, LINE_TIME_SIZE, "%Y-%m-%dT%H:%M:%S", &parts);
    snprintf(text + size, LINE_TIME_SIZE - size, ".%03dZ", (int)(milliseconds % 1000));
}

/* "15m": so long ago. */
static bool read_ago(const char *text, char time_text[LINE_TIME_SIZE])
{
    static const char units[] = "smhd";
    static const int64_t seconds[] = {1, 60, 3600, 86400};
    size_t size = strlen(text);
    int64_t number;
    const char *unit = size > 1 ? strchr(units, text[size - 1]) : NULL;
    if (!unit || !text_to_int((text_t){text, size - 1}, &number) || number < 0 || number > 1000000)
        return false;
    int64_t then = time(NULL) - number * seconds[unit - units];
    write_time(time_text, then > 0 ? then * 1000 : 0);
    return true;
}

bool line_read_time(const char *text, char time_text[LINE_TIME_SIZE])
{
    size_t size = strlen(text);
    if (read_ago(text, time_text))
        return true;
    if (size < DATE_LENGTH || size >= LINE_TIME_SIZE)
        return false;
    memcpy(time_text, text, size + 1);
    if (time_text[DATE_LENGTH] == ' ')
        time_text[DATE_LENGTH] = 'T';
    return has_time_form((text_t){time_text, size});
}

static void write_rest(buffer_t *out, text_t rest)
{
    printable_write(out, rest); /* whoever wrote it */
    buffer_append_char(out, '\n');
}

/* The value as JSON: its bytes that are not UTF-8 as '?'. */
static void write_json_member(buffer_t *out, const char *key, text_t value)
{
    char *copy = memory_copy_text(value);
    for (size_t at = text_utf8_prefix(value); at < value.size;) {
        copy[at] = '?';
        at += text_utf8_prefix((text_t){copy + at, value.size - at});
    }
    buffer_t plain = {0};
    json_write_string(&plain, (text_t){copy, value.size});
    buffer_append_format(out, "%c\"%s\":", strcmp(key, "time") == 0 ? '{' : ',', key);
    printable_write(out, buffer_text(&plain));
    buffer_free(&plain);
    free(copy);
}

static void write_json(buffer_t *out, const line_t *line)
{
    write_json_member(out, "time", line->time);
    write_json_member(out, "level", line->level);
    write_json_member(out, "process", line->process);
    write_json_member(out, "event", line->rest);
    buffer_append_literal(out, "}\n");
}

/* Reads the time of "1234:M 26 Nov 2026 18:53:26.230 * ..." or "1234:signal-handler (1795719206) ...", in ms;
 * `text` goes on behind it. False when it is neither. */
static bool take_redis_time(const char **text, int64_t *milliseconds)
{
    long seconds;
    int size = 0, fraction = 0;
    if (sscanf(*text, "%*d:signal-handler (%ld)%n", &seconds, &size) == 1 && size > 0) {
        *text += size;
        *milliseconds = seconds * INT64_C(1000);
        return true;
    }
    if (sscanf(*text, "%*d:%*1[XCSM]%n", &size) != 0 || size == 0)
        return false;
    struct tm parts = {.tm_isdst = -1};
    const char *end = strptime(*text + size, " %d %b %Y %H:%M:%S", &parts);
    if (!end || sscanf(end, ".%3d%n", &fraction, &size) != 1)
        return false;
    *text = end + size;
    *milliseconds = mktime(&parts) * INT64_C(1000) + fraction;
    return true;
}

/* Redis marks these as warnings, at every start, stop and backup. */
static bool is_harmless(text_t said)
{
    static const char *const beginnings[] = {"oO0OoO0OoO0Oo Redis is starting",
                                             "Redis version=",
                                             "Configuration loaded",
                                             "Server initialized",
                                             "User requested shutdown",
                                             "Redis is now ready to exit",
                                             "Diskless rdb transfer, ",
                                             "Connection with replica ",
                                             "There is a child saving an .rdb. Killing it!"};
    for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
        if (text_begins(said, text_of(beginnings[i])))
            return true;
    return false;
}

/* Goes on behind the mark of a level: debug or verbose, notice, warning. A signal handler's line has none. */
static text_t take_redis_level(const char **text)
{
    log_level_t level = LOG_INFO;
    bool marked = strlen(*text) >= 3 && (*text)[0] == ' ' && strchr(".-*#", (*text)[1]) && (*text)[2] == ' ';
    if (marked && (*text)[1] == '#')
        level = LOG_WARNING;
    else if (marked && (*text)[1] != '*')
        level = LOG_DEBUG;
    *text += marked ? 3 : (**text == ' ');
    return text_of(log_level_name(level));
}

/* False when Redis has not written it through its log. */
static bool write_redis(buffer_t *out, const char *name, text_t line, bool json)
{
    char head[REDIS_HEAD_MAX + 1], time[LINE_TIME_SIZE];
    snprintf(head, sizeof(head), "%.*s", (int)line.size, line.data);
    const char *at = head;
    int64_t milliseconds;
    if (!take_redis_time(&at, &milliseconds))
        return false;
    write_time(time, milliseconds);
    line_t parsed = {.time = text_of(time), .process = text_of(name)};
    parsed.level = take_redis_level(&at);
    size_t size = (size_t)(at - head) < line.size ? (size_t)(at - head) : line.size;
    parsed.rest = (text_t){line.data + size, line.size - size};
    if (is_harmless(parsed.rest))
        parsed.level = text_of(log_level_name(LOG_INFO));
    if (json) {
        write_json(out, &parsed);
        return true;
    }
    buffer_append_format(out, "%s %.*s %s ", time, TEXT_ARG(parsed.level), name);
    write_rest(out, parsed.rest);
    return true;
}

static void write_foreign(buffer_t *out, const char *name, text_t line, bool json)
{
    struct timespec now;
    char time[LINE_TIME_SIZE];
    if (!json) {
        buffer_append_format(out, "%s: ", name);
        write_rest(out, line);
        return;
    }
    clock_gettime(CLOCK_REALTIME, &now);
    write_time(time, now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000);
    write_json(out, &(line_t){.time = text_of(time),
                              .level = text_of(log_level_name(LOG_WARNING)),
                              .process = text_of(name),
                              .rest = line});
}

/* "redis", or "redis-1" and so on. */
static bool is_redis(const char *name)
{
    static const char redis[] = "redis";
    const char *behind = name + sizeof redis - 1;
    return strncmp(name, redis, sizeof redis - 1) == 0 && (*behind == '\0' || *behind == '-');
}

void line_write(buffer_t *out, const char *name, text_t line, bool json)
{
    line_t parsed = line_parse(line);
    bool own = name[0] == '\0' || (parsed.time.data && text_equal(parsed.process, text_of(name)));
    if (own)
        write_rest(out, line);
    else if (!is_redis(name) || !write_redis(out, name, line, json))
        write_foreign(out, name, line, json);
}
