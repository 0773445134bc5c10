/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/envelope.h"

#include <limits.h>

#include "proto/field.h"
#include "proto/wire.h"

enum {
    CALL_SIZE = 10,
    ISSUED_CALL_SIZE,
    REPLY_SIZE = 4,
    ATTEMPT_REPLY_SIZE,
    SIGN_SIZE = 3,
    EVENTS_SIGN_SIZE, /* of pings and pongs that speak of events; others are as version 1 has them */
    EVENT_SIZE = 9,
    DEADLINE_MAX = 24 * 3600 * 1000 /* ms */
};
#define ISSUED_MAX ID_MAX /* what a script's numbers hold exactly */

/* How many elements the header has. */
static size_t header_size(const envelope_t *envelope)
{
    switch (envelope->kind) {
    case ENVELOPE_CALL:
        return envelope->issued > 0 ? ISSUED_CALL_SIZE : CALL_SIZE;
    case ENVELOPE_REPLY:
        return envelope->attempt > 0 ? ATTEMPT_REPLY_SIZE : REPLY_SIZE;
    case ENVELOPE_PING:
    case ENVELOPE_PONG:
        return envelope->takes ? EVENTS_SIGN_SIZE : SIGN_SIZE;
    case ENVELOPE_EVENT:
        return EVENT_SIZE;
    case ENVELOPE_DRAIN:
        break;
    }
    return SIGN_SIZE;
}

static void write_call(buffer_t *out, const envelope_t *envelope)
{
    wire_write_uint(out, envelope->method);
    wire_write_uint(out, envelope->principal.kind);
    wire_write_int(out, envelope->principal.id);
    wire_write_int(out, envelope->deadline);
    wire_write_text(out, envelope->idempotency_key);
    wire_write_text(out, envelope->trace);
    wire_write_uint(out, envelope->retries);
    if (envelope->issued > 0)
        wire_write_int(out, envelope->issued);
}

static void write_reply(buffer_t *out, const envelope_t *envelope)
{
    wire_write_uint(out, envelope->status);
    if (envelope->attempt > 0)
        wire_write_uint(out, envelope->attempt);
}

static void write_event(buffer_t *out, const event_t *event)
{
    wire_write_uint(out, event->kind);
    wire_write_int(out, event->staff_id);
    wire_write_int(out, event->customer_id);
    wire_write_int(out, event->id);
    wire_write_uint(out, event->by);
    wire_write_uint(out, event->detail);
}

void envelope_write(buffer_t *out, const envelope_t *envelope)
{
    wire_write_array(out, header_size(envelope));
    wire_write_uint(out, ENVELOPE_VERSION);
    wire_write_uint(out, envelope->kind);
    wire_write_uint(out, envelope->id);
    if (envelope->kind == ENVELOPE_CALL)
        write_call(out, envelope);
    else if (envelope->kind == ENVELOPE_REPLY)
        write_reply(out, envelope);
    else if (envelope->kind == ENVELOPE_PING && envelope->takes)
        wire_write_uint(out, 1);
    else if (envelope->kind == ENVELOPE_PONG && envelope->takes)
        wire_write_uint(out, envelope->sequence);
    else if (envelope->kind == ENVELOPE_EVENT)
        write_event(out, &envelope->event);
    wire_write_bin(out, envelope->body);
}

/* A number that fits an unsigned: a larger one must not pass for its remainder. */
static unsigned read_unsigned(wire_reader_t *reader)
{
    uint64_t value = wire_read_uint(reader);
    reader->failed |= value > UINT_MAX;
    return reader->failed ? 0 : (unsigned)value;
}

static bool is_id(int64_t id)
{
    return id >= 1 && id <= ID_MAX;
}

