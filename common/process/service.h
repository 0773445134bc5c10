/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the mains of the services share: configuration, log, signals, one loop with Redis, the profile cache,
 * the RPC server and the admin address on it, and an orderly end. A main.c declares its handlers, which get
 * a host_t, and calls service_main.
 */
#ifndef LEIDA_COMMON_PROCESS_SERVICE_H
#define LEIDA_COMMON_PROCESS_SERVICE_H

#include "common/store/job.h"

typedef struct {
    const char *process;  /* "leida-chat": in --help, logs and metrics */
    const char *summary;  /* what it does, one line */
    const char *endpoint; /* where it binds unless configured otherwise */
    const handler_t *handlers;
    size_t handler_count;
    const redis_script_t *const *scripts; /* NULL-terminated */
    /* What runs beside the handlers, on a connection of its own to the same Redis; stop is called as the
     * process begins to drain, close destroys it and nulls the pointer. NULL: nothing. */
    void *(*open)(loop_t *loop, const redis_options_t *redis);
    void (*stop)(void *beside);
    void (*close)(void **beside_p);
} service_spec_t;

/* Runs the service until SIGTERM or SIGINT, then drains: a drain notice to the gateways, what is in flight is
 * finished. Returns the exit code of the process: 0 stopped as asked, 1 failure, 2 bad configuration
 * (operations.md). */
int service_main(const service_spec_t *spec, int argc, char **argv);

#endif
