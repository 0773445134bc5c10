/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Several instances of what asks WeChat, before a WeChat that is none and a Redis of the test's own, all on
 * one loop. Company 1 has an official account (wx01) and an app of WeCom (ww01, 1000002).
 */
#ifndef LEIDA_TESTS_WECHAT_WORLD_H
#define LEIDA_TESTS_WECHAT_WORLD_H

#include "services/wechat/api/gzh.h"
#include "services/wechat/api/qy.h"
#include "tests/support/fake_http.h"
#include "tests/support/redis_server.h"

enum { WECHAT_INSTANCES = 8, WECHAT_SOON = 10000, WECHAT_GOT_MAX = 512 };

typedef struct {
    redis_t *redis;
    api_t *api;
} wechat_instance_t;

typedef struct {
    api_verdict_t verdict;
    int64_t errcode, rest;
    int64_t number; /* what else a test took from it */
    char text[256];
} wechat_got_t;

/* What the WeChat that is none does. */
typedef struct {
    int tokens;        /* given */
    int fetches;       /* tokens asked for */
    int forced;        /* of them: whatever is still good */
    int64_t life;      /* s that it says */
    int calls;         /* of anything else */
    bool refuses_all;  /* tokens */
    int valid_from;    /* of the tokens, by number: older ones are refused */
    const char *fails; /* what it says to who asks for a token; NULL: a token */
    bool holds_fetch;  /* says nothing to them */
    fake_connection_t *held;
    const char *says; /* to other calls; NULL: {"errcode":0} */
    int status;       /* of that; 0: 200 */
    bool kills_store; /* before it says that */
    const char *type;
    char path[64], body[4096], query[512]; /* of the last one */
} wechat_other_t;

typedef struct {
    char folder[32]; /* of companies */
    loop_t *loop;
    redis_server_t *store;
    fake_http_t server;
    wechat_other_t other;
    companies_t *companies;
    wechat_instance_t instances[WECHAT_INSTANCES];
    int64_t time_passed; /* ms, beside the clock's */
    wechat_got_t got[WECHAT_GOT_MAX];
    size_t asked, count; /* of them: that are in */
} wechat_world_t;

/* The one there is. */
extern wechat_world_t wechat_world;

/* Init and fini of a suite. */
void wechat_world_open(void);
void wechat_world_close(void);

/* The company's file with this instead of that; both empty: as it was. */
void wechat_world_configure(const char *that, const char *instead);

void wechat_instance_open(wechat_instance_t *self);
void wechat_instance_close(wechat_instance_t *self);

/* An api_done_fn, and the place that the next call is given as its context. */
void wechat_take(void *context, const api_answer_t *answer);
wechat_got_t *wechat_next(void);
/* Counts one that is in, for functions of another type. */
void wechat_note(wechat_got_t *got, const api_answer_t *answer);
/* Waits for all that was asked. */
void wechat_await(void);

/* A text to a customer, by custom/send; asks, or waits for it too. */
wechat_got_t *wechat_begin_send(size_t instance);
const wechat_got_t *wechat_send(size_t instance);
/* Any call, with a body. */
const wechat_got_t *wechat_call(size_t instance, api_endpoint_t endpoint);

#endif
