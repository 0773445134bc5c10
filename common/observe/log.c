/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/printable.h"
#include "common/observe/log_sink.h"

/* A longer line could be mixed with that of another process. A value is cut so that it fits even when each of
 * its bytes is escaped. */
enum { LINE_MAX_SIZE = LOG_SINK_PIECE, VALUE_MAX_SIZE = 400 };

typedef struct {
    char data[LINE_MAX_SIZE];
    size_t size;
    bool overflow;
} line_t;

static const char *const level_names[] = {"debug", "info", "warning", "error"};

static const char *log_process = "leida";
static log_format_t log_format = LOG_AS_TEXT;
static log_level_t log_configured = LOG_INFO;
static atomic_int log_threshold = LOG_INFO;
static atomic_uint_fast64_t log_counts[LOG_ERROR + 1], log_lost_ever;

static pthread_mutex_t sink_lock = PTHREAD_MUTEX_INITIALIZER; /* guards the two below */
static log_sink_t sink = LOG_SINK_PLAIN(STDERR_FILENO);
static uint64_t lost_untold; /* lines lost since the last one that came through */

static void line_add(line_t *line, const char *bytes, size_t size)
{
    /* What closes the line must fit in any case. */
    if (line->size + size > sizeof line->data - sizeof "}\n") {
        line->overflow = true;
        return;
    }
    memcpy(line->data + line->size, bytes, size);
    line->size += size;
}

static void line_add_string(line_t *line, const char *string)
{
    line_add(line, string, strlen(string));
}

static void line_add_int(line_t *line, int64_t number)
{
    char digits[24];
    line_add(line, digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)number));
}

/* Cuts a long value, between two characters. */
static text_t value_cut(text_t value)
{
    const text_t cut = text_cut(value, VALUE_MAX_SIZE);
    return cut.size > 0 || value.size == 0 ? cut : (text_t){value.data, VALUE_MAX_SIZE};
}

static void line_add_quoted(line_t *line, text_t whole)
{
    text_t value = value_cut(whole);
    size_t size = value.size;
    char escape[PRINTABLE_ESCAPE_SIZE];
    line_add(line, "\"", 1);
    while (value.size > 0) {
        text_t shown = printable_take(&value, escape);
        if (shown.size == 1 && (*shown.data == '"' || *shown.data == '\\'))
            line_add(line, "\\", 1);
        line_add(line, shown.data, shown.size);
    }
    if (size < whole.size)
        line_add_string(line, "...");
    line_add(line, "\"", 1);
}

/* A value that can be read without quotes in text form. */
static bool value_is_plain(text_t value)
{
    if (value.size == 0 || value.size > VALUE_MAX_SIZE || !printable_is(value))
        return false;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == ' ' || c == '"' || c == '\\' || c == '=')
            return false;
    }
    return true;
}

static void line_add_time(line_t *line)
{
    struct timespec now;
    struct tm parts;
    char text[40];
    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &parts);
    size_t size = strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    size += (size_t)snprintf(text + size, sizeof text - size, ".%03ldZ", now.tv_nsec / 1000000);
    line_add(line, text, size);
}

static void line_begin_text(line_t *line, log_level_t level, const char *event)
{
    line_add_time(line);
    line_add(line, " ", 1);
    line_add_string(line, level_names[level]);
    line_add(line, " ", 1);
    line_add_string(line, log_process);
    line_add(line, " ", 1);
    line_add_string(line, event);
}

static void line_begin_json(line_t *line, log_level_t level, const char *event)
{
    line_add_string(line, "{\"time\":\"");
    line_add_time(line);
    line_add_string(line, "\",\"level\":\"");
    line_add_string(line, level_names[level]);
    line_add_string(line, "\",\"process\":");
    line_add_quoted(line, text_of(log_process));
    line_add_string(line, ",\"event\":");
    line_add_quoted(line, text_of(event));
}

static void line_add_field(line_t *line, const log_field_t *field)
{
    bool json = log_format == LOG_AS_JSON;
    line_add_string(line, json ? ",\"" : " ");
    line_add_string(line, field->key);
    line_add_string(line, json ? "\":" : "=");
    if (!field->text.data)
        line_add_int(line, field->number);
    else if (!json && value_is_plain(field->text))
        line_add(line, field->text.data, field->text.size);
    else
        line_add_quoted(line, field->text);
}

