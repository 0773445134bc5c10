/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leida-gateway: reads the configuration and runs the workers. The loop of the first, which is this thread's,
 * has the signals and the admin address besides.
 */
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "common/observe/admin.h"
#include "common/observe/clock_watch.h"
#include "common/observe/log.h"
#include "common/process/descriptors.h"
#include "common/process/settings.h"
#include "common/process/signals.h"
#include "common/process/state_file.h"
#include "common/rpc/curve.h"
#include "common/rpc/zsocket.h"
#include "common/store/form.h"
#include "common/store/once.h"
#include "gateway/cors.h"
#include "gateway/gateway_metrics.h"
#include "gateway/guard_settings.h"
#include "gateway/http/listen.h"
#include "gateway/pages.h"
#include "gateway/push_settings.h"
#include "gateway/upload_settings.h"
#include "gateway/workers.h"

enum {
    DESCRIPTORS_KEPT = 128,
    REQUESTS_KEPT = 16 /* one of so many, that WebSockets leave */
};

typedef struct {
    common_settings_t common;
    char *listen;
    int64_t threads;
    char *chat, *crm, *actionlog, *wechat;
    int64_t deadline;
    int64_t in_flight, log_access;
    char *secret_key, *server_key; /* of CURVE; empty: off */
    int64_t body_limit, body_memory, body_rate, body_grace;
    int64_t polls;
    int64_t connections, connections_per_address, idle_limit, head_limit;
    char *cors_origins, *web_origin;
    char *tls_certificate, *tls_key; /* files; empty: in the clear */
    guard_settings_t guard;
    push_settings_t push;
    upload_settings_t uploads;
    char *web_root;
} settings_t;

#define STRING(name, member, value, text)                                                                    \
    {                                                                                                        \
        .key = (name), .type = CONFIG_STRING, .offset = offsetof(settings_t, member),                        \
        .default_value = (value), .min = 1, .max = 4096, .help = (text)                                      \
    }
#define INT(name, member, value, least, most, text)                                                          \
    {                                                                                                        \
        .key = (name), .type = CONFIG_INT, .offset = offsetof(settings_t, member), .default_value = (value), \
        .min = (least), .max = (most), .help = (text)                                                        \
    }

