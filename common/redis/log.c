/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/log.h"

#include <pthread.h>
#include <stdio.h>

#include "common/observe/log_limit.h"

enum { REFUSALS_EVERY = 1000 /* ms */, TOLD_MAX = 256, TOLD_READY = 1 };

/* What was last said of an address, by any connection of this process; of more addresses all is said. */
typedef struct {
    uint64_t address; /* a hash of it; 0: the place is free */
    uint64_t state;   /* TOLD_READY, or a hash of the failure */
} told_t;

static pthread_mutex_t told_lock = PTHREAD_MUTEX_INITIALIZER;
static told_t told[TOLD_MAX];

/* FNV-1a; above TOLD_READY. */
static uint64_t hash_of(const char *text)
{
    uint64_t hash = 14695981039346656037U;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211U;
    return hash > TOLD_READY ? hash : TOLD_READY + 1;
}

typedef enum {
    NEWS_NONE,  /* it was said already */
    NEWS_FIRST, /* nothing was */
    NEWS_CHANGE
} news_t;

static news_t take_news(const char *address, uint64_t state)
{
    const uint64_t hash = hash_of(address);
    size_t i = 0;
    news_t news = NEWS_FIRST;
    pthread_mutex_lock(&told_lock);
    while (i < TOLD_MAX && told[i].address && told[i].address != hash)
        i++;
    if (i < TOLD_MAX) {
        if (told[i].address)
            news = told[i].state == state ? NEWS_NONE : NEWS_CHANGE;
        told[i] = (told_t){hash, state};
    }
    pthread_mutex_unlock(&told_lock);
    return news;
}

void redis_log_ready(redis_log_t *self, const redis_address_t *master, bool expected)
{
    self->failed[0] = '\0';
    if (self->quiet)
        return;
    const news_t news = take_news(self->address, TOLD_READY);
    if (news == NEWS_NONE || (expected && news == NEWS_FIRST))
        return;
    if (master)
        log_limited(LOG_INFO, "redis ready", LOG_STRING("address", self->address),
                    LOG_STRING("master", master->host), LOG_INT("port", master->port));
    else
        log_limited(LOG_INFO, "redis ready", LOG_STRING("address", self->address));
}

void redis_log_cluster_ready(redis_log_t *self, const redis_log_cluster_t *cluster)
{
    self->failed[0] = '\0';
    if (!self->quiet && take_news(self->address, TOLD_READY) != NEWS_NONE)
        log_limited(LOG_INFO, "redis ready", LOG_STRING("address", self->address),
                    LOG_INT("masters", cluster->masters), LOG_INT("connected", cluster->connected),
                    LOG_INT("replicas", cluster->replicas));
}

void redis_log_failure(redis_log_t *self, const char *event, const char *reason)
{
    if (strncmp(self->failed, reason, REDIS_REASON_SIZE - 1) == 0)
        return;
    snprintf(self->failed, sizeof self->failed, "%s", reason);
    if (self->quiet || take_news(self->address, hash_of(reason)) == NEWS_NONE)
        return;
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
