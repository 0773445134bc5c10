/* SPDX-License-Identifier: Apache-2.0 */
#include "common/loop/timer_heap.h"

#include <assert.h>
#include <stdlib.h>

#include "base/buffer.h"

static bool node_before(const timer_node_t *a, const timer_node_t *b)
{
    return a->due != b->due ? a->due < b->due : a->sequence < b->sequence;
}

static void heap_put(timer_heap_t *self, size_t position, timer_node_t *node)
{
    self->nodes[position] = node;
    node->position = position;
}

static void heap_rise(timer_heap_t *self, timer_node_t *node)
{
    size_t at = node->position;
    while (at > 0 && node_before(node, self->nodes[(at - 1) / 2])) {
        heap_put(self, at, self->nodes[(at - 1) / 2]);
        at = (at - 1) / 2;
    }
    heap_put(self, at, node);
}

static void heap_sink(timer_heap_t *self, timer_node_t *node)
{
    size_t at = node->position;
    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < self->count && node_before(self->nodes[child + 1], self->nodes[child]))
            child++;
        if (child >= self->count || !node_before(self->nodes[child], node))
            break;
        heap_put(self, at, self->nodes[child]);
        at = child;
    }
    heap_put(self, at, node);
}

void timer_node_init(timer_node_t *node)
{
    *node = (timer_node_t){.position = SIZE_MAX};
}

bool timer_node_is_in(const timer_node_t *node)
{
    return node->position != SIZE_MAX;
}

void timer_heap_add(timer_heap_t *self, timer_node_t *node, int64_t due)
{
    assert(!timer_node_is_in(node));
    if (self->count == self->capacity) {
        self->capacity = self->capacity ? self->capacity * 2 : 64;
        self->nodes = memory_resize(self->nodes, self->capacity * sizeof(timer_node_t *));
    }
    node->due = due;
    node->sequence = self->sequence++;
    heap_put(self, self->count++, node);
    heap_rise(self, node);
}

void timer_heap_remove(timer_heap_t *self, timer_node_t *node)
{
    assert(timer_node_is_in(node) && self->nodes[node->position] == node);
    timer_node_t *last = self->nodes[--self->count];
    if (last != node) {
        heap_put(self, node->position, last);
        heap_rise(self, last);
        heap_sink(self, last);
    }
    timer_node_init(node);
}

timer_node_t *timer_heap_first(const timer_heap_t *self)
{
    return self->count > 0 ? self->nodes[0] : NULL;
}

void timer_heap_free(timer_heap_t *self)
{
    assert(self->count == 0);
    free(self->nodes);
    *self = (timer_heap_t){NULL, 0, 0, 0};
}
