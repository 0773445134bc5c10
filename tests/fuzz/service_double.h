/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs a service's handlers on whatever Redis may answer: stands in for common/redis/redis.h,
 * common/redis/cache.h and the calls of common/rpc/server.h. An input is the id of a method, how often the
 * call was tried before, the size (two bytes) and bytes of its request record, then the replies, in the order
 * of the commands, as Redis sends them. Where they end the connection is lost.
 *
 * Each call must end, once, with a status of ours and with data that is a JSON object.
 */
#ifndef LEIDA_TESTS_SERVICE_DOUBLE_H
#define LEIDA_TESTS_SERVICE_DOUBLE_H

#include "common/redis/cache.h"
#include "common/rpc/server.h"
#include "common/store/job.h"

typedef struct {
    const handler_t *handlers;
    size_t handler_count;
    void *service; /* service_double_host */
} service_double_t;

/* What the handlers stand on, with a clock that does not move. */
host_t *service_double_host(void);
/* One run. */
void service_double_try(const service_double_t *service, text_t input);

#endif
