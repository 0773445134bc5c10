/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of the process's configuration that say whom it serves, and where WeChat and WeCom are. */
#ifndef LEIDA_SERVICES_WECHAT_CORE_SETTINGS_H
#define LEIDA_SERVICES_WECHAT_CORE_SETTINGS_H

#include "common/process/settings.h"
#include "services/wechat/callback/callback.h"
#include "services/wechat/company/web_address.h"

typedef struct {
    char *companies;                               /* folder */
    char *public_url;                              /* of the API, as people and WeChat reach it */
    char *open_url, *api_url;                      /* of WeChat */
    char *qy_open_url, *qy_login_url, *qy_api_url; /* of WeCom */
    int64_t callback_window;                       /* s */
    int64_t calls;
} wechat_settings_t;

#define WECHAT_BASE(settings, place, name, value, text)                                                      \
    COMMON_KEY(settings, place, name, CONFIG_STRING, value, .min = 1, .max = 255,                            \
               .valid = web_address_is_base, .allowed = WEB_ADDRESS_BASE_FORM, .help = (text))

/* The keys of the wechat_settings_t that is the member `wechat` of the struct `settings`. */
#define WECHAT_KEYS(settings, wechat)                                                                        \
    COMMON_KEY(                                                                                              \
        settings, wechat.companies, "companies", CONFIG_STRING, "companies", .min = 1, .max = 1024,          \
        .help = "the folder with a file C.cfg for each company, C being its id; read again at SIGHUP"),      \
        WECHAT_BASE(settings, wechat.public_url, "public_url", "http://127.0.0.1:8000",                      \
                    "where people and WeChat reach the API"),                                                \
        WECHAT_BASE(settings, wechat.open_url, "open_url", "https://open.weixin.qq.com",                     \
                    "where customers prove who they are"),                                                   \
        WECHAT_BASE(settings, wechat.api_url, "api_url", "https://api.weixin.qq.com",                        \
                    "where WeChat is called"),                                                               \
        WECHAT_BASE(settings, wechat.qy_open_url, "qy_open_url", "https://open.weixin.qq.com",               \
                    "where staff users prove who they are, inside WeCom"),                                   \
        WECHAT_BASE(settings, wechat.qy_login_url, "qy_login_url", "https://login.work.weixin.qq.com",       \
                    "the same in other browsers"),                                                           \
        WECHAT_BASE(settings, wechat.qy_api_url, "qy_api_url", "https://qyapi.weixin.qq.com",                \
                    "where WeCom is called"),                                                                \
        COMMON_KEY(settings, wechat.callback_window, "callback_window", CONFIG_INT, "300", .min = 10,        \
                   .max = 3600, .help = "seconds that the time of a callback may differ from this host's"),  \
        COMMON_KEY(settings, wechat.calls, "calls", CONFIG_INT, "64", .min = 1, .max = 1000,                 \
                   .help = "calls to WeChat that are under way at most, and as many to WeCom")

#endif
