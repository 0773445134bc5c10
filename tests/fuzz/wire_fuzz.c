/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Feeds any bytes to the readers of what a peer sends: as a frame of parcels, and as the body of a call of
 * every method. What is taken must come back the same after it was written again. Run it as wire_fuzz
 * -max_total_time=60 FOUND tests/fuzz/corpus/wire where FOUND is a folder for the inputs that it finds.
 */
#include <stdio.h>
#include <stdlib.h>

#include "proto/contract.h"
#include "tests/support/samples.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert, but there in every build. */
#define HOLDS(condition) ((condition) ? (void)0 : promise_broken(#condition, __LINE__))

static _Noreturn void promise_broken(const char *condition, int line)
{
    fprintf(stderr, "line %d: %s\n", line, condition);
    abort();
}

static void record_again(const method_t *method, const principal_t *caller, const record_t *record)
{
    arena_t arena = {0};
    buffer_t body = {0};
    record_t *again = sample_empty(&method->request);
    record_encode(&body, &method->request, record);
    HOLDS(contract_decode(method, caller, buffer_text(&body), again, &arena));
    HOLDS(sample_equal(&method->request, record, again));
    free(again);
    buffer_free(&body);
    arena_free(&arena);
}

static void body_try(const method_t *method, text_t body)
{
    arena_t arena = {0};
    const principal_t caller = {method->caller, 7};
    record_t *record = sample_empty(&method->request);
    if (contract_decode(method, &caller, body, record, &arena)) {
        HOLDS(*(int64_t *)((char *)record + method->caller_offset) == caller.id);
        record_again(method, &caller, record);
    }
    free(record);
    arena_free(&arena);
}

static bool calls_equal(const envelope_t *a, const envelope_t *b)
{
    return a->method == b->method && a->principal.kind == b->principal.kind &&
           a->principal.id == b->principal.id && a->deadline == b->deadline && a->tries == b->tries &&
           a->issued == b->issued && text_equal(a->idempotency_key, b->idempotency_key) &&
           text_equal(a->trace, b->trace);
}

static void envelope_again(const envelope_t *envelope)
{
    buffer_t out = {0};
    envelope_t again;
    envelope_write(&out, envelope);
    text_t rest = buffer_text(&out);
    HOLDS(envelope_read(&rest, &again) && rest.size == 0);
    HOLDS(again.kind == envelope->kind && again.id == envelope->id && again.status == envelope->status);
    HOLDS(text_equal(again.body, envelope->body));
    HOLDS(envelope->kind != ENVELOPE_CALL || calls_equal(&again, envelope));
    buffer_free(&out);
}

static void frame_try(text_t frame)
{
    envelope_t envelope;
    size_t before = frame.size;
    while (frame.size > 0 && envelope_read(&frame, &envelope)) {
        HOLDS(frame.size < before);
        before = frame.size;
        envelope_again(&envelope);
        const method_t *method = envelope.kind == ENVELOPE_CALL ? contract_method(envelope.method) : NULL;
        if (method)
            body_try(method, envelope.body);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t bytes = {(const char *)data, size};
    frame_try(bytes);
    for (size_t i = 0; i < contract_count(); i++)
        body_try(contract_at(i), bytes);
    return 0;
}