static const config_key_t keys[] = {
    COMMON_KEYS(settings_t, common, "gateway"),
    {.key = "listen",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, listen),
     .default_value = "127.0.0.1:8000",
     .min = 1,
     .max = 255,
     .valid = address_is_numeric,
     .allowed = "IP:PORT or [IPv6]:PORT (port 0: any free one)",
     .help = "where the HTTP API is served"},
    INT("threads", threads, "0", 0, WORKERS_MAX, "loops, each on a thread of its own; 0: one per two cores"),
    STRING("upstream.chat", chat, "tcp://127.0.0.1:7101",
           "endpoints of the chat instances, separated by spaces; a host name stands for all its addresses, "
           "@FILE for the entries of a file; both are followed"),
    STRING("upstream.crm", crm, "tcp://127.0.0.1:7102", "endpoints of the CRM instances"),
    STRING("upstream.actionlog", actionlog, "tcp://127.0.0.1:7103", "endpoints of the action log instances"),
    {.key = "upstream.wechat",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, wechat),
     .default_value = "",
     .max = 4096,
     .help = "endpoints of the WeChat instances; empty: there are none, and their routes answer 503"},
    INT("deadline", deadline, "5000", 100, ONCE_CALL_S * 1000, "ms that a call may take"),
    INT("body_limit", body_limit, "1048576", 1024, 67108864, "bytes of a request body"),
    INT("body_memory", body_memory, "67108864", 65536, 68719476736,
        "bytes that all requests hold while they come in, all threads; what is beyond is answered 503, but "
        "for "
        "bodies of up to 8 KiB and heads of up to 2 KiB"),
    INT("body_rate", body_rate, "1024", 0, 1000000000,
        "bytes a second that a body must come in at, and an answer be taken at, at least; 0: any speed"),
    INT("body_grace", body_grace, "10", 1, 3600, "seconds over which body_rate is measured"),
    INT("connections", connections, "30000", 16, 1000000,
        "HTTP connections at most, all threads together (and as many as the system gives descriptors for); "
        "beyond it the slowest make room"),
    INT("connections_per_address", connections_per_address, "1000", 0, 1000000,
        "of one address, all threads together; 0: no limit"),
    INT("idle_limit", idle_limit, "75", 1, 86400, "seconds a connection may be idle"),
    INT("head_limit", head_limit, "10", 1, 3600, "seconds a request's head may take to come in"),
    INT("in_flight", in_flight, "4096", 1, 1000000,
        "calls in progress with one instance at most, all threads together; what is beyond is answered 503 "
        "at once"),
    INT("push.polls", polls, "10000", 0, 1000000,
        "requests that wait for something new (wait=S) at most, for each thread; what is beyond is answered "
        "at once"),
    INT("log.access", log_access, "1000", 0, 1000000000, "one request in so many is logged; 0: none, 1: all"),
    {.key = "cors.origins",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, cors_origins),
     .default_value = "",
     .max = 4096,
     .valid = cors_valid,
     .allowed = "origins (https://crm.example.com), separated by spaces",
     .help = "the pages of other origins that browsers let call"},
    {.key = "web.origin",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, web_origin),
     .default_value = "",
     .max = 4096,
     .valid = cors_valid,
     .allowed = "origins (https://crm.example.com), separated by spaces",
     .help =
         "where browsers have the gateway's own pages from, and may use sessions; empty: the request's Host"},
    {.key = "tls.certificate",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, tls_certificate),
     .default_value = "",
     .max = 4096,
     .help = "PEM file with the certificate and those that lead to its root; empty: HTTP in the clear"},
    {.key = "tls.key",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, tls_key),
     .default_value = "",
     .max = 4096,
     .help = "PEM file with the certificate's private key; both are read again on SIGHUP"},
    GUARD_KEYS(settings_t, guard),
    PUSH_KEYS(settings_t, push),
    UPLOAD_KEYS(settings_t, uploads),
    {.key = "web.root",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, web_root),
     .default_value = "",
     .max = 4096,
     .help = "folder of the built pages, which are served below /web/; read at start; empty: there are none"},
    {.key = "curve.secret_key",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, secret_key),
     .default_value = "",
     .max = CURVE_KEY_SIZE - 1,
     .secret = true,
     .valid = curve_key_valid,
     .allowed = "a key that `leidactl keygen` made",
     .help = "this gateway's secret key, for services on other hosts; empty: no encryption"},
    {.key = "curve.server_key",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, server_key),
     .default_value = "",
     .max = CURVE_KEY_SIZE - 1,
     .valid = curve_key_valid,
     .allowed = "a public key that `leidactl keygen` made",
     .help = "the services' public key, if there is a curve.secret_key"},
};

/* Two keys that only make sense together. */
static bool are_a_pair(const char *first, const char *name, const char *second, const char *other,
                       buffer_t *why)
{
    if (!first[0] == !second[0])
        return true;
    buffer_append_format(why, "%s: needed where %s is given", first[0] ? other : name,
                         first[0] ? name : other);
    return false;
}

static bool keys_fit(const void *context, buffer_t *why)
{
    const settings_t *settings = context;
    return are_a_pair(settings->secret_key, "curve.secret_key", settings->server_key, "curve.server_key",
                      why) &&
           are_a_pair(settings->tls_certificate, "tls.certificate", settings->tls_key, "tls.key", why) &&
           guard_settings_fit(&settings->guard, settings->body_limit, why) &&
           media_settings_fit(&settings->uploads.media, why);
}

static const config_table_t table = {
    .process = "leida-gateway",
    .summary = "Leida's HTTP gateway: authenticates, validates, calls the services",
    .keys = keys,
    .key_count = sizeof keys / sizeof *keys,
    .check = keys_fit};

typedef struct {
    workers_t *workers;
    admin_t *admin;
    report_t report; /* what the workers said last, summed up */
} process_t;

