/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leida-gateway: reads the configuration and runs N equal lanes, each a loop with a gateway_t on a thread of
 * its own. The first lane is the main thread's; it has the signals and the admin address besides.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "common/admin.h"
#include "common/log.h"
#include "common/settings.h"
#include "common/signals.h"
#include "common/state_file.h"
#include "common/zsocket.h"
#include "gateway/gateway.h"
#include "gateway/listen.h"

enum { LANES_MAX = 64, READY_CHECK_MS = 20 };

typedef struct {
    common_settings_t common;
    char *listen;
    int64_t threads;
    char *chat, *crm, *actionlog;
    int64_t deadline, freshness;
    int64_t body_limit, connections, connections_per_address, idle_limit, request_limit, credentials;
} settings_t;

#define STRING(name, member, value, text)                                                                    \
    {                                                                                                        \
        .key = (name), .type = CONFIG_STRING, .offset = offsetof(settings_t, member), .standard = (value),   \
        .min = 1, .max = 4096, .help = (text)                                                                \
    }
#define INT(name, member, value, least, most, text)                                                          \
    {                                                                                                        \
        .key = (name), .type = CONFIG_INT, .offset = offsetof(settings_t, member), .standard = (value),      \
        .min = (least), .max = (most), .help = (text)                                                        \
    }

static const config_key_t keys[] = {
    COMMON_KEYS(settings_t, common, "gateway"),
    {.key = "listen",
     .type = CONFIG_STRING,
     .offset = offsetof(settings_t, listen),
     .standard = "127.0.0.1:8000",
     .min = 1,
     .max = 255,
     .valid = listen_valid,
     .allowed = "IP:PORT or [IPv6]:PORT (port 0: any free one)",
     .help = "where the HTTP API is served"},
    INT("threads", threads, "0", 0, LANES_MAX, "loops, each on a thread of its own; 0: one per core"),
    STRING("upstream.chat", chat, "tcp://127.0.0.1:7101",
           "endpoints of the chat instances, separated by spaces; a host name stands for all its addresses, "
           "@FILE for the entries of a file; both are followed"),
    STRING("upstream.crm", crm, "tcp://127.0.0.1:7102", "endpoints of the CRM instances"),
    STRING("upstream.actionlog", actionlog, "tcp://127.0.0.1:7103", "endpoints of the action log instances"),
    INT("deadline", deadline, "5000", 100, 60000, "ms that a call may take"),
    INT("freshness", freshness, "900", 0, 31536000, "seconds a timestamp may be off; 0: any timestamp"),
    INT("body_limit", body_limit, "1048576", 1024, 67108864, "bytes of a request body"),
    INT("connections", connections, "30000", 16, 1000000, "HTTP connections at most, all threads together"),
    INT("connections_per_address", connections_per_address, "0", 0, 1000000, "of one address; 0: no limit"),
    INT("idle_limit", idle_limit, "75", 1, 86400, "seconds a connection may be idle"),
    INT("request_limit", request_limit, "30", 1, 3600, "seconds a request may take to come in"),
    INT("credentials", credentials, "100000", 100, 100000000, "credentials cached by each thread"),
};
static const config_table_t table = {"leida-gateway",
                                     "Leida's HTTP gateway: authenticates, validates, calls the services",
                                     keys, sizeof keys / sizeof *keys};

/* Other threads touch only `stop` (an eventfd) and `was_ready`. */
typedef struct {
    loop_t *loop;
    gateway_t *gateway;
    loop_watch_t *stop_watch;
    loop_timer_t *ready_check; /* until it was ready once */
    pthread_t thread;
    int stop;
    atomic_bool was_ready;
} lane_t;

typedef struct {
    lane_t lanes[LANES_MAX];
    size_t count;
} lanes_t;

static void stop_loop(void *context)
{
    loop_stop(((lane_t *)context)->loop);
}

static void on_stop(void *context, uint32_t events)
{
    (void)events;
    lane_t *lane = context;
    loop_watch_change(lane->stop_watch, 0);
    gateway_drain(lane->gateway, stop_loop, lane);
}

static void check_ready(void *context)
{
    lane_t *lane = context;
    buffer_t missing = {0};
    if (gateway_is_ready(lane->gateway, &missing))
        atomic_store(&lane->was_ready, true);
    else
        loop_timer_set(lane->ready_check, READY_CHECK_MS);
    buffer_free(&missing);
}

static bool lane_open(lane_t *lane, const gateway_options_t *options)
{
    lane->loop = loop_new();
    lane->stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    lane->stop_watch = loop_watch_new(lane->loop, lane->stop, EPOLLIN, on_stop, lane);
    lane->ready_check = loop_timer_new(lane->loop, check_ready, lane);
    loop_timer_set(lane->ready_check, READY_CHECK_MS);
    lane->gateway = gateway_new(lane->loop, options);
    return lane->gateway != NULL;
}

static void lane_close(lane_t *lane)
{
    if (!lane->loop)
        return;
    gateway_destroy(&lane->gateway);
    loop_timer_destroy(&lane->ready_check);
    loop_watch_destroy(&lane->stop_watch);
    close(lane->stop);
    loop_destroy(&lane->loop);
}

static void *run_lane(void *context)
{
    loop_run(((lane_t *)context)->loop);
    return NULL;
}

