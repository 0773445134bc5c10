/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Those who are told: WebSockets, or requests that wait and are asked again. Told is whoever got a text frame
 * that speaks of a message, or an answer with rows.
 */
#ifndef LEIDA_BENCH_PEERS_H
#define LEIDA_BENCH_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Gets the number of the peer and the time (wire_now) at which its message was read. */
typedef void(peers_told_fn)(size_t number, int64_t when);

/* One peer for each path, none of them open. `told` is called for each that is told. */
void peers_start(char **paths, size_t count, peers_told_fn *told);
size_t peers_count(void);

/* Opens so many WebSockets, from the first peer on, and returns once each has its 101 or has failed; how many
 * have it. */
size_t peers_open(size_t count);
/* Has so many peers ask, and ask again after each answer. Returns once nothing comes for a while: all wait.
 */
void peers_poll(size_t count);
/* How many were closed by the other side, or answered with something else, since the last peers_close. */
size_t peers_failed(void);
/* Closes all, without a word. */
void peers_close(void);

#endif
