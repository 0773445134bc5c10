/* SPDX-License-Identifier: Apache-2.0 */
/* What each loop of the gateway is told when it is made. */
#ifndef LEIDA_GATEWAY_GATEWAY_OPTIONS_H
#define LEIDA_GATEWAY_GATEWAY_OPTIONS_H

#include "common/redis/cache.h"
#include "gateway/http/http.h"
#include "gateway/media_gate.h"
#include "gateway/push_gate.h"
#include "gateway/session_gate.h"
#include "gateway/web/files.h"

typedef struct {
    http_options_t http; /* its callbacks are set by gateway_new */
    redis_options_t redis;
    const char *upstreams[SERVICE_COUNT];
    int64_t deadline;      /* ms a call may take */
    size_t instance_limit; /* calls at a time with one instance */
    size_t polls;          /* requests at a time that wait for something new */
    guard_options_t guard; /* its callback is set by gateway_new */
    push_gate_options_t push;
    session_gate_options_t session;
    uploads_options_t media;               /* limits are one loop's share; what they point to outlives it */
    const web_files_t *pages;              /* NULL: none are served; outlive it */
    const char *cors_origins;              /* whose pages may call, separated by spaces */
    const char *tls_certificate, *tls_key; /* PEM files; empty: HTTP in the clear */
} gateway_options_t;

#endif
