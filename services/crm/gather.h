/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Waits for many answers at once: a verb sends off all that it needs, and goes on when the last of it is in.
 * Lives inside the verb's own state, in the call's arena.
 */
#ifndef LEIDA_CRM_GATHER_H
#define LEIDA_CRM_GATHER_H

#include "common/redis.h"

typedef struct {
    size_t pending;
    redis_status_t status; /* the first that was not REDIS_OK */
    void (*done)(void *context);
    void *context;
} gather_t;

/* Begins with one answer outstanding, so that answers which come at once do not end it before all is sent:
 * end that one with gather_got(self, REDIS_OK). */
void gather_begin(gather_t *self, void (*done)(void *context), void *context);
/* One more answer is outstanding: call before sending. */
void gather_expect(gather_t *self);
/* An outstanding answer is in, or will never come. Calls `done`, which may begin anew, when it was the last.
 */
void gather_got(gather_t *self, redis_status_t status);

#endif
