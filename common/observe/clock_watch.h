/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Notices when the wall clock jumps: when it moves by other than what the steady clock of the machine says
 * has passed. A jump is written to the log and counted; times of rows are guarded elsewhere
 * (common/store/row_time.h).
 */
#ifndef LEIDA_COMMON_OBSERVE_CLOCK_WATCH_H
#define LEIDA_COMMON_OBSERVE_CLOCK_WATCH_H

#include "common/loop/loop.h"

/* Less between two looks is what keeps a clock right (NTP slews by half a millisecond a second). */
enum { CLOCK_JUMP_MS = 1000 };

typedef enum { CLOCK_FORWARD, CLOCK_BACK } clock_direction_t;

typedef struct clock_watch clock_watch_t;

/* Looks once a second. One a process does. */
clock_watch_t *clock_watch_new(loop_t *loop);
/* Looks no more; clock_jumps keeps what it counted. */
void clock_watch_destroy(clock_watch_t **self_p);

/* One look at both clocks, in ms: logs and counts a jump since the last one. The watch makes it by itself. */
void clock_watch_look(clock_watch_t *self, int64_t wall, int64_t steady);

/* How many jumps this process has seen. From any thread. */
uint64_t clock_jumps(clock_direction_t direction);

#endif
