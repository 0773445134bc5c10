/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/log.h"

#include <stdio.h>

#include "common/observe/log_limit.h"

enum { REFUSALS_EVERY = 1000 /* ms */ };

void redis_log_ready(redis_log_t *self, const redis_address_t *master)
{
    self->failed[0] = '\0';
    if (master)
        log_limited(LOG_INFO, "redis ready", LOG_STRING("address", self->address),
                    LOG_STRING("master", master->host), LOG_INT("port", master->port));
    else
        log_limited(LOG_INFO, "redis ready", LOG_STRING("address", self->address));
}

void redis_log_failure(redis_log_t *self, const char *event, const char *reason)
{
    if (strncmp(self->failed, reason, REDIS_REASON_SIZE - 1) == 0)
        return;
    snprintf(self->failed, sizeof self->failed, "%s", reason);
    /* One that accepts and hangs up would be tried again at once, over and over. */
    static log_limit_t limit = LOG_LIMIT("redis failure", LOG_LIMIT_LINES, LOG_LIMIT_PERIOD);
    if (log_limit_take(&limit, log_limit_clock()))
        log_event(LOG_WARNING, event, LOG_STRING("address", self->address), LOG_STRING("reason", reason));
}

void redis_log_refusal(redis_log_t *self, int64_t now, text_t answer)
{
    if (self->refused_at && now - self->refused_at < REFUSALS_EVERY)
        return;
    self->refused_at = now;
    log_event(LOG_WARNING, "redis refuses", LOG_STRING("address", self->address), LOG_TEXT("answer", answer));
}
