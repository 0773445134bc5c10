/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where lines go, without ever waiting for it: a pipe or terminal whose reader has stopped, a closed pipe or
 * a full disk costs lines, not time. The descriptor is never made non-blocking, for that would change the
 * open file description which it shares with others (the user's shell): a pipe or a terminal is opened anew.
 * Used by common/observe/log.c and by the supervisor's journal. Not for several threads at once.
 */
#ifndef LEIDA_COMMON_OBSERVE_LOG_SINK_H
#define LEIDA_COMMON_OBSERVE_LOG_SINK_H

#include <stdbool.h>
#include <stddef.h>

enum { LOG_SINK_PIECE = 4096 /* bytes (PIPE_BUF): a pipe takes so much in one piece or not at all */ };

typedef enum {
    LOG_SINK_DIRECT, /* write(2) does not wait: a file, or a pipe or terminal that was opened anew */
    LOG_SINK_SOCKET, /* one that send(2) can be told not to wait for */
    LOG_SINK_POLLED  /* a pipe or terminal that this user may not open anew: asked before each write. If other
                        processes write to it as well, one of them can take the room between the two. */
} log_sink_kind_t;

typedef struct {
    int fd;
    log_sink_kind_t kind;
    bool own;  /* `fd` was opened here */
    bool torn; /* the last line was written in part */
} log_sink_t;

/* Initializes one that writes to `fd` as it is, which may wait: what a log has before it is set up. */
#define LOG_SINK_PLAIN(fd)                                                                                   \
    {                                                                                                        \
        (fd), LOG_SINK_DIRECT, false, false                                                                  \
    }

/* For `fd`, which stays the caller's and must stay open as long as the sink. SIGPIPE must be ignored. */
void log_sink_open(log_sink_t *self, int fd);
/* Closes what log_sink_open opened anew; the caller's descriptor stays open. */
void log_sink_close(log_sink_t *self);

/* Writes one line, its '\n' included, at most LOG_SINK_PIECE bytes. False, with errno, when it is lost,
 * EAGAIN when that is because nobody reads. A line that was cut in the middle counts as lost; the next one
 * begins on a line of its own. */
bool log_sink_write(log_sink_t *self, const char *line, size_t size);

#endif
