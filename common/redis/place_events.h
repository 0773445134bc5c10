/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to the servers behind a redis_t (common/redis/redis.h). */
#ifndef LEIDA_COMMON_REDIS_PLACE_EVENTS_H
#define LEIDA_COMMON_REDIS_PLACE_EVENTS_H

#include <stddef.h>

enum { REDIS_PLACES_MAX = 192, REDIS_NO_PLACE = 0xff };

typedef enum {
    REDIS_PLACE_UP,   /* it can be used */
    REDIS_PLACE_DOWN, /* its connection is lost; it is being made again */
    REDIS_PLACE_GONE  /* it is no master any more: the place is free for another */
} redis_place_event_t;

/* With the context of the options. */
typedef struct {
    void (*changed)(void *context, size_t place, redis_place_event_t event);
    /* A slot of a cluster has got another master, or is about to: another has some of its keys already, which
     * is told before it answers for them. NULL: nobody wants to know. */
    void (*slot_moved)(void *context, unsigned slot);
    /* The store is elsewhere now, and so are all of its servers: at an address that lasts until the next
     * time. NULL: nobody wants to know. */
    void (*turned)(void *context, const char *address);
} redis_places_events_t;

#endif
