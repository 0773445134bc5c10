/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/service.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

#include "base/address.h"
#include "base/clock.h"
#include "common/observe/admin.h"
#include "common/observe/clock_watch.h"
#include "common/observe/log.h"
#include "common/process/accept_guard.h"
#include "common/process/descriptors.h"
#include "common/process/service_metrics.h"
#include "common/process/settings.h"
#include "common/process/signals.h"
#include "common/process/state_file.h"
#include "common/rpc/curve.h"
#include "common/rpc/zap.h"
#include "common/rpc/zsocket.h"
#include "common/store/form.h"

enum { EXIT_STOPPED = 0, EXIT_FAILED = 1, EXIT_CONFIGURATION = 2 };

/* Each loop of a gateway takes one; whoever opens thousands more only costs memory. */
enum { DESCRIPTORS_MAX = 4096 };

enum { LOCAL, REPLICATED };
static const char *const durabilities[] = {"local", "replicated", NULL};

typedef struct {
    const service_spec_t *spec;
    const char *role;
    service_settings_t *settings; /* spec->settings_size bytes, if it has more */
    loop_t *loop;
    host_t host;
    zap_t *zap; /* NULL: no CURVE */
    server_t *server;
    admin_t *admin;
    signals_t *signals;
    clock_watch_t *clock;
    bool draining;
} process_t;

static bool endpoint_valid(const char *value)
{
    static const char tcp[] = "tcp://", ipc[] = "ipc://";
    if (strncmp(value, tcp, sizeof tcp - 1) == 0) {
        const char *host = value + sizeof tcp - 1, *colon = strrchr(host, ':');
        return colon && colon > host && colon[1] != '\0';
    }
    return strncmp(value, ipc, sizeof ipc - 1) == 0 && value[sizeof ipc - 1] != '\0';
}

static void redis_changed(void *context, bool connected)
{
    process_t *self = context;
    if (connected && self->server)
        server_wake(self->server);
}

static void drained(void *context)
{
    loop_stop(((process_t *)context)->loop);
}

static void on_signal(void *context, int signal)
{
    process_t *self = context;
    if (signal == SIGHUP && self->spec->reload && self->host.service)
        self->spec->reload(self->host.service);
    if (signal == SIGHUP || self->draining)
        return;
    self->draining = true;
    log_event(LOG_INFO, "draining", LOG_INT("signal", signal),
              LOG_INT("in_flight", server_counts(self->server).in_flight));
    if (self->spec->stop)
        self->spec->stop(self->host.service);
    server_drain(self->server, drained, self);
}

static void tell_trouble(buffer_t *why, const char *trouble)
{
    buffer_append_format(why, "redis is not connected%s%s\n", trouble[0] ? ": " : "", trouble);
}

static bool is_ready(void *context, buffer_t *why)
{
    process_t *self = context;
    if (self->draining)
        buffer_append_literal(why, "draining\n");
    if (!redis_is_connected(self->host.redis))
        tell_trouble(why, redis_counts(self->host.redis).trouble);
    if (!cache_is_tracking(self->host.profiles))
        buffer_append_literal(why, "the profile cache is not connected\n");
    return why->size == 0;
}

static void write_metrics(void *context, buffer_t *out)
{
    process_t *self = context;
    buffer_t why = {0};
    metrics_write_process(out, is_ready(self, &why), self->draining);
    buffer_free(&why);
    service_metrics_write(out, self->server, self->host.redis, self->host.profiles);
    if (self->spec->metrics)
        self->spec->metrics(self->host.service, out);
}

