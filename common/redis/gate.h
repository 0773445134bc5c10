/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lets only so many large reads be on their way to Redis at a time; the others wait their turn, in order.
 * Redis runs all commands that have arrived and keeps their answers in its memory until they are read: what
 * a connection may ask for at once is what Redis may have to hold for it.
 */
#ifndef LEIDA_COMMON_REDIS_GATE_H
#define LEIDA_COMMON_REDIS_GATE_H

#include <stdbool.h>
#include <stddef.h>

/* One who wants to pass; lasts until it has left. */
typedef struct redis_pass redis_pass_t;
struct redis_pass {
    void (*go)(void *context); /* sends; called once, maybe from redis_gate_enter */
    void *context;
    redis_pass_t *next;
};

typedef struct {
    size_t limit, inside;
    redis_pass_t *first, *last; /* those that wait */
    bool letting_in;
} redis_gate_t;

void redis_gate_enter(redis_gate_t *self, redis_pass_t *pass);
/* One that has gone in is done. Lets the next one in, maybe before it returns. */
void redis_gate_leave(redis_gate_t *self);

#endif