static void on_signal(void *context, int signal)
{
    process_t *self = context;
    if (signal == SIGHUP)
        workers_reload(self->workers);
    if (signal == SIGHUP || workers_are_draining(self->workers))
        return;
    log_event(LOG_INFO, "draining", LOG_INT("signal", signal));
    workers_drain(self->workers);
}

static void gathered(void *context)
{
    process_t *self = context;
    report_clear(&self->report);
    workers_sum(self->workers, &self->report);
    admin_gathered(self->admin);
}

static void gather(void *context)
{
    workers_ask(((process_t *)context)->workers, gathered, context);
}

static bool is_ready(void *context, buffer_t *why)
{
    const process_t *self = context;
    buffer_append_text(why, buffer_text(&self->report.missing));
    return self->report.ready;
}

static void write_metrics(void *context, buffer_t *out)
{
    const process_t *self = context;
    metrics_write_process(out, self->report.ready, workers_are_draining(self->workers));
    gateway_metrics_write(out, &self->report);
}

static bool run(process_t *self, const settings_t *settings, const char *host)
{
    admin_source_t source = {.ready = is_ready, .metrics = write_metrics, .context = self, .gather = gather};
    self->admin = admin_new(workers_loop(self->workers), settings->common.admin, &source);
    signals_t *signals = signals_new(workers_loop(self->workers), on_signal, self);
    clock_watch_t *clock = clock_watch_new(workers_loop(self->workers));
    buffer_t url = {0}, near = {0};
    const char *scheme = settings->tls_certificate[0] ? "https" : "http";
    listen_write_url(&url, scheme, host, workers_port(self->workers));
    listen_write_url(&near, scheme, listen_near(host), workers_port(self->workers));
    state_t state = {
        .role = "gateway", .name = settings->common.name, .endpoint = url.data, .base_url = near.data};
    bool good = self->admin && signals;
    if (good) {
        state.admin_url = admin_url(self->admin);
        good = state_file_write(settings->common.state_file, &state);
    }
    if (good) {
        log_event(LOG_INFO, "listening", LOG_STRING("url", url.data), LOG_STRING("admin", state.admin_url),
                  LOG_INT("threads", workers_count(self->workers)));
        good = workers_run(self->workers);
        state_file_remove(settings->common.state_file);
    } else {
        log_event(LOG_ERROR, "cannot start", LOG_STRING("admin", settings->common.admin),
                  LOG_STRING("reason", strerror(errno)));
    }
    clock_watch_destroy(&clock);
    signals_destroy(&signals);
    admin_destroy(&self->admin);
    report_clear(&self->report);
    buffer_free(&near);
    buffer_free(&url);
    return good;
}

/* The workers share the port: the system would let a second gateway share it as well. */
static bool open_and_run(const settings_t *settings, size_t count, const gateway_options_t *options)
{
    if (!listen_is_free(settings->listen)) {
        log_event(LOG_ERROR, "cannot listen", LOG_STRING("address", settings->listen),
                  LOG_STRING("reason", strerror(errno)));
        return false;
    }
    process_t self = {.workers = workers_new(count, options)};
    bool good = self.workers && run(&self, settings, options->http.host);
    workers_destroy(&self.workers);
    return good;
}

/* The services and Redis need cores too; and the more requests share a loop, the less each costs. */
static size_t workers_for_this_machine(void)
{
    size_t count = ((size_t)sysconf(_SC_NPROCESSORS_ONLN) + 1) / 2;
    return count > WORKERS_MAX ? WORKERS_MAX : count;
}

/* The share of one of them, at least 1 where there is any. */
static size_t share(int64_t whole, size_t workers)
{
    return ((size_t)whole + workers - 1) / workers;
}

/* What other things than clients need descriptors for is kept for them: Redis, the services, the log. */
static int64_t connections_of(const settings_t *settings)
{
    descriptors_raise_limit(SIZE_MAX);
    int64_t most = (int64_t)descriptors_limit() - DESCRIPTORS_KEPT;
    return settings->connections < most ? settings->connections : most > 16 ? most : 16;
}