/* All of the field or nothing of it, so that a full line is still well-formed. */
static void line_try_field(line_t *line, const log_field_t *field)
{
    size_t size = line->size;
    line_add_field(line, field);
    if (line->overflow)
        line->size = size;
}

void log_setup(const char *process, log_level_t level, log_format_t format)
{
    log_process = process;
    log_format = format;
    log_configured = level;
    log_set_level(level);
    pthread_mutex_lock(&sink_lock);
    log_sink_close(&sink);
    log_sink_open(&sink, STDERR_FILENO);
    pthread_mutex_unlock(&sink_lock);
}

void log_set_level(log_level_t level)
{
    atomic_store_explicit(&log_threshold, (int)level, memory_order_relaxed);
}

log_level_t log_level(void)
{
    return (log_level_t)atomic_load_explicit(&log_threshold, memory_order_relaxed);
}

const char *log_level_name(log_level_t level)
{
    return level_names[level];
}

uint64_t log_lines(log_level_t level)
{
    return atomic_load_explicit(&log_counts[level], memory_order_relaxed);
}

uint64_t log_lines_lost(void)
{
    return atomic_load_explicit(&log_lost_ever, memory_order_relaxed);
}

static void line_compose(line_t *line, log_level_t level, const char *event, const log_field_t *fields,
                         size_t count)
{
    line->size = 0;
    line->overflow = false;
    (log_format == LOG_AS_JSON ? line_begin_json : line_begin_text)(line, level, event);
    for (size_t i = 0; i < count && !line->overflow; i++)
        line_try_field(line, &fields[i]);
    if (log_format == LOG_AS_JSON)
        line->data[line->size++] = '}';
    line->data[line->size++] = '\n';
}

/* What says how many lines were lost. */
static void line_compose_lost(line_t *line)
{
    line_compose(line, LOG_WARNING, "log lines lost", LOG_FIELDS(LOG_INT("count", lost_untold)));
}

/* Together with the line, in one piece: a pipe that is nearly full could take the short one alone, each time.
 */
static bool put_after_lost(const line_t *line)
{
    line_t both;
    line_compose_lost(&both);
    if (both.size + line->size > sizeof both.data) {
        if (!log_sink_write(&sink, both.data, both.size))
            return false;
        lost_untold = 0;
        return log_sink_write(&sink, line->data, line->size);
    }
    memcpy(both.data + both.size, line->data, line->size);
    return log_sink_write(&sink, both.data, both.size + line->size);
}

static void put(const line_t *line)
{
    bool done = lost_untold > 0 ? put_after_lost(line) : log_sink_write(&sink, line->data, line->size);
    lost_untold = done ? 0 : lost_untold + 1;
    if (!done)
        atomic_fetch_add_explicit(&log_lost_ever, 1, memory_order_relaxed);
}

void log_write(log_level_t level, const char *event, const log_field_t *fields, size_t count)
{
    if (level < log_level())
        return;
    int error = errno;
    atomic_fetch_add_explicit(&log_counts[level], 1, memory_order_relaxed);
    line_t line;
    line_compose(&line, level, event, fields, count);
    pthread_mutex_lock(&sink_lock);
    put(&line);
    pthread_mutex_unlock(&sink_lock);
    errno = error; /* logging an error does not change what is said about it next */
}

void log_tell_lost(void)
{
    line_t line;
    pthread_mutex_lock(&sink_lock);
    if (lost_untold > 0) {
        line_compose_lost(&line);
        if (log_sink_write(&sink, line.data, line.size))
            lost_untold = 0;
    }
    pthread_mutex_unlock(&sink_lock);
}

/* The line must be seen by who watches at the old level or at the new one. */
static void change_level(log_level_t level)
{
    log_level_t before = log_level(), lower = level < before ? level : before;
    log_set_level(lower);
    log_event(lower > LOG_INFO ? lower : LOG_INFO, "log level", LOG_STRING("from", level_names[before]),
              LOG_STRING("to", level_names[level]));
    log_set_level(level);
}

void log_more(void)
{
    log_level_t level = log_level();
    change_level(level == LOG_DEBUG ? level : level - 1);
}

void log_as_configured(void)
{
    change_level(log_configured);
}
