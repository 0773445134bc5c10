/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The loop's timers by due time: a binary heap of nodes that live inside their owners, so that setting and
 * unsetting one of many thousand deadlines costs O(log n) and no allocation. Used by loop.c alone.
 */
#ifndef LEIDA_COMMON_LOOP_TIMER_HEAP_H
#define LEIDA_COMMON_LOOP_TIMER_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    int64_t due;       /* ms */
    uint64_t sequence; /* of its adding: the first of equals is due first */
    size_t position;   /* in the heap; SIZE_MAX while outside */
} timer_node_t;

typedef struct {
    timer_node_t **nodes;
    size_t count, capacity;
    uint64_t sequence; /* that the next node gets */
} timer_heap_t;        /* zeroed: empty */

/* Makes a node that is outside of any heap. */
void timer_node_init(timer_node_t *node);
/* Whether it was added and not yet removed. */
bool timer_node_is_in(const timer_node_t *node);

/* Adds a node that is outside; it stays the caller's and must be removed before its memory goes. */
void timer_heap_add(timer_heap_t *self, timer_node_t *node, int64_t due);
/* Takes out a node that is inside. */
void timer_heap_remove(timer_heap_t *self, timer_node_t *node);
/* The one that is due first, NULL when there is none. */
timer_node_t *timer_heap_first(const timer_heap_t *self);
/* Frees the heap's memory; no node may be inside. */
void timer_heap_free(timer_heap_t *self);

#endif
