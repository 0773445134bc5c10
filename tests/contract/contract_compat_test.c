/* SPDX-License-Identifier: Apache-2.0 */
/* What goes over the wire keeps its meaning (docs/protocol.md, "Changing it while it runs"): wire_v1.txt is
 * what version 1 sends and is never edited. A gateway of one version and services of the next then understand
 * each other. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "proto/contract.h"
#include "tests/support/leak_check.h"

#define WIRE_V1 LEIDA_SOURCE_DIR "/tests/contract/wire_v1.txt"

TestSuite(contract_compat, .fini = leak_check);

static void read_frozen(buffer_t *out)
{
    FILE *file = fopen(WIRE_V1, "re");
    cr_assert_not_null(file);
    for (size_t count = 1; count > 0; out->size += count)
        count = fread(buffer_reserve(out, 4096), 1, 4096, file);
    fclose(file);
}

/* Whether one of the lines is this. */
static bool has_line(text_t lines, text_t line)
{
    for (const char *at = lines.data, *end = lines.data + lines.size; at < end;) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        size_t size = (size_t)((stop ? stop : end) - at);
        if (text_equal((text_t){at, size}, line))
            return true;
        at += size + 1;
    }
    return false;
}

/* The form on the wire; types that share one differ in what they allow. */
static const char *form_of(const field_t *field)
{
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_VISIBLE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_PATH:
        return "text";
    case FIELD_BYTES:
        return "bytes";
    case FIELD_CONTENT:
        return "content";
    case FIELD_IDS:
        return "ids";
    case FIELD_DATE:
        return "day";
    case FIELD_TIME:
        return "time";
    case FIELD_INT:
    case FIELD_CHOICE:
    case FIELD_PERCENT:
    case FIELD_SWITCH:
    default:
        return "number";
    }
}

static void write_field(buffer_t *out, const method_t *method, const field_t *field)
{
    buffer_append_format(out, "field %d %s %s%s\n", (int)method->id, field->key, form_of(field),
                         field->required ? " required" : "");
    for (int i = 0; field->type == FIELD_CHOICE && field->choices[i]; i++)
        buffer_append_format(out, "choice %d %s %d %s\n", (int)method->id, field->key, i, field->choices[i]);
}

static void write_method(buffer_t *out, const method_t *method)
{
    buffer_append_format(out, "method %d %s of %s, caller %d%s\n", (int)method->id, method->name,
                         service_name(method->service), (int)method->caller,
                         method->writes ? ", writes" : "");
    for (size_t i = 0; i < method->request.count; i++)
        if (method->request.fields[i].key)
            write_field(out, method, &method->request.fields[i]);
}

static void write_message(buffer_t *out, const char *name, const envelope_t *envelope)
{
    buffer_t bytes = {0};
    envelope_write(&bytes, envelope);
    buffer_append_format(out, "parcel %s ", name);
    for (size_t i = 0; i < bytes.size; i++)
        buffer_append_format(out, "%02x", (unsigned char)bytes.data[i]);
    buffer_append_char(out, '\n');
    buffer_free(&bytes);
}

static void write_messages(buffer_t *out)
{
    const envelope_t call = {.kind = ENVELOPE_CALL,
                             .id = UINT64_C(0xfedcba9876543210),
                             .method = METHOD_STAFF_SEND,
                             .principal = {PRINCIPAL_STAFF, 7},
                             .deadline = 5000,
                             .idempotency_key = TEXT_LITERAL("key"),
                             .trace = TEXT_LITERAL("0af7651916cd43dd8448eb211c80319c"),
                             .retries = 1,
                             .body = TEXT_LITERAL("\x80")};
    write_message(out, "call", &call);
    const envelope_t reply = {
        .kind = ENVELOPE_REPLY, .id = 9, .status = STATUS_EMPTY, .body = TEXT_LITERAL("{}")};
    write_message(out, "reply", &reply);
    write_message(out, "ping", &(envelope_t){.kind = ENVELOPE_PING, .id = 9});
    write_message(out, "pong", &(envelope_t){.kind = ENVELOPE_PONG, .id = 9});
    write_message(out, "goodbye", &(envelope_t){.kind = ENVELOPE_DRAIN});
}

/* What this build sends, in lines. */
static void write_now(buffer_t *out)
{
    write_messages(out);
    for (unsigned status = 0; status < STATUS_COUNT; status++) {
        const status_info_t *info = status_info(status);
        buffer_append_format(out, "status %u %s is %d %d\n", status, info->name, info->http, info->code);
    }
    for (size_t i = 0; i < contract_count(); i++)
        write_method(out, contract_at(i));
}

Test(contract_compat, nothing_of_version_1_is_gone_or_means_something_else)
{
    buffer_t frozen = {0}, now = {0};
    read_frozen(&frozen);
    write_now(&now);
    cr_assert_gt(frozen.size, 0);
    for (char *at = frozen.data, *end = frozen.data + frozen.size, *stop; at < end; at = stop + 1) {
        stop = memchr(at, '\n', (size_t)(end - at));
        cr_assert_not_null(stop, "the last line ends");
        text_t line = {at, (size_t)(stop - at)};
        cr_expect(has_line(buffer_text(&now), line), "version 1 sends: %.*s", (int)line.size, line.data);
    }
    buffer_free(&frozen);
    buffer_free(&now);
}

/* Whether version 1 has the method. */
static bool is_frozen(text_t frozen, const method_t *method)
{
    buffer_t line = {0};
    write_method(&line, method);
    text_t first = {line.data, (size_t)((char *)memchr(line.data, '\n', line.size) - line.data)};
    bool found = has_line(frozen, first);
    buffer_free(&line);
    return found;
}

Test(contract_compat, no_method_of_version_1_wants_a_field_that_version_1_does_not_send)
{
    buffer_t frozen = {0};
    read_frozen(&frozen);
    for (size_t i = 0; i < contract_count(); i++) {
        const method_t *method = contract_at(i);
        for (size_t n = 0; is_frozen(buffer_text(&frozen), method) && n < method->request.count; n++) {
            const field_t *field = &method->request.fields[n];
            buffer_t line = {0};
            if (field->key && field->required) {
                buffer_append_format(&line, "field %d %s %s required", (int)method->id, field->key,
                                     form_of(field));
                cr_expect(has_line(buffer_text(&frozen), buffer_text(&line)), "%.*s", (int)line.size,
                          line.data);
            }
            buffer_free(&line);
        }
    }
    buffer_free(&frozen);
}

Test(contract_compat, numbers_of_later_versions_are_answered_politely)
{
    cr_assert_null(contract_method(METHOD_LIMIT - 1));
    cr_assert_null(contract_method(METHOD_LIMIT));
    cr_assert_eq(status_info(STATUS_COUNT), status_info(STATUS_UNAVAILABLE));
    cr_assert_eq(status_info(UINT32_MAX), status_info(STATUS_UNAVAILABLE));
}
