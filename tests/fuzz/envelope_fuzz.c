/* SPDX-License-Identifier: Apache-2.0 */
/* Batches of messages, as gateways and services send them to each other. */
#include "proto/envelope.h"
#include "tests/fuzz/fuzz.h"

static bool calls_equal(const envelope_t *a, const envelope_t *b)
{
    return a->method == b->method && a->principal.kind == b->principal.kind &&
           a->principal.id == b->principal.id && a->deadline == b->deadline && a->retries == b->retries &&
           a->issued == b->issued && text_equal(a->idempotency_key, b->idempotency_key) &&
           text_equal(a->trace, b->trace);
}

static bool events_equal(const event_t *a, const event_t *b)
{
    return a->kind == b->kind && a->staff_id == b->staff_id && a->customer_id == b->customer_id &&
           a->id == b->id && a->by == b->by && a->detail == b->detail;
}

static void write_again(const envelope_t *envelope)
{
    buffer_t out = {0};
    envelope_t again;
    envelope_write(&out, envelope);
    text_t rest = buffer_text(&out);
    HOLDS(envelope_read(&rest, &again) && rest.size == 0);
    HOLDS(again.kind == envelope->kind && again.id == envelope->id && again.status == envelope->status);
    HOLDS(text_equal(again.body, envelope->body));
    HOLDS(again.takes == envelope->takes && again.sequence == envelope->sequence);
    HOLDS(envelope->kind != ENVELOPE_EVENT || events_equal(&again.event, &envelope->event));
    HOLDS(envelope->kind != ENVELOPE_CALL || calls_equal(&again, envelope));
    buffer_free(&out);
}

static void check_slices(const envelope_t *envelope, text_t batch)
{
    HOLDS(fuzz_is_inside(envelope->body, batch));
    HOLDS(fuzz_is_inside(envelope->idempotency_key, batch));
    HOLDS(fuzz_is_inside(envelope->trace, batch));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t batch = {(const char *)data, size};
    text_t rest = batch;
    envelope_t envelope;
    for (size_t before = size; rest.size > 0 && envelope_read(&rest, &envelope); before = rest.size) {
        HOLDS(rest.size < before && fuzz_is_inside(rest, batch));
        check_slices(&envelope, batch);
        write_again(&envelope);
    }
    return 0;
}
