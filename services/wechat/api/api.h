/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one way in which this service asks WeChat (gzh, official accounts) and WeCom (qy): which calls there
 * are, what becomes of them (the table of answers in wechat.md 6), and tokens, which are got, kept and
 * renewed here (wechat.md 5). Each call is tried once, and once more only with another token; whether it is
 * worth to try again later is for the caller, who gets a verdict. Typed calls are in gzh.h and qy.h.
 */
#ifndef LEIDA_SERVICES_WECHAT_API_API_H
#define LEIDA_SERVICES_WECHAT_API_API_H

#include "common/redis/redis.h"
#include "services/wechat/api/answer.h"
#include "services/wechat/api/endpoint.h"
#include "services/wechat/company/company.h"

typedef struct api api_t;

/* Called once, never before api_call has returned. */
typedef void(api_done_fn)(void *context, const api_answer_t *answer);

/* A parameter of the query: its value is any bytes. */
typedef struct {
    const char *name;
    text_t value;
} api_parameter_t;
enum { API_PARAMETERS_MAX = 4 };

typedef struct {
    api_endpoint_t endpoint;
    int64_t company_id;
    api_parameter_t parameters[API_PARAMETERS_MAX]; /* those of the account and the token are added; a name of
                                                       NULL ends them */
    text_t body;                                    /* JSON; empty: GET */
} api_request_t;

typedef struct {
    const companies_t *companies;
    redis_t *redis;                 /* whose scripts are api_scripts, at least */
    const char *gzh_base, *qy_base; /* "https://api.weixin.qq.com"; must outlive it */
    size_t calls;                   /* that are under way to one host, at most */
    int64_t (*now)(void);           /* ms since 1970: clock_now, but in tests */
    const char *authorities;        /* PEM file of those that certificates may be from; NULL: the system's */
} api_options_t;

extern const redis_script_t *const api_scripts[]; /* to be loaded by the connection; NULL-terminated */

/* What the options name must outlive it. */
api_t *api_new(loop_t *loop, const api_options_t *options);
/* Whoever still waits is called with API_RETRY, or API_UNKNOWN where a call with an effect was under way. Not
 * from within `done`. The connection to Redis must be gone before. */
void api_destroy(api_t **self_p);

/* Asks. Everything is copied before it returns. A company that has no such account is API_CONFIGURATION. */
void api_call(api_t *self, const api_request_t *request, api_done_fn *done, void *context);

typedef enum { API_TICKET_GZH, API_TICKET_CORP } api_ticket_t;
/* `ticket` is empty unless the verdict is API_DONE; both last until the return. */
typedef void(api_ticket_fn)(void *context, const api_answer_t *answer, text_t ticket);
/* The ticket by which pages are signed, kept and renewed like tokens; given maybe before it returns. */
void api_ticket(api_t *self, int64_t company_id, api_ticket_t which, api_ticket_fn *done, void *context);

/* The agentid of a company's app, digits; NULL: it has none. Lasts until the return to the loop. */
const char *api_agent(const api_t *self, int64_t company_id);

/* Appends what was asked and what became of it, for the admin address. */
void api_write_metrics(const api_t *self, buffer_t *out);

#endif
