/* SPDX-License-Identifier: Apache-2.0 */
/* leida-wechat: login by WeChat and WeCom, share links, QR codes, callbacks, notices (docs/wechat.md). */
#include "common/process/service.h"
#include "services/wechat/wechat.h"

typedef struct {
    service_settings_t service;
    wechat_settings_t wechat;
    char *chat, *crm, *actionlog;
    media_settings_t media;
} settings_t;

#define UPSTREAM(member, name, value, text)                                                                  \
    COMMON_KEY(settings_t, member, "upstream." name, CONFIG_STRING, value, .min = 1, .max = 4096,            \
               .help = (text))

static const config_key_t keys[] = {
    WECHAT_KEYS(settings_t, wechat),
    UPSTREAM(chat, "chat", "tcp://127.0.0.1:7101", "endpoints of the chat instances, as the gateway's"),
    UPSTREAM(crm, "crm", "tcp://127.0.0.1:7102", "endpoints of the CRM instances"),
    UPSTREAM(actionlog, "actionlog", "tcp://127.0.0.1:7103", "endpoints of the action log instances"),
    MEDIA_KEYS(settings_t, media),
};

static bool keys_fit(const void *context, buffer_t *why)
{
    const settings_t *settings = context;
    return service_settings_fit(&settings->service, why) && media_settings_fit(&settings->media, why);
}

static bool open_wechat(const service_parts_t *parts, void **beside_p)
{
    const settings_t *settings = (const settings_t *)(const void *)parts->settings;
    const wechat_options_t options = {.loop = parts->loop,
                                      .host = parts->host,
                                      .settings = &settings->wechat,
                                      .media = &settings->media,
                                      .upstreams = {[SERVICE_CHAT] = settings->chat,
                                                    [SERVICE_CRM] = settings->crm,
                                                    [SERVICE_ACTIONLOG] = settings->actionlog}};
    *beside_p = wechat_new(&options);
    return *beside_p != NULL;
}

static void stop_wechat(void *beside)
{
    wechat_stop(beside);
}

static void reload_wechat(void *beside)
{
    wechat_reload(beside);
}

static void write_metrics(void *beside, buffer_t *out)
{
    wechat_write_metrics(beside, out);
}

static void close_wechat(void **beside_p)
{
    wechat_process_t *wechat = *beside_p;
    *beside_p = NULL;
    wechat_destroy(&wechat);
}

int main(int argc, char **argv)
{
    const redis_script_t *scripts[WECHAT_SCRIPTS_MAX];
    wechat_list_scripts(scripts);
    const service_spec_t spec = {
        .process = "leida-wechat",
        .summary = "The WeChat service: login, share links, QR codes, callbacks, notices",
        .endpoint = "tcp://127.0.0.1:7104",
        .handlers = wechat_handlers,
        .handler_count = wechat_handler_count,
        .scripts = scripts,
        .settings_size = sizeof(settings_t),
        .keys = keys,
        .key_count = sizeof keys / sizeof *keys,
        .check = keys_fit,
        .open = open_wechat,
        .stop = stop_wechat,
        .reload = reload_wechat,
        .metrics = write_metrics,
        .close = close_wechat,
    };
    return service_main(&spec, argc, argv);
}
