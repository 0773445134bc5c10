/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/envelope.h"

#include <limits.h>

#include "proto/field.h"
#include "proto/wire.h"

enum {
    CALL_SIZE = 10,
    ISSUED_CALL_SIZE,
    REPLY_SIZE = 4,
    SIGN_SIZE = 3,
    DEADLINE_MAX = 24 * 3600 * 1000 /* ms */
};
#define ISSUED_MAX ID_MAX /* what a script's numbers hold exactly */

void envelope_write(buffer_t *out, const envelope_t *envelope)
{
    bool call = envelope->kind == ENVELOPE_CALL;
    bool reply = envelope->kind == ENVELOPE_REPLY;
    size_t call_size = envelope->issued > 0 ? ISSUED_CALL_SIZE : CALL_SIZE;
    wire_write_array(out, call ? call_size : reply ? REPLY_SIZE : SIGN_SIZE);
    wire_write_uint(out, ENVELOPE_VERSION);
    wire_write_uint(out, envelope->kind);
    wire_write_uint(out, envelope->id);
    if (call) {
        wire_write_uint(out, envelope->method);
        wire_write_uint(out, envelope->principal.kind);
        wire_write_int(out, envelope->principal.id);
        wire_write_int(out, envelope->deadline);
        wire_write_text(out, envelope->idempotency_key);
        wire_write_text(out, envelope->trace);
        wire_write_uint(out, envelope->retries);
        if (envelope->issued > 0)
            wire_write_int(out, envelope->issued);
    } else if (reply) {
        wire_write_uint(out, envelope->status);
    }
    wire_write_bin(out, envelope->body);
}

/* A number that fits an unsigned: a larger one must not pass for its remainder. */
static unsigned read_unsigned(wire_reader_t *reader)
{
    uint64_t value = wire_read_uint(reader);
    reader->failed |= value > UINT_MAX;
    return reader->failed ? 0 : (unsigned)value;
}

static bool read_call(wire_reader_t *reader, bool issued, envelope_t *envelope)
{
    envelope->method = read_unsigned(reader);
    uint64_t kind = wire_read_uint(reader);
    envelope->principal.kind = kind == PRINCIPAL_STAFF ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER;
    envelope->principal.id = wire_read_int(reader);
    envelope->deadline = wire_read_int(reader);
    envelope->idempotency_key = wire_read_text(reader);
    envelope->trace = wire_read_text(reader);
    envelope->retries = read_unsigned(reader);
    envelope->issued = issued ? wire_read_int(reader) : 0;
    return !reader->failed && (kind == PRINCIPAL_STAFF || kind == PRINCIPAL_CUSTOMER) &&
           envelope->principal.id >= 1 && envelope->principal.id <= ID_MAX &&
           envelope->deadline >= -DEADLINE_MAX && envelope->deadline <= DEADLINE_MAX &&
           envelope->issued >= 0 && envelope->issued <= ISSUED_MAX;
}

bool envelope_read(text_t *bytes, envelope_t *envelope)
{
    wire_reader_t reader = wire_reader(*bytes);
    size_t count = wire_read_array(&reader);
    if (count < SIGN_SIZE || wire_read_uint(&reader) != ENVELOPE_VERSION)
        return false;
    uint64_t kind = wire_read_uint(&reader);
    *envelope = (envelope_t){.kind = (envelope_kind_t)kind, .id = wire_read_uint(&reader)};
    size_t known = kind == ENVELOPE_CALL ? CALL_SIZE : kind == ENVELOPE_REPLY ? REPLY_SIZE : SIGN_SIZE;
    if (count < known || kind < ENVELOPE_CALL || kind > ENVELOPE_DRAIN)
        return false;
    bool issued = kind == ENVELOPE_CALL && count >= ISSUED_CALL_SIZE;
    known += issued;
    if (kind == ENVELOPE_CALL && !read_call(&reader, issued, envelope))
        return false;
    if (kind == ENVELOPE_REPLY)
        envelope->status = read_unsigned(&reader);
    for (; count > known; count--)
        wire_skip(&reader);
    envelope->body = wire_read_text(&reader);
    if (reader.failed)
        return false;
    *bytes = (text_t){(const char *)reader.at, (size_t)(reader.end - reader.at)};
    return true;
}
