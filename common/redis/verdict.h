/* SPDX-License-Identifier: Apache-2.0 */
/* What an error reply means for the command that got it and for the connection it came over. */
#ifndef LEIDA_COMMON_REDIS_VERDICT_H
#define LEIDA_COMMON_REDIS_VERDICT_H

#include "common/redis/command.h"

typedef enum {
    REDIS_MEND_NOTHING,
    REDIS_MEND_SCRIPTS, /* load the scripts again */
    REDIS_MEND_ROUTE,   /* another node of the cluster has the slot, or will have; one connection alone cannot
                           follow it */
    REDIS_MEND_CONNECTION /* drop it and connect anew: the address now leads to another server, or wants a
                             password */
} redis_mend_t;

typedef struct {
    const char *code; /* the error's first word */
    redis_status_t status;
    redis_mend_t mend;
} redis_verdict_t;

/* Never NULL; REDIS_OK for what is no error or one that a script or a command raised about its own input. */
const redis_verdict_t *redis_reply_judge(const redis_reply_t *reply);

#endif