static void on_signal(void *context, int signal)
{
    lanes_t *lanes = context;
    log_event(LOG_INFO, "draining", LOG_INT("signal", signal));
    for (size_t i = 0; i < lanes->count; i++)
        if (eventfd_write(lanes->lanes[i].stop, 1) != 0)
            log_event(LOG_ERROR, "cannot stop a thread", LOG_STRING("reason", strerror(errno)));
}

static bool all_ready(void *context, buffer_t *why)
{
    lanes_t *lanes = context;
    bool ready = gateway_is_ready(lanes->lanes[0].gateway, why);
    for (size_t i = 1; ready && i < lanes->count; i++)
        ready = atomic_load(&lanes->lanes[i].was_ready);
    if (!ready && why->size == 0)
        buffer_append_literal(why, "starting\n");
    return ready;
}

static void no_metrics(void *context, buffer_t *out)
{
    (void)context;
    buffer_append_literal(out, "# HELP leida_build_info The build.\n# TYPE leida_build_info gauge\n"
                               "leida_build_info{version=\"" LEIDA_VERSION "\"} 1\n");
}

/* The lanes share one port; the first finds out which, where any is asked for. */
static bool open_lanes(lanes_t *lanes, const char *listen, gateway_options_t *options)
{
    if (!listen_is_free(listen)) {
        log_event(LOG_ERROR, "cannot listen", LOG_STRING("address", listen),
                  LOG_STRING("reason", strerror(errno)));
        return false;
    }
    for (size_t i = 0; i < lanes->count; i++) {
        if (!lane_open(&lanes->lanes[i], options))
            return false;
        options->http.port = gateway_port(lanes->lanes[i].gateway);
    }
    return true;
}

static bool run(lanes_t *lanes, const settings_t *settings, const gateway_options_t *options)
{
    admin_source_t source = {.ready = all_ready, .metrics = no_metrics, .context = lanes};
    admin_t *admin = admin_new(lanes->lanes[0].loop, settings->common.admin, &source);
    signals_t *signals = signals_new(lanes->lanes[0].loop, on_signal, lanes);
    buffer_t url = {0};
    listen_write_url(&url, options->http.host, options->http.port);
    state_t state = {
        .role = "gateway", .name = settings->common.name, .endpoint = url.data, .base_url = url.data};
    bool good = admin && signals;
    if (good) {
        state.admin_url = admin_url(admin);
        good = state_file_write(settings->common.state_file, &state);
    }
    if (!good)
        log_event(LOG_ERROR, "cannot start", LOG_STRING("admin", settings->common.admin),
                  LOG_STRING("reason", strerror(errno)));
    for (size_t i = 1; good && i < lanes->count; i++)
        pthread_create(&lanes->lanes[i].thread, NULL, run_lane, &lanes->lanes[i]);
    if (good) {
        log_event(LOG_INFO, "listening", LOG_STRING("url", url.data), LOG_STRING("admin", state.admin_url),
                  LOG_INT("threads", lanes->count));
        run_lane(&lanes->lanes[0]);
    }
    for (size_t i = 1; good && i < lanes->count; i++)
        pthread_join(lanes->lanes[i].thread, NULL);
    state_file_remove(settings->common.state_file);
    signals_destroy(&signals);
    admin_destroy(&admin);
    buffer_free(&url);
    return good;
}

static gateway_options_t options_of(const settings_t *settings, size_t lanes, const address_t *address)
{
    return (gateway_options_t){
        .http = {.host = address->host,
                 .port = (uint16_t)address->port,
                 .share_port = lanes > 1,
                 .connections = (unsigned)settings->connections / (unsigned)lanes,
                 .connections_per_address = (unsigned)settings->connections_per_address,
                 .body_limit = (size_t)settings->body_limit,
                 .idle_limit = settings->idle_limit * 1000,
                 .request_limit = settings->request_limit * 1000},
        .redis = {.address = settings->common.redis,
                  .user = settings->common.redis_user,
                  .password = settings->common.redis_password},
        .upstreams = {[SERVICE_CHAT] = settings->chat,
                      [SERVICE_CRM] = settings->crm,
                      [SERVICE_ACTIONLOG] = settings->actionlog},
        .deadline = settings->deadline,
        .freshness = settings->freshness * 1000,
        .credentials_limit = (size_t)settings->credentials,
    };
}

int main(int argc, char **argv)
{
    settings_t settings = {0};
    config_outcome_t outcome = config_read(&table, argc, argv, &settings);
    if (outcome != CONFIG_RUN) {
        config_free(&table, &settings);
        return outcome == CONFIG_DONE ? 0 : 2;
    }
    if (!settings_apply(&settings.common)) {
        config_free(&table, &settings);
        return 1;
    }
    static lanes_t lanes;
    lanes.count = settings.threads > 0 ? (size_t)settings.threads : (size_t)sysconf(_SC_NPROCESSORS_ONLN);
    lanes.count = lanes.count > LANES_MAX ? LANES_MAX : lanes.count;
    address_t address = {0};
    address_read(settings.listen, &address); /* listen_valid has said that it is one */
    gateway_options_t options = options_of(&settings, lanes.count, &address);
    bool good = open_lanes(&lanes, settings.listen, &options) && run(&lanes, &settings, &options);
    for (size_t i = 0; i < lanes.count; i++)
        lane_close(&lanes.lanes[i]);
    zsocket_context_end();
    config_free(&table, &settings);
    return good ? 0 : 1;
}