static bool read_call(wire_reader_t *reader, bool issued, envelope_t *envelope)
{
    envelope->method = read_unsigned(reader);
    uint64_t kind = wire_read_uint(reader);
    envelope->principal.kind = kind <= PRINCIPAL_CUSTOMER ? (principal_kind_t)kind : PRINCIPAL_NONE;
    envelope->principal.id = wire_read_int(reader);
    envelope->deadline = wire_read_int(reader);
    envelope->idempotency_key = wire_read_text(reader);
    envelope->trace = wire_read_text(reader);
    envelope->retries = read_unsigned(reader);
    envelope->issued = issued ? wire_read_int(reader) : 0;
    const bool known = kind == PRINCIPAL_NONE ? envelope->principal.id == 0
                                              : kind <= PRINCIPAL_CUSTOMER && is_id(envelope->principal.id);
    return !reader->failed && known && envelope->deadline >= -DEADLINE_MAX &&
           envelope->deadline <= DEADLINE_MAX && envelope->issued >= 0 && envelope->issued <= ISSUED_MAX;
}

/* Kinds and details may be a newer build's. */
static bool read_event(wire_reader_t *reader, event_t *event)
{
    event->kind = (event_kind_t)read_unsigned(reader);
    event->staff_id = wire_read_int(reader);
    event->customer_id = wire_read_int(reader);
    event->id = wire_read_int(reader);
    event->by = (principal_kind_t)read_unsigned(reader);
    event->detail = read_unsigned(reader);
    return !reader->failed && is_id(event->staff_id) && is_id(event->customer_id) &&
           (event->id == 0 || is_id(event->id)) &&
           (event->by == PRINCIPAL_STAFF || event->by == PRINCIPAL_CUSTOMER);
}

/* The elements behind the first three; *known says how many were read in all. */
static bool read_rest(wire_reader_t *reader, size_t count, envelope_t *envelope, size_t *known)
{
    *known = SIGN_SIZE;
    switch (envelope->kind) {
    case ENVELOPE_CALL:
        *known = count >= ISSUED_CALL_SIZE ? ISSUED_CALL_SIZE : CALL_SIZE;
        return count >= CALL_SIZE && read_call(reader, count >= ISSUED_CALL_SIZE, envelope);
    case ENVELOPE_REPLY:
        *known = count >= ATTEMPT_REPLY_SIZE ? ATTEMPT_REPLY_SIZE : REPLY_SIZE;
        envelope->status = read_unsigned(reader);
        envelope->attempt = count >= ATTEMPT_REPLY_SIZE ? read_unsigned(reader) : 0;
        return count >= REPLY_SIZE;
    case ENVELOPE_PING:
        *known += count > SIGN_SIZE;
        envelope->takes = count > SIGN_SIZE && wire_read_uint(reader) == 1;
        return true;
    case ENVELOPE_PONG:
        *known += count > SIGN_SIZE;
        envelope->takes = count > SIGN_SIZE;
        envelope->sequence = envelope->takes ? wire_read_uint(reader) : 0;
        return true;
    case ENVELOPE_DRAIN:
        return true;
    case ENVELOPE_EVENT:
        *known = EVENT_SIZE;
        return count >= EVENT_SIZE && read_event(reader, &envelope->event);
    }
    return false;
}

bool envelope_read(text_t *bytes, envelope_t *envelope)
{
    wire_reader_t reader = wire_reader(*bytes);
    size_t count = wire_read_array(&reader), known;
    if (count < SIGN_SIZE || wire_read_uint(&reader) != ENVELOPE_VERSION)
        return false;
    uint64_t kind = wire_read_uint(&reader);
    if (kind < ENVELOPE_CALL || kind > ENVELOPE_EVENT)
        return false;
    *envelope = (envelope_t){.kind = (envelope_kind_t)kind, .id = wire_read_uint(&reader)};
    if (!read_rest(&reader, count, envelope, &known))
        return false;
    for (; count > known; count--)
        wire_skip(&reader);
    envelope->body = wire_read_text(&reader);
    if (reader.failed)
        return false;
    *bytes = (text_t){(const char *)reader.at, (size_t)(reader.end - reader.at)};
    return true;
}
