/* SPDX-License-Identifier: Apache-2.0 */
/* Records in msgpack: the calls of every method, and what is stored. The first byte is the method's id, or
 * from METHOD_LIMIT on the place of a record among those of tests/support/samples.c. */
#include <stdlib.h>

#include "tests/fuzz/fuzz.h"
#include "tests/support/samples.h"

static void decode_again(const field_table_t *fields, const record_t *record)
{
    arena_t arena = {0};
    buffer_t bytes = {0};
    record_t *again = sample_empty(fields);
    record_encode(&bytes, fields, record);
    HOLDS(record_decode(again, fields, buffer_text(&bytes), &arena));
    HOLDS(sample_equal(fields, record, again));
    free(again);
    buffer_free(&bytes);
    arena_free(&arena);
}

/* A call of the method is taken exactly when its record is, and only from a caller of the right kind. */
static void decode_call(const method_t *method, text_t body, bool good)
{
    arena_t arena = {0};
    for (int kind = 0; kind <= PRINCIPAL_CUSTOMER; kind++) {
        const principal_t caller = {(principal_kind_t)kind, 7};
        const bool may = method->is_public ? kind == 0
                                           : kind != 0 && (!method->caller || (int)method->caller == kind);
        record_t *record = sample_empty(&method->request);
        HOLDS(contract_decode(method, &caller, body, record, &arena) == (good && may));
        HOLDS(!good || !may || kind == 0 || contract_id(method, record, caller.kind) == caller.id);
        free(record);
    }
    arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    text_t bytes = {(const char *)data, size};
    const unsigned first = fuzz_take_byte(&bytes);
    const method_t *method = contract_method(first);
    sample_table_t table = {.fields = method ? &method->request : NULL};
    if (!method && (first < METHOD_LIMIT || !sample_table(first - METHOD_LIMIT + contract_count(), &table)))
        return 0;
    arena_t arena = {0};
    record_t *record = sample_empty(table.fields);
    const bool good = record_decode(record, table.fields, bytes, &arena);
    if (good)
        decode_again(table.fields, record);
    if (method)
        decode_call(method, bytes, good);
    free(record);
    arena_free(&arena);
    return 0;
}