static bool open_process(process_t *self)
{
    static const char *const prefixes[] = {"user:", "customer:", "catalogue:", NULL};
    const service_settings_t *settings = self->settings;
    const redis_options_t redis = {.address = settings->common.redis,
                                   .user = settings->common.redis_user,
                                   .password = settings->common.redis_password,
                                   .sentinel_user = settings->common.sentinel_user,
                                   .sentinel_password = settings->common.sentinel_password,
                                   .replicas = settings->durability == REPLICATED ? settings->replicas : 0,
                                   .replication_timeout = settings->replication_timeout,
                                   .form = &store_form_script,
                                   .form_key = STORE_FORM_KEY,
                                   .scripts = self->spec->scripts,
                                   .changed = redis_changed,
                                   .context = self};
    loop_t *loop = self->loop = loop_new();
    host_open(&self->host, redis_new(loop, &redis),
              cache_new(loop, &(cache_options_t){.redis = &redis,
                                                 .prefixes = prefixes,
                                                 .limit = (size_t)settings->profiles}),
              clock_now);
    const service_parts_t parts = {.loop = loop, .host = &self->host, .redis = &redis, .settings = settings};
    if (self->spec->open && !self->spec->open(&parts, &self->host.service))
        return false;
    self->signals = signals_new(loop, on_signal, self);
    self->clock = clock_watch_new(loop);
    if (settings->secret_key[0]) {
        curve_be_server(settings->secret_key);
        self->zap = zap_new(loop, settings->clients);
        if (!self->zap) {
            log_event(LOG_ERROR, "cannot use CURVE", LOG_STRING("reason", zsocket_error()));
            return false;
        }
    }
    self->server = server_new(loop, &(server_options_t){.endpoint = settings->endpoint,
                                                        .log.slow = settings->common.log_slow,
                                                        .handlers = self->spec->handlers,
                                                        .handler_count = self->spec->handler_count,
                                                        .service = &self->host,
                                                        .in_flight_limit = (size_t)settings->in_flight});
    if (!self->server)
        log_event(LOG_ERROR, "cannot bind", LOG_STRING("endpoint", settings->endpoint),
                  LOG_STRING("reason", strerror(errno)));
    self->admin = admin_new(loop, settings->common.admin,
                            &(admin_source_t){.ready = is_ready, .metrics = write_metrics, .context = self});
    if (!self->admin)
        log_event(LOG_ERROR, "cannot listen", LOG_STRING("admin", settings->common.admin),
                  LOG_STRING("reason", strerror(errno)));
    return self->server && self->admin && self->signals;
}

/* Redis goes first: what still waits for it is told, while the server and the service are there to hear it.
 */
static void close_process(process_t *self)
{
    cache_destroy(&self->host.profiles);
    redis_destroy(&self->host.redis);
    if (self->spec->close)
        self->spec->close(&self->host.service);
    server_destroy(&self->server);
    zap_destroy(&self->zap);
    host_close(&self->host);
    admin_destroy(&self->admin);
    signals_destroy(&self->signals);
    clock_watch_destroy(&self->clock);
    loop_destroy(&self->loop);
    zsocket_context_end();
}

static bool tell_where(const process_t *self)
{
    const common_settings_t *common = &self->settings->common;
    const state_t state = {.role = self->role,
                           .name = common->name,
                           .endpoint = server_endpoint(self->server),
                           .admin_url = admin_url(self->admin)};
    if (state_file_write(common->state_file, &state)) {
        log_event(LOG_INFO, "serving", LOG_STRING("endpoint", state.endpoint),
                  LOG_STRING("admin", state.admin_url));
        return true;
    }
    log_event(LOG_ERROR, "cannot write the state file", LOG_STRING("path", common->state_file),
              LOG_STRING("reason", strerror(errno)));
    return false;
}

static int run(process_t *self)
{
    descriptors_raise_limit(DESCRIPTORS_MAX);
    accept_guard_arm();
    settings_apply(&self->settings->common);
    bool good = open_process(self) && tell_where(self);
    if (good) {
        loop_run(self->loop);
        state_file_remove(self->settings->common.state_file);
        log_event(LOG_INFO, "stopped", LOG_INT("calls", server_counts(self->server).calls));
    }
    close_process(self);
    return good ? EXIT_STOPPED : EXIT_FAILED;
}

