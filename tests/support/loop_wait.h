/* SPDX-License-Identifier: Apache-2.0 */
/* Runs a loop until something has come true: the tests' only way to wait. */
#ifndef LEIDA_TESTS_LOOP_WAIT_H
#define LEIDA_TESTS_LOOP_WAIT_H

#include "common/loop/loop.h"

/* Runs the loop until `reached` returns true (asked each millisecond) or `limit` ms are over; tells which. */
bool loop_wait(loop_t *loop, bool (*reached)(void *context), void *context, int64_t limit);

/* Runs the loop for `time` ms: only to show that something does not happen. */
void loop_spend(loop_t *loop, int64_t time);

#endif
