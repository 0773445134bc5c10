/* SPDX-License-Identifier: Apache-2.0 */
/* Where a Redis is and how a connection to it is made. */
#ifndef LEIDA_COMMON_REDIS_OPTIONS_H
#define LEIDA_COMMON_REDIS_OPTIONS_H

#include "common/redis/command.h"
#include "common/redis/place_events.h"

typedef struct {
    const char *address;         /* as redis_address_is_valid takes it (common/redis/address.h) */
    const char *user, *password; /* NULL or empty: no AUTH */
    const char *sentinel_user, *sentinel_password; /* the same for the Sentinels of the address, if any */
    const redis_script_t *const *scripts;          /* NULL-terminated; may be NULL */
    /* Called at each change: connected and scripts loaded (true), connection lost (false, before the commands
     * that were in flight get REDIS_LOST). Of a cluster: true each time that more of it can be used than
     * before, false when none of it can be. May be NULL. */
    void (*changed)(void *context, bool connected);
    /* Besides, for those who deal with each server (common/redis/redis.h). May be NULL. */
    const redis_places_events_t *places;
    void *context;
    int64_t silence; /* ms; 0 stands for REDIS_SILENCE. A connection that owes an answer and says nothing for
                        that long is given up, and so is an attempt to connect. */
    /* Run on its key with each new connection, which is not connected before it has given no error: whether
     * the store is of the form that this build reads. NULL: nothing is asked. */
    const redis_script_t *form;
    const char *form_key;
    bool stays; /* where the store says that it has moved, it is not followed: whoever has this one does */
    bool quiet; /* how the server is does not go to the log: another redis_t of this process says so */
    int64_t replicas;            /* that must have a durable command's effect, and all that it saw; 0: none */
    int64_t replication_timeout; /* ms, less than `silence`; what they have not got by then is REDIS_LOST */
} redis_options_t;
enum { REDIS_SILENCE = 2500 };

#endif