static int read_and_run(process_t *self, const config_table_t *table, int argc, char **argv)
{
    int code = EXIT_CONFIGURATION;
    switch (config_read(table, argc, argv, self->settings)) {
    case CONFIG_RUN:
        code = run(self);
        break;
    case CONFIG_DONE:
        code = EXIT_STOPPED;
        break;
    case CONFIG_REFUSED:
        break;
    }
    config_free(table, self->settings);
    return code;
}

bool service_settings_fit(const service_settings_t *self, buffer_t *why)
{
    if (!self->secret_key[0] == !self->clients[0])
        return true;
    if (self->secret_key[0])
        buffer_append_literal(why, "curve.clients: needed where curve.secret_key is given");
    else
        buffer_append_literal(why, "curve.secret_key: needed where curve.clients is given");
    return false;
}

static bool keys_fit(const void *context, buffer_t *why)
{
    return service_settings_fit(context, why);
}

int service_main(const service_spec_t *spec, int argc, char **argv)
{
    signals_block(); /* first: a SIGHUP that comes early would end it */
    const char *dash = strchr(spec->process, '-');
    const size_t size = spec->settings_size > sizeof(service_settings_t) ? spec->settings_size
                                                                         : sizeof(service_settings_t);
    process_t self = {
        .spec = spec, .role = dash ? dash + 1 : spec->process, .settings = memory_new_zeroed(size)};
    const config_key_t keys[] = {
        COMMON_KEYS(service_settings_t, common, self.role),
        COMMON_KEY(service_settings_t, endpoint, "endpoint", CONFIG_STRING, spec->endpoint, .min = 1,
                   .max = 255, .valid = endpoint_valid,
                   .allowed = "tcp://HOST:PORT (port *: any free one) or ipc://PATH",
                   .help = "where gateways connect"),
        COMMON_KEY(service_settings_t, in_flight, "in_flight", CONFIG_INT, "4096", .min = 1, .max = 1000000,
                   .help = "calls in progress at most; what is beyond is answered 503 at once"),
        COMMON_KEY(service_settings_t, profiles, "profiles", CONFIG_INT, "100000", .min = 100,
                   .max = 100000000, .help = "profiles of people kept in memory at most"),
        COMMON_KEY(
            service_settings_t, durability, "durability", CONFIG_CHOICE, "local", .choices = durabilities,
            .help = "when a write counts as done: once Redis has it, or once its replicas have it too"),
        COMMON_KEY(service_settings_t, replicas, "replicas", CONFIG_INT, "1", .min = 1, .max = 16,
                   .help = "how many of them, if replicated"),
        COMMON_KEY(service_settings_t, replication_timeout, "replication_timeout", CONFIG_INT, "1000",
                   .min = 10, .max = 4000, .help = "ms that a write waits for them before it is tried again"),
        COMMON_KEY(service_settings_t, secret_key, "curve.secret_key", CONFIG_STRING, "",
                   .max = CURVE_KEY_SIZE - 1, .secret = true, .valid = curve_key_valid,
                   .allowed = "a key that `leidactl keygen` made",
                   .help = "the services' secret key, for gateways on other hosts; empty: no encryption"),
        COMMON_KEY(service_settings_t, clients, "curve.clients", CONFIG_STRING, "", .max = 4096,
                   .valid = curve_keys_valid,
                   .allowed = "public keys that `leidactl keygen` made, separated by spaces",
                   .help = "the gateways that may call, if there is a curve.secret_key"),
    };
    const size_t count = sizeof keys / sizeof *keys;
    config_key_t *all = memory_new_zeroed((count + spec->key_count) * sizeof *all);
    memcpy(all, keys, sizeof keys);
    if (spec->key_count > 0)
        memcpy(all + count, spec->keys, spec->key_count * sizeof *all);
    const config_table_t table = {.process = spec->process,
                                  .summary = spec->summary,
                                  .keys = all,
                                  .key_count = count + spec->key_count,
                                  .check = spec->check ? spec->check : keys_fit};
    int code = read_and_run(&self, &table, argc, argv);
    free(all);
    free(self.settings);
    return code;
}
