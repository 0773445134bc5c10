/* SPDX-License-Identifier: Apache-2.0 */
/* Those who send, on keep-alive connections, and what is measured from the write on: the answer, and the
 * peer's being told. */
#ifndef LEIDA_BENCH_SENDERS_H
#define LEIDA_BENCH_SENDERS_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t in_flight; /* at once, at most */
    size_t peers;     /* the first so many are sent to, in turn */
    double rate;      /* a second; 0: the next as soon as one is answered and told */
    double seconds;
} senders_plan_t;

/* One line of PATH TAB BODY for each peer: what is posted to tell it of a message. */
void senders_start(char **lines, size_t count);
/* Sends, and waits for all that is under way. Writes what was measured as members of an object on stdout. */
void senders_run(const senders_plan_t *plan);
/* The peer has been told (peers_told_fn). */
void senders_told(size_t peer, int64_t when);

#endif
