/* SPDX-License-Identifier: Apache-2.0 */
/*
 * DIR, the home of one stack: everything that it writes is below. Every process of the stack has it as its
 * working directory and uses relative paths, since the path of a unix socket may have no more than 107 bytes
 * and DIR may be long.
 */
#ifndef LEIDA_TOOLS_STACK_HOME_H
#define LEIDA_TOOLS_STACK_HOME_H

#include <stdbool.h>

#define HOME_CONTROL "run/control.sock"
#define HOME_REDIS "run/redis.sock"
#define HOME_REDIS_DATA "redis/appendonlydir" /* of one Redis */
#define HOME_LOG "log/leida.log"
#define HOME_SETTINGS "leida.conf"

typedef enum { HOME_LOCKED, HOME_BUSY, HOME_FAILED } home_lock_t;

/* Makes DIR with its folders run, log and redis (readable to this user alone) and goes there. Folders of
 * another user are refused, also for root: what it wrote there would lock their owner out. Prints what
 * failed. */
bool home_make(const char *dir);
/* Whether there is neither a stack's folder at DIR nor a leida.conf. */
bool home_is_new(const char *dir);

typedef enum {
    HOME_ENTERED,
    HOME_NONE,   /* DIR is no stack's folder */
    HOME_ABSENT, /* there is no DIR */
    HOME_FOREIGN /* another user's alone; whose has been printed */
} home_entry_t;

/* Goes to DIR, as the client of a stack that may be up there. */
home_entry_t home_enter(const char *dir);
/* The absolute path of DIR, once there. Lasts as long as the process. */
const char *home_path(void);

/* Locks DIR for this process and the processes that it starts: an old Redis that is still writing its file
 * keeps a new one out. HOME_BUSY when others hold it; HOME_FAILED with errno. The kernel frees it when they
 * end. */
home_lock_t home_lock(void);
/* Tries to lock until `limit` ms have passed, or until busy() says to give up (may be NULL). */
home_lock_t home_lock_wait(int limit, bool (*give_up)(void));

/* Takes away the sockets, reports and configuration files of processes that have ended. Only with the lock.
 */
void home_sweep(void);

#endif
