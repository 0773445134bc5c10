/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole request, as its bytes come in, on its way through the gateway's pure rooms: head, body, route,
 * query and body into parameters, credentials, record. What passes must be a call that a service takes.
 */
#include <stdlib.h>

#include "base/json/check.h"
#include "gateway/auth.h"
#include "gateway/cors.h"
#include "gateway/form.h"
#include "gateway/http/incoming.h"
#include "gateway/params.h"
#include "gateway/public_gate.h"
#include "gateway/route.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/samples.h"

enum { BODY_LIMIT = 1024 * 1024 };
static const int64_t now = INT64_C(1537514281548);

/* The service decodes what the gateway encodes, to the same record. */
static void decode_as_service(const exchange_t *exchange)
{
    const method_t *method = exchange->method;
    const bool either = !method->caller && !method->is_public;
    const principal_t caller = {either ? PRINCIPAL_STAFF : method->caller, exchange->caller.id};
    arena_t arena = {0};
    buffer_t body = {0};
    record_t *record = sample_empty(&method->request);
    record_encode(&body, &method->request, exchange->record);
    HOLDS(contract_decode(method, &caller, buffer_text(&body), record, &arena));
    HOLDS(sample_equal(&method->request, exchange->record, record));
    free(record);
    buffer_free(&body);
    arena_free(&arena);
}

static void take_params(exchange_t *exchange)
{
    buffer_t errors = {0};
    if (params_read(exchange, &errors)) {
        HOLDS(errors.size == 0);
        decode_as_service(exchange);
    } else
        HOLDS(json_check(buffer_text(&errors)) == JSON_OBJECT);
    buffer_free(&errors);
}

/* False when the body is not whole, or no body. */
static bool take_body(incoming_t *request, text_t bytes)
{
    exchange_t *exchange = &request->exchange;
    if (request->chunked) {
        chunked_take(request->chunked, bytes, &exchange->body, BODY_LIMIT);
        return request->chunked->state == CHUNKED_DONE;
    }
    const size_t length = exchange->head.length > 0 ? (size_t)exchange->head.length : 0;
    if (bytes.size < length)
        return false;
    buffer_append(&exchange->body, bytes.data, length);
    return true;
}

static void check_route(const exchange_t *exchange, status_t status)
{
    HOLDS(status == STATUS_DONE || status == STATUS_UNKNOWN_PATH || status == STATUS_WRONG_METHOD);
    HOLDS(status != STATUS_WRONG_METHOD || exchange->allow);
    HOLDS(status == STATUS_DONE || !exchange->method);
    if (exchange->method)
        HOLDS(exchange->method->http_method == exchange->http_method ||
              (exchange->http_method == HTTP_HEAD && !exchange->method->writes));
}

static void take_request(incoming_t *request, text_t body)
{
    exchange_t *exchange = &request->exchange;
    status_t status = route_find(exchange);
    check_route(exchange, status);
    cors_allows("https://a.example http://b.example:8443", exchange->head.origin);
    if (!exchange->method || !take_body(request, body))
        return;
    form_read(exchange, exchange->head.query, FROM_QUERY);
    const auth_options_t options = {.site.origins = ""};
    if (exchange->method->is_public)
        public_gate_whole(exchange);
    else if (auth_read(exchange, now, &options) != STATUS_DONE)
        exchange->caller = (principal_t){exchange->method->caller, 1};
    form_read_body(exchange);
    HOLDS(exchange->params.count <= EXCHANGE_PARAMS_MAX + 1);
    if (exchange->fault.size == 0)
        take_params(exchange);
    else
        HOLDS(text_is_utf8(exchange->fault));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static incoming_pool_t pool;
    const text_t bytes = {(const char *)data, size};
    head_search_t search = {0};
    size_t head = 0;
    status_t why;
    fuzz_be_quiet();
    if (head_find(&search, bytes, &head, &why) != HEAD_WHOLE)
        return 0;
    incoming_t *request = incoming_new(&pool);
    if (incoming_take_head(request, (text_t){bytes.data, head}) == STATUS_DONE)
        take_request(request, (text_t){bytes.data + head, bytes.size - head});
    incoming_end(request, &pool);
    incoming_pool_free(&pool); /* so that what is used too late is seen */
    return 0;
}
