/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Calls a service as a gateway does: parameters by their names at the HTTP edge, checked by the contract,
 * then a message over a DEALER. For tests of a service without a gateway. What goes wrong here ends the test.
 */
#ifndef LEIDA_TESTS_TEST_CLIENT_H
#define LEIDA_TESTS_TEST_CLIENT_H

#include "common/loop/loop.h"
#include "proto/contract.h"

typedef struct test_client test_client_t;

test_client_t *test_client_new(loop_t *loop, const char *endpoint);
void test_client_destroy(test_client_t **self_p);

typedef struct {
    method_id_t method;
    int64_t caller; /* of the kind that the method is for */
    uint64_t id;    /* of the call; 0: a new one */
    unsigned retries;
    int64_t issued;                /* ms since 1970; 0: now */
    const char *const *parameters; /* name, value, name, value … NULL; may be NULL */
} rpc_call_t;

#define RPC_PARAMETERS(...)                                                                                  \
    (const char *const[])                                                                                    \
    {                                                                                                        \
        __VA_ARGS__, NULL                                                                                    \
    }

/* Sends a call and runs the loop until the reply is in. `data` gets the answer's data as NUL-terminated JSON
 * text that lasts until the next call; may be NULL. */
status_t test_client_call(test_client_t *self, const rpc_call_t *call, const char **data);

#endif
