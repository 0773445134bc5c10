/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The event loop: one per thread, epoll underneath. An iteration is: wait, call the handlers of what is ready
 * and of the timers that are due, then call every before-sleep hook once, then what has asked to be flushed.
 * Hooks are where sockets are drained; a flush sends the writes that were gathered during the iteration
 * together (one system call, one wake-up of the peer, however many calls). Nothing here is shared between
 * threads.
 */
#ifndef LEIDA_COMMON_LOOP_LOOP_H
#define LEIDA_COMMON_LOOP_LOOP_H

#include <stdbool.h>
#include <stdint.h>

typedef struct loop loop_t;
typedef struct loop_watch loop_watch_t;
typedef struct loop_timer loop_timer_t;
typedef struct loop_flush loop_flush_t;

/* events: EPOLLIN, EPOLLOUT, EPOLLERR, EPOLLHUP as epoll gave them. */
typedef void(loop_ready_fn)(void *context, uint32_t events);
/* A timer that is due, a hook, or whatever else is told without more. */
typedef void(loop_fn)(void *context);

/* NULL, with errno, when the system has no descriptor for it. */
loop_t *loop_new(void);
/* Every watch and timer must have been destroyed before. */
void loop_destroy(loop_t **self_p);

/* Watches a file descriptor (level-triggered). The descriptor stays the caller's. A handler may destroy its
 * own and any other watch. Returns NULL with errno when epoll refuses the descriptor. */
loop_watch_t *loop_watch_new(loop_t *loop, int fd, uint32_t events, loop_ready_fn *ready, void *context);
/* Watches for other events; 0: only for errors and hang-ups, which epoll always tells. */
void loop_watch_change(loop_watch_t *self, uint32_t events);
/* Gives the watch to another owner: from now on this handler is called, for these events. */
void loop_watch_give(loop_watch_t *self, uint32_t events, loop_ready_fn *ready, void *context);
/* Call before closing the descriptor. */
void loop_watch_destroy(loop_watch_t **self_p);
/* The same where the descriptor is closed at once and nobody else has it: the kernel then ends the watch
 * itself (epoll(7)), which saves telling it. */
void loop_watch_destroy_closing(loop_watch_t **self_p);

/* A timer that is not yet set. A handler may set, unset or destroy any timer, its own included. */
loop_timer_t *loop_timer_new(loop_t *loop, loop_fn *due, void *context);
/* Due once, `delay` ms from now (of this iteration); setting it again replaces the time. */
void loop_timer_set(loop_timer_t *self, int64_t delay);
/* Does nothing when it is not set. */
void loop_timer_unset(loop_timer_t *self);
/* False from the moment on that its handler is called. */
bool loop_timer_is_set(const loop_timer_t *self);
/* Unsets and frees it. */
void loop_timer_destroy(loop_timer_t **self_p);

/* Calls `hook` at the end of every iteration, in the order of registration. */
void loop_before_sleep(loop_t *self, loop_fn *hook, void *context);
/* Takes back a hook that was registered with the same context. A hook may take back any, itself included. */
void loop_forget_before_sleep(loop_t *self, loop_fn *hook, void *context);
/* Sends out what an iteration has gathered: called once at its end, behind all hooks, when it was asked for
 * meanwhile. Those asked for by then follow in the order of asking, in the same iteration; a flush must not
 * ask for itself without end. */
loop_flush_t *loop_flush_new(loop_t *loop, loop_fn *run, void *context);
/* Does nothing when it is asked for already. */
void loop_flush_ask(loop_flush_t *self);
/* Whether or not it is asked for. */
void loop_flush_destroy(loop_flush_t **self_p);

/* Asks for another iteration at once, without waiting for events: for hooks that left work undone. */
void loop_iterate_again(loop_t *self);

/* Milliseconds on the monotonic clock, as of the start of this iteration. */
int64_t loop_now(const loop_t *self);
/* The same in microseconds: for durations that are counted. */
int64_t loop_now_us(const loop_t *self);
/* Microseconds on that clock, read now: for what ends in the middle of an iteration. */
int64_t loop_clock_us(void);

/* Runs until loop_stop; loop_stop may be called from any handler and lets the iteration finish. */
void loop_run(loop_t *self);
/* Has loop_run return at the end of this iteration. Only from the loop's own thread. */
void loop_stop(loop_t *self);

#endif
