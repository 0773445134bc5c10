/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leida-wechat: all that talks to WeChat (gzh, official accounts) and WeCom (qy). One for each process: what
 * its handlers and what runs beside them share. Handlers find it as their host's service.
 */
#ifndef LEIDA_SERVICES_WECHAT_WECHAT_H
#define LEIDA_SERVICES_WECHAT_WECHAT_H

#include "common/process/service.h"
#include "common/rpc/client/client.h"
#include "services/wechat/api/api.h"
#include "services/wechat/company/company.h"
#include "services/wechat/queue/queue.h"
#include "services/wechat/wechat_settings.h"

typedef struct inbox inbox_t;

/* What it is made of; the struct and all it points to must outlive it, but for itself. */
typedef struct {
    loop_t *loop;
    host_t *host;
    const wechat_settings_t *settings;
    const char *upstreams[SERVICE_COUNT]; /* chat, crm, actionlog */
} wechat_options_t;

typedef struct {
    loop_t *loop;
    host_t *host;
    const wechat_settings_t *settings;
    companies_t *companies;
    api_t *api;
    rpc_client_t *client; /* of crm, chat and the action log */
    leases_t *leases;     /* of the partitions of the queues */
    inbox_t *inbox;       /* works off what WeChat has told */
} wechat_t;

/* Reads the companies and connects. NULL, after logging why. */
wechat_t *wechat_new(const wechat_options_t *options);
/* Begins nothing more; calls that are in progress still get their answers. */
void wechat_stop(wechat_t *self);
/* Reads the companies again; what is wrong is logged, and then nothing has changed. */
void wechat_reload(wechat_t *self);
/* Appends what this service counts besides others. */
void wechat_write_metrics(const wechat_t *self, buffer_t *out);
/* No call may be in progress. */
void wechat_destroy(wechat_t **self_p);

/* All scripts of the service, NULL-terminated. */
enum { WECHAT_SCRIPTS_MAX = 48 };
void wechat_list_scripts(const redis_script_t *scripts[WECHAT_SCRIPTS_MAX]);

static inline wechat_t *wechat_of(const job_t *job)
{
    return job->host->service;
}

#define WECHAT_HANDLERS(HANDLER)                                                                             \
    HANDLER(METHOD_GZH_START, gzh_start_run)                                                                 \
    HANDLER(METHOD_GZH_RETURN, gzh_return_run)                                                               \
    HANDLER(METHOD_GZH_EXCHANGE, gzh_exchange_run)                                                           \
    HANDLER(METHOD_CUSTOMER_SHARE, customer_share_run)                                                       \
    HANDLER(METHOD_SHARE_OPEN, share_open_run)                                                               \
    HANDLER(METHOD_CUSTOMER_SIGN, customer_sign_run)                                                         \
    HANDLER(METHOD_QY_LOGIN, qy_login_run)                                                                   \
    HANDLER(METHOD_QY_EXCHANGE, qy_exchange_run)                                                             \
    HANDLER(METHOD_STAFF_SHARE, staff_share_run)                                                             \
    HANDLER(METHOD_STAFF_SIGN, staff_sign_run)                                                               \
    HANDLER(METHOD_ENTERPRISE_SIGN, staff_sign_run)                                                          \
    HANDLER(METHOD_QR_CODE, qr_code_run)                                                                     \
    HANDLER(METHOD_QR_IMAGE, qr_image_run)                                                                   \
    HANDLER(METHOD_GZH_VERIFY, gzh_verify_run)                                                               \
    HANDLER(METHOD_GZH_CALLBACK, gzh_callback_run)                                                           \
    HANDLER(METHOD_QY_VERIFY, qy_verify_run)                                                                 \
    HANDLER(METHOD_QY_CALLBACK, qy_callback_run)

WECHAT_HANDLERS(HANDLER_DECLARATION)

extern const handler_t wechat_handlers[];
extern const size_t wechat_handler_count;

#endif
