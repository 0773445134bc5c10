/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/test_client.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <zmq.h>

#include "base/clock.h"
#include "common/rpc/zsocket.h"
#include "tests/support/loop_wait.h"

enum { REPLY_LIMIT = 30000 /* ms */ };

struct test_client {
    loop_t *loop;
    void *dealer;
    uint64_t last_id;
    uint64_t awaited;
    unsigned status;
    buffer_t data;
};

test_client_t *test_client_new(loop_t *loop, const char *endpoint)
{
    test_client_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->dealer = zsocket_new(ZMQ_DEALER, 1000);
    cr_assert_not_null(self->dealer);
    cr_assert_eq(zmq_connect(self->dealer, endpoint), 0, "cannot connect to %s", endpoint);
    return self;
}

void test_client_destroy(test_client_t **self_p)
{
    test_client_t *self = *self_p;
    *self_p = NULL;
    zmq_close(self->dealer);
    buffer_free(&self->data);
    free(self);
}

static void parse_parameter(record_t *record, const method_t *method, const char *const *pair, arena_t *arena)
{
    int index = field_index(&method->request, text_of(pair[0]));
    cr_assert_geq(index, 0, "%s has no parameter %s", method->name, pair[0]);
    value_status_t status = field_parse(&method->request, (size_t)index, (raw_t){RAW_TEXT, text_of(pair[1])},
                                        record, arena, NULL);
    cr_assert_eq(status, VALUE_GOOD, "%s=%s: %s", pair[0], pair[1], value_status_code(status));
}

static void write_body(buffer_t *body, const method_t *method, const char *const *parameters)
{
    arena_t arena = {0};
    record_t *record = memory_new_zeroed(method->request.record_size);
    for (; parameters && *parameters; parameters += 2)
        parse_parameter(record, method, parameters, &arena);
    record_encode(body, &method->request, record);
    free(record);
    arena_free(&arena);
}

static void send_call(test_client_t *self, const rpc_call_t *call)
{
    const method_t *method = contract_method(call->method);
    buffer_t body = {0}, batch = {0};
    write_body(&body, method, call->parameters);
    self->awaited = call->id != 0 ? call->id : ++self->last_id;
    envelope_t envelope = {.kind = ENVELOPE_CALL,
                           .id = self->awaited,
                           .method = call->method,
                           .principal = {method->caller, call->caller},
                           .deadline = REPLY_LIMIT,
                           .retries = call->retries,
                           .issued = call->issued != 0 ? call->issued : clock_now(),
                           .body = buffer_text(&body)};
    envelope_write(&batch, &envelope);
    cr_assert_eq(zmq_send(self->dealer, batch.data, batch.size, 0), (int)batch.size);
    buffer_free(&batch);
    buffer_free(&body);
}

/* Looks through one batch for the reply that is awaited. */
static bool take_batch(test_client_t *self, text_t bytes)
{
    envelope_t envelope;
    bool found = false;
    while (bytes.size > 0) {
        cr_assert(envelope_read(&bytes, &envelope), "malformed message");
        if (envelope.kind != ENVELOPE_REPLY || envelope.id != self->awaited)
            continue;
        self->status = envelope.status;
        buffer_clear(&self->data);
        buffer_append_text(&self->data, envelope.body);
        buffer_append_char(&self->data, '\0');
        found = true;
    }
    return found;
}

static bool take_reply(void *context)
{
    test_client_t *self = context;
    bool found = false;
    zmq_msg_t message;
    zmq_msg_init(&message);
    while (!found && zmq_msg_recv(&message, self->dealer, ZMQ_DONTWAIT) >= 0)
        found = take_batch(self, (text_t){zmq_msg_data(&message), zmq_msg_size(&message)});
    zmq_msg_close(&message);
    return found;
}

status_t test_client_call(test_client_t *self, const rpc_call_t *call, const char **data)
{
    send_call(self, call);
    cr_assert(loop_wait(self->loop, take_reply, self, REPLY_LIMIT), "no reply");
    if (data)
        *data = self->data.data;
    return (status_t)self->status;
}
