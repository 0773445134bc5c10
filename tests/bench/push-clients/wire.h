/* SPDX-License-Identifier: Apache-2.0 */
/* What all clients of push-clients share: the server, the time, the loop, and how they end when they cannot
 * go on. */
#ifndef LEIDA_BENCH_WIRE_H
#define LEIDA_BENCH_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct watched watched_t;
/* Somebody whose descriptor is watched: the first member of whoever is. */
struct watched {
    int fd; /* -1: closed */
    void (*ready)(watched_t *self);
};

/* Says why, and ends the program: a client that cannot measure has nothing to tell. */
_Noreturn void wire_fail(const char *what);
/* ns of the monotonic clock. */
int64_t wire_now(void);
/* Of so many bytes, zeroed; ends the program without them. */
void *wire_allocate(size_t count, size_t size);

/* All connections go to this port of 127.0.0.1. Once, first. */
void wire_start(uint16_t port);
/* Has `who->ready` called whenever its descriptor has something to read, from within wire_turn. */
void wire_watch(watched_t *who);
/* Waits for at most so many ns (-1: as long as it takes), and calls whoever is ready; how many were. */
int wire_turn(int64_t wait);
/* Turns until nothing has happened for so many ns. */
void wire_rest(int64_t quiet);

/* Connects `who` and watches it. `number` chooses one of some source addresses: those of one have too few
 * ports. */
void wire_connect(watched_t *who, size_t number);
/* Closes it at once, by a reset: it leaves nothing behind that would keep the port. */
void wire_close(watched_t *who);
/* Sends all of it: what is sent here fits into a socket's buffer. False: the other side is gone. */
bool wire_send(const watched_t *who, const void *data, size_t size);

/* The lines of a file, without their ends; `count` gets how many. They belong to the caller, who keeps them.
 */
char **wire_lines(const char *path, size_t *count);

#endif