/* WebSockets begin as requests, and a request that finds no descriptor takes that of a slower one: a few of
 * all are enough to be left for those. */
static size_t sockets_of(const settings_t *settings)
{
    int64_t most = (int64_t)descriptors_limit() - DESCRIPTORS_KEPT;
    most = most > 16 ? most - most / REQUESTS_KEPT : 16;
    return (size_t)(settings->push.connections < most ? settings->push.connections : most);
}

static http_limits_t http_limits_of(const settings_t *settings, size_t workers)
{
    return (http_limits_t){.connections = share(connections_of(settings), workers),
                           .connections_per_address = share(settings->connections_per_address, workers),
                           .body_size = (size_t)settings->body_limit,
                           .body_memory = share(settings->body_memory, workers),
                           .idle = settings->idle_limit * 1000,
                           .head = settings->head_limit * 1000,
                           .rate_period = settings->body_grace * 1000,
                           .rate = (size_t)settings->body_rate};
}

static gateway_options_t options_of(const settings_t *settings, size_t workers, const address_t *address)
{
    const site_t site = {.origins = settings->web_origin, .tls = settings->tls_certificate[0] != '\0'};
    gateway_options_t options = {
        .http = {.host = address->host,
                 .port = (uint16_t)address->port,
                 .limits = http_limits_of(settings, workers),
                 .log = {.slow = settings->common.log_slow, .access = settings->log_access}},
        .redis = {.form = &store_form_script,
                  .form_key = STORE_FORM_KEY,
                  .address = settings->common.redis,
                  .user = settings->common.redis_user,
                  .password = settings->common.redis_password,
                  .sentinel_user = settings->common.sentinel_user,
                  .sentinel_password = settings->common.sentinel_password},
        .upstreams = {[SERVICE_CHAT] = settings->chat,
                      [SERVICE_CRM] = settings->crm,
                      [SERVICE_ACTIONLOG] = settings->actionlog,
                      [SERVICE_WECHAT] = settings->wechat},
        .deadline = settings->deadline,
        .instance_limit = share(settings->in_flight, workers),
        .polls = (size_t)settings->polls,
        .guard = guard_settings_options(&settings->guard, workers, (size_t)settings->body_limit,
                                        (size_t)connections_of(settings)),
        .push = push_settings_options(&settings->push, workers, sockets_of(settings)),
        .session = {.site = site,
                    .zone = settings->common.zone,
                    .push = settings->push.on != 0,
                    .uploads = settings->uploads.media.store != MEDIA_STORE_NONE,
                    .wechat = settings->wechat[0] != '\0'},
        .cors_origins = settings->cors_origins,
        .tls_certificate = settings->tls_certificate,
        .tls_key = settings->tls_key,
    };
    options.guard.auth.site = site;
    return options;
}

int main(int argc, char **argv)
{
    settings_t settings = {0};
    signals_block();
    config_outcome_t outcome = config_read(&table, argc, argv, &settings);
    if (outcome != CONFIG_RUN) {
        config_free(&table, &settings);
        return outcome == CONFIG_DONE ? 0 : 2;
    }
    if (!settings_apply(&settings.common)) {
        config_free(&table, &settings);
        return 1;
    }
    size_t count = settings.threads > 0 ? (size_t)settings.threads : workers_for_this_machine();
    if (settings.secret_key[0])
        curve_be_client(settings.secret_key, settings.server_key);
    address_t address = {0};
    address_read(settings.listen, &address); /* address_is_numeric has said that it is one */
    gateway_options_t options = options_of(&settings, count, &address);
    web_files_t *pages = NULL;
    media_t media = {0};
    bool good = pages_read(settings.web_root, &pages) &&
                media_settings_open(&settings.uploads.media, true, &media);
    options.pages = pages;
    options.media = upload_settings_options(&settings.uploads, count, &media);
    good = good && open_and_run(&settings, count, &options);
    media_settings_close(&media);
    web_files_destroy(&pages);
    zsocket_context_end();
    config_free(&table, &settings);
    return good ? 0 : 1;
}
