/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The servers behind a redis_t, for those who have to deal with each of them: caches, and who walks the whole
 * store. One server is place 0; a cluster has a place for each master, which it keeps for as long as there is
 * a connection to it.
 */
#ifndef LEIDA_COMMON_REDIS_PLACES_H
#define LEIDA_COMMON_REDIS_PLACES_H

#include "common/redis/redis.h"

enum { REDIS_PLACES_MAX = 192, REDIS_NO_PLACE = 0xff };

typedef enum {
    REDIS_PLACE_UP,   /* it can be used */
    REDIS_PLACE_DOWN, /* its connection is lost; it is being made again */
    REDIS_PLACE_GONE  /* it is no master any more: the place is free for another */
} redis_place_event_t;

/* With the context of the options. */
typedef struct redis_places_events {
    void (*changed)(void *context, size_t place, redis_place_event_t event);
    /* A slot of a cluster has got another master. NULL: nobody wants to know. */
    void (*slot_moved)(void *context, unsigned slot);
} redis_places_events_t;

/* Places from this one on have never been used. */
size_t redis_places_used(const redis_t *self);
bool redis_place_is_connected(const redis_t *self, size_t place);
/* Whether it has the store's keys: a slot of them at least. */
bool redis_place_is_master(const redis_t *self, size_t place);
/* How to connect to the same server: an address as options have it. It lasts as long as the place. */
const char *redis_place_address(const redis_t *self, size_t place);
/* Where a key is; REDIS_NO_PLACE: nobody knows. */
size_t redis_place_of(const redis_t *self, text_t key);

/* As redis_send, to that server and no other; the command needs no key. */
bool redis_send_to(redis_t *self, size_t place, const redis_command_t *command, redis_reply_fn *done,
                   void *context);

#endif
