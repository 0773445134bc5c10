/* SPDX-License-Identifier: Apache-2.0 */
/* A service's handlers behind a server, with a client, on a redis-server of its own: what the fixtures of the
 * services begin with. */
#ifndef LEIDA_TESTS_SERVICE_FIXTURE_H
#define LEIDA_TESTS_SERVICE_FIXTURE_H

#include "common/store/job.h"
#include "tests/support/redis_server.h"
#include "tests/support/test_client.h"

typedef struct {
    redis_server_t *server;
    loop_t *loop;
    redis_t *redis;
    cache_t *profiles;
    host_t host;
    server_t *rpc;
    test_client_t *client;
} service_fixture_t;

typedef struct {
    const char *endpoint; /* of inproc */
    const redis_script_t *const *scripts;
    const handler_t *handlers;
    size_t handler_count;
    int64_t (*now)(void); /* ms */
} service_fixture_options_t;

/* Starts all of it and waits until Redis is connected; the zone is Asia/Shanghai. */
void service_fixture_open(service_fixture_t *self, const service_fixture_options_t *options);
void service_fixture_close(service_fixture_t *self);

/* Sets a key to a record, as services read it. */
void service_fixture_set(service_fixture_t *self, const char *key, const field_table_t *table,
                         const record_t *record);
/* The number that a command of Redis gives. */
int64_t service_fixture_number(service_fixture_t *self, const char *command);

/* Marks fields of a record as given, by their names at the edge, NULL-terminated. */
void record_mark(record_t *record, const field_table_t *table, const char *const *names);

#endif
