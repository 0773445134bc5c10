/* SPDX-License-Identifier: Apache-2.0 */
/* Threads beside the loops, for calls that may take long (name servers). */
#ifndef LEIDA_BASE_THREAD_H
#define LEIDA_BASE_THREAD_H

#include <stdatomic.h>

/* What a thread runs, as pthread_create has it; the result is ignored. */
typedef void *(thread_fn)(void *context);

/* Starts a thread that nobody waits for. It takes no signals: these are for the process's first thread. 0, or
 * the number of the error when the system refuses. */
int thread_start(thread_fn *run, void *context);

/* The same for one that is a user of its own of what it is given: it is counted, unless it could not start.
 */
int thread_start_user(thread_fn *run, void *shared, atomic_int *users);

#endif
