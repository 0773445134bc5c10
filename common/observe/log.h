/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Logs to stderr, one line an event: "TIME LEVEL process event key=value …" as text, or one JSON object. TIME
 * is UTC. Each line is one write(2) of at most 4096 bytes, so lines of several processes and threads never
 * mix: a value is cut at 400 bytes, fields that no longer fit are left out. It never waits: when stderr does
 * not take a line (its reader has stopped, the disk is full) the line is lost, and counted. Never give it a
 * token, a rand_str, message content or a phone number. What a peer can cause goes through
 * common/observe/log_limit.h.
 */
#ifndef LEIDA_COMMON_OBSERVE_LOG_H
#define LEIDA_COMMON_OBSERVE_LOG_H

#include "base/text.h"

typedef enum { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR } log_level_t;
typedef enum { LOG_AS_TEXT, LOG_AS_JSON } log_format_t;

/* At start, before threads, and once more if stderr becomes another. `process` is the name in every line and
 * must outlive them. SIGPIPE must be ignored (signals_block). */
void log_setup(const char *process, log_level_t level, log_format_t format);
/* Changes the level while running, from any thread. */
void log_set_level(log_level_t level);
/* The least level that is written now. */
log_level_t log_level(void);
/* What an operator does while the process runs: one level more is written, down to debug. The change is
 * written as a line, at a level that is seen before or after it. */
void log_more(void);
/* The level of log_setup holds again; the change is written as a line in the same way. */
void log_as_configured(void);
/* "debug", "info", "warning", "error": a static string. */
const char *log_level_name(log_level_t level);
/* How many lines of this level there were since the start, lost ones included. */
uint64_t log_lines(log_level_t level);
/* How many lines stderr did not take since the start. */
uint64_t log_lines_lost(void);
/* Says how many lines were lost since the last one that was written, if stderr takes lines again. The next
 * line does so anyway: this is for a process that has nothing else to say. */
void log_tell_lost(void);

/* One field of a log line; the constructors below make them. */
typedef struct {
    const char *key;
    text_t text;    /* used when data is not NULL */
    int64_t number; /* else */
} log_field_t;

/* For LOG_TEXT. The slice is borrowed until the line is written; NULL is an empty value. */
static inline log_field_t log_text_field(const char *key, text_t text)
{
    return (log_field_t){key, text.data ? text : TEXT_LITERAL(""), 0};
}
#define LOG_TEXT(key, slice) log_text_field((key), (slice))
#define LOG_STRING(key, string) log_text_field((key), text_of(string))
#define LOG_INT(key, value) ((log_field_t){(key), TEXT_NONE, (int64_t)(value)})

/* `event` is a short constant phrase ("instance gone"), the fields say which. Values are escaped, so that no
 * value can begin a line of its own. Does nothing below the level; errno stays as it was. Use it with (NULL,
 * 0) for an event without fields. */
void log_write(log_level_t level, const char *event, const log_field_t *fields, size_t count);

#define LOG_FIELDS(...)                                                                                      \
    (const log_field_t[]){__VA_ARGS__}, sizeof((const log_field_t[]){__VA_ARGS__}) / sizeof(log_field_t)
#define log_event(level, event, ...)                                                                         \
    do {                                                                                                     \
        if ((level) >= log_level())                                                                          \
            log_write((level), (event), LOG_FIELDS(__VA_ARGS__));                                            \
    } while (0)

#endif
