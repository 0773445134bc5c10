/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What rests because it was too much for WeChat, of all instances together: whoever is told so tells the
 * others, and what begins anew knows of it. One tries whether a rest is over. (What is configured wrong rests
 * in each instance by itself, until it is told of a new configuration.) For api.c alone.
 */
#ifndef LEIDA_SERVICES_WECHAT_API_REST_STORE_H
#define LEIDA_SERVICES_WECHAT_API_REST_STORE_H

#include "common/redis/redis.h"
#include "common/store/command.h"
#include "services/wechat/api/endpoint.h"

typedef enum { REST_NONE, REST_LASTS, REST_OVER, REST_UNKNOWN /* Redis cannot be asked */ } rest_state_t;

typedef struct {
    rest_state_t state;
    int64_t left, length; /* ms */
    int64_t errcode;
    bool tried; /* whether it is over, by this instance */
} rest_kept_t;

extern const redis_script_t rest_take_script, rest_keep_script;

/* Calls `done` once with a rest_kept_t * that lasts until its return; maybe before it returns. REST_OVER: for
 * REST_TRY_MS the others rest. */
typedef void(rest_take_fn)(void *context, const rest_kept_t *kept);
void rest_take(redis_t *redis, const char *account, api_endpoint_t endpoint, rest_take_fn *done,
               void *context);
enum { REST_TRY_MS = 10000 };

/* Keeps that it rests for `length` ms from now on, or (0) no longer. One that another instance began goes on
 * instead, unless this one has tried whether it is over. Calls `done` once, maybe before it returns: false,
 * nothing was kept, for Redis could not be asked. */
typedef void(rest_done_fn)(void *context, bool kept);
void rest_keep(redis_t *redis, const char *account, api_endpoint_t endpoint, const rest_kept_t *kept,
               rest_done_fn *done, void *context);

#endif
