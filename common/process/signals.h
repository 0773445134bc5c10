/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The signals of a process as events of its loop, so that a handler is ordinary code. Each main.c makes one,
 * before it makes any thread.
 */
#ifndef LEIDA_COMMON_PROCESS_SIGNALS_H
#define LEIDA_COMMON_PROCESS_SIGNALS_H

#include "common/loop/loop.h"

typedef struct signals signals_t;

/* Blocks the signals below in this thread and those it makes later, and ignores SIGPIPE. For the first lines
 * of a main: what comes while the process is starting waits for signals_new instead of killing. */
void signals_block(void);

/* Whether whoever started this process had it ignore SIGHUP, as nohup does. Such a signal reaches the handler
 * below all the same: a blocked signal is not dropped. */
bool signals_hangup_is_ignored(void);

/* `signal`: SIGTERM and SIGINT (stop: drain and exit) or SIGHUP (read again what is read from files). */
typedef void(signals_fn)(void *context, int signal);

/* Calls signals_block and gives SIGTERM, SIGINT and SIGHUP to the handler. SIGUSR1 and SIGUSR2 change the
 * level of the log (log_more, log_as_configured) and do not reach the handler. Returns NULL, with errno, when
 * the system refuses. */
signals_t *signals_new(loop_t *loop, signals_fn *handler, void *context);
/* The signals stay blocked: one that comes while the process is ending does not cut its end short. */
void signals_destroy(signals_t **self_p);

#endif
