/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A value that WeChat gives for a time (an access token, a ticket), kept in Redis for all instances
 * (wechat.md 5). One instance renews it, who holds the lease; the others use the old one meanwhile, or wait.
 * In memory it is believed for 30 s.
 */
#ifndef LEIDA_SERVICES_WECHAT_API_KEPT_H
#define LEIDA_SERVICES_WECHAT_API_KEPT_H

#include "common/redis/redis.h"
#include "services/wechat/api/answer.h"

typedef struct kept kept_t;

/* Macros, for the scripts: how long a lease lasts, how long a call waits for another instance; the longest
 * value (bytes), and the longest life of one. */
#define KEPT_LEASE_MS 15000
#define KEPT_WAIT_MS 3000
#define KEPT_VALUE_MAX 1024
#define KEPT_LIFE_S 7200

enum {
    KEPT_MEMORY_MS = 30000, /* that memory is believed */
    KEPT_PROBE_MS = 300000  /* from one try to the next after an error of configuration */
};

/*
 * When to renew. WeChat gives another token in the last 300 s of one: some seconds go by until its answer is
 * here, and it must not be asked too early.
 */
enum { KEPT_RENEW_MS = 290000 };

typedef struct {
    loop_t *loop;
    redis_t *redis;
    int64_t (*now)(void); /* ms since 1970 */
    const char *family;   /* of its key in common/store/keys.h: "token"; a constant */
    text_t name;          /* behind it: "gzh:APPID"; copied */
    /* Asks WeChat; later, and once, kept_put or kept_fail is called. */
    void (*fetch)(void *context, kept_t *kept);
    void *context;
} kept_options_t;

/* Asks nobody yet. */
kept_t *kept_new(const kept_options_t *options);
/* Whoever waits, now or later, is called with API_RETRY. */
void kept_end(kept_t *self);
/* The same at last. Nothing of it may be under way any more, neither in Redis, whose connection is gone, nor
 * in `fetch`. */
void kept_destroy(kept_t **self_p);

/* A value and which one it is. */
typedef struct {
    text_t value;
    int64_t gen; /* 1 or more: each that is written gets the next number */
} kept_value_t;

/* `value` is NULL unless the verdict is API_DONE; both last until the return. */
typedef void(kept_fn)(void *context, const api_answer_t *answer, const kept_value_t *value);
/* Gives the value, maybe before it returns. */
void kept_get(kept_t *self, kept_fn *done, void *context);

/* WeChat has refused this value: it is not given any more. If it is the one that is stored, one instance gets
 * another. */
void kept_refuse(kept_t *self, const kept_value_t *value);

/* ---- for `fetch` ---- */

/* Here it is; `life`: s from when `fetch` was called. */
void kept_put(kept_t *self, text_t value, int64_t life);
/* Whether an administrator wants another one, although the old one is good (`leidactl wechat refresh`). */
bool kept_is_forced(const kept_t *self);
/* There is none, and why. */
void kept_fail(kept_t *self, const api_answer_t *answer);

/* What it got wrong has been changed: it need not wait for the next probe. */
void kept_hurry(kept_t *self);

extern const redis_script_t kept_lease_script, kept_write_script, kept_release_script;

#endif
