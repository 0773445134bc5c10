/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the mains of the services share: configuration, log, signals, one loop with Redis, the profile cache,
 * the RPC server and the admin address on it, and an orderly end. A main.c declares its handlers, which get
 * a host_t, and calls service_main.
 */
#ifndef LEIDA_COMMON_PROCESS_SERVICE_H
#define LEIDA_COMMON_PROCESS_SERVICE_H

#include "common/process/settings.h"
#include "common/store/job.h"

/* The settings of every service; a service with more has a struct that begins with them. */
typedef struct {
    common_settings_t common;
    char *endpoint;
    int64_t in_flight;
    int64_t profiles;
    int64_t durability; /* local or replicated */
    int64_t replicas;
    int64_t replication_timeout; /* ms */
    char *secret_key, *clients;  /* of CURVE; empty: off */
} service_settings_t;

/* What a service's `open` may use; lasts as long as the process. */
typedef struct {
    loop_t *loop;
    host_t *host;
    const redis_options_t *redis; /* for connections of its own to the same Redis; to be copied */
    const service_settings_t *settings;
} service_parts_t;

typedef struct {
    const char *process;  /* "leida-chat": in --help, logs and metrics */
    const char *summary;  /* what it does, one line */
    const char *endpoint; /* where it binds unless configured otherwise */
    const handler_t *handlers;
    size_t handler_count;
    const redis_script_t *const *scripts; /* NULL-terminated */

    /* What it can be configured with besides: keys of a struct of this size, which begins with a
     * service_settings_t. 0 and NULL: nothing. */
    size_t settings_size;
    const config_key_t *keys;
    size_t key_count;
    /* Whether its keys fit together, as config_table_t's check; it begins with service_settings_fit. NULL:
     * that is all. */
    bool (*check)(const void *settings, buffer_t *why);

    /* What runs beside the handlers, which find it as host_t.service. `open` returns false, after logging
     * why, when the process cannot start; `stop` is called as it begins to drain; `reload` on SIGHUP;
     * `metrics` appends what the service counts besides; `close` destroys it and nulls the pointer. Each may
     * be NULL. */
    bool (*open)(const service_parts_t *parts, void **beside_p);
    void (*stop)(void *beside);
    void (*reload)(void *beside);
    void (*metrics)(void *beside, buffer_t *out);
    void (*close)(void **beside_p);
} service_spec_t;

/* Whether the keys of every service fit together: appends what is wrong. */
bool service_settings_fit(const service_settings_t *self, buffer_t *why);

/* Runs the service until SIGTERM or SIGINT, then drains: a drain notice to the gateways, what is in flight is
 * finished. Returns the exit code of the process: 0 stopped as asked, 1 failure, 2 bad configuration
 * (operations.md). */
int service_main(const service_spec_t *spec, int argc, char **argv);

#endif
