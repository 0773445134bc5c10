/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What all rooms of leida-wechat stand on: the companies, WeChat and WeCom, and the other services. One for
 * each process; handlers find it as their host's service.
 */
#ifndef LEIDA_SERVICES_WECHAT_CORE_CORE_H
#define LEIDA_SERVICES_WECHAT_CORE_CORE_H

#include "common/rpc/client/client.h"
#include "common/store/job.h"
#include "services/wechat/api/api.h"
#include "services/wechat/company/company.h"
#include "services/wechat/core/handlers.h"
#include "services/wechat/core/settings.h"

typedef struct {
    loop_t *loop;
    host_t *host;
    const wechat_settings_t *settings;
    companies_t *companies;
    api_t *api;
    rpc_client_t *client; /* of crm, chat and the action log */
    bool ended;           /* Redis is gone: an answer that comes now is to be dropped */
} wechat_t;

static inline wechat_t *wechat_of(const job_t *job)
{
    return job->host->service;
}

#endif
