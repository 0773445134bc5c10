/* SPDX-License-Identifier: Apache-2.0 */
/* The action log service on a redis-server of its own, with a client, and a clock that the test sets. */
#ifndef LEIDA_TESTS_ACTIONLOG_SERVICE_H
#define LEIDA_TESTS_ACTIONLOG_SERVICE_H

#include "services/actionlog/actionlog.h"
#include "tests/support/service_fixture.h"

struct json_t; /* of jansson */

/* Customers: 张聪, 张炬, and one who is not bound to the staff user. */
enum { STAFF = 7, ZHANG = 9, JU = 10, STRANGER = 11, MINUTE = 60000 };

typedef struct {
    service_fixture_t base;
} log_service_t;

/* What the service takes for now. */
extern int64_t log_service_now;

/* Starts all of it, at 2018-09-21T15:18:01 in the zone Asia/Shanghai. */
log_service_t *log_service_new(void);
void log_service_destroy(log_service_t **self_p);

/* One call of POST action/record. */
typedef struct {
    int64_t customer_id;
    uint64_t call; /* 0: a new one */
    unsigned retries;
    int64_t issued; /* ms since 1970; 0: now */
    const char *const *parameters;
} act_t;

status_t log_service_record(log_service_t *self, act_t act, const char **data);
/* A new one, of a customer with STAFF, that must succeed. */
void log_service_record_plain(log_service_t *self, int64_t customer_id, const char *action,
                              const char *remark);

/* A page of action/time for STAFF; the caller frees it with json_decref. */
struct json_t *log_service_ask(log_service_t *self, const char *const *parameters);
/* The answer to any call that reads and must succeed; freed in the same way. */
struct json_t *log_service_read(log_service_t *self, const rpc_call_t *call);
/* A text of a row of it, such as "log". */
const char *log_service_row_text(const struct json_t *answer, size_t index, const char *name);

#endif
