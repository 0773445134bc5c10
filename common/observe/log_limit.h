/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bounds the lines that somebody else can cause: a peer, a client, what is stored in Redis. Each place in the
 * code has a limit of its own, shared by all threads; how many lines were left out is told when the next one
 * is written, or when the process is asked for its metrics.
 */
#ifndef LEIDA_COMMON_OBSERVE_LOG_LIMIT_H
#define LEIDA_COMMON_OBSERVE_LOG_LIMIT_H

#include "common/observe/log.h"

enum { LOG_LIMIT_LINES = 10, LOG_LIMIT_PERIOD = 1000 /* ms */ };

typedef struct log_limit {
    const char *event; /* as in the lines */
    unsigned lines;    /* in a period, at most */
    int64_t period;    /* ms */
    int64_t began;     /* ms, monotonic: when the present period did; 0: no line yet */
    unsigned written;  /* in it */
    uint64_t left_out; /* and not told yet */
    bool known;        /* to log_limits_tell */
    struct log_limit *next;
} log_limit_t;

/* Initializes one. */
#define LOG_LIMIT(event, lines, period)                                                                      \
    {                                                                                                        \
        (event), (lines), (period), 0, 0, 0, false, NULL                                                     \
    }

/* Whether another line may be written at `now` (ms, monotonic); one that may not is counted. Begins a new
 * period with a line that says how many were left out in those before. The limit must last as long as the
 * process. From any thread. */
bool log_limit_take(log_limit_t *self, int64_t now);
/* Tells of every place how many lines it left out, if its period is over. */
void log_limits_tell(int64_t now);
/* Lines left out since the start, of all places. */
uint64_t log_limits_left_out(void);
/* Counts one that was left out by a limit of another kind (common/observe/request_log.h). */
void log_limits_count(void);

/* The present time for the two functions above. */
int64_t log_limit_clock(void);

/* As log_event, for an event of foreign origin: at most so many lines in a period (ms). */
#define log_limited_to(lines, period, level, event, ...)                                                     \
    do {                                                                                                     \
        static log_limit_t limit_ = LOG_LIMIT(event, lines, period);                                         \
        if ((level) >= log_level() && log_limit_take(&limit_, log_limit_clock()))                            \
            log_write((level), (event), LOG_FIELDS(__VA_ARGS__));                                            \
    } while (0)
#define log_limited(level, event, ...)                                                                       \
    log_limited_to(LOG_LIMIT_LINES, LOG_LIMIT_PERIOD, (level), (event), __VA_ARGS__)

#endif
