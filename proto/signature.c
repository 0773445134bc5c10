/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/signature.h"

#include <stdlib.h>

#include "base/percent.h"

/* A parameter within the encoded text, which moves while it grows. */
typedef struct {
    size_t start, size;
} part_t;

/* Reads a name or a value and writes it in the one spelling. False at a bad percent escape. */
static bool append_component(buffer_t *out, text_t text)
{
    for (size_t at = 0; at < text.size; at++) {
        char c = text.data[at];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = text.size - at > 2 ? ascii_hex_value(text.data[at + 1]) : -1;
            int low = text.size - at > 2 ? ascii_hex_value(text.data[at + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            at += 2;
        }
        percent_encode_byte(out, c);
    }
    return true;
}

/* Takes the text before the next `mark` off the front of `rest`, and the mark. */
static text_t take_before(text_t *rest, char mark)
{
    const char *end = memchr(rest->data, mark, rest->size);
    text_t piece = {rest->data, end ? (size_t)(end - rest->data) : rest->size};
    size_t used = piece.size + (end != NULL);
    *rest = (text_t){rest->data + used, rest->size - used};
    return piece;
}

static bool append_parameter(buffer_t *out, text_t piece)
{
    text_t name = take_before(&piece, '=');
    if (!append_component(out, name))
        return false;
    buffer_append_char(out, '=');
    return append_component(out, piece);
}

static int compare(const void *one, const void *other)
{
    const text_t *a = one;
    const text_t *b = other;
    size_t common = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->data, b->data, common);
    return order ? order : (a->size > b->size) - (a->size < b->size);
}

static void append_sorted(buffer_t *out, const buffer_t *encoded, const part_t *parts, size_t count)
{
    text_t sorted[SIGNATURE_PARAMETERS_MAX];
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (text_t){encoded->data + parts[i].start, parts[i].size};
    qsort(sorted, count, sizeof *sorted, compare);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_char(out, '&');
        buffer_append_text(out, sorted[i]);
    }
}

static bool append_query(buffer_t *out, text_t query)
{
    buffer_t encoded = {0};
    part_t parts[SIGNATURE_PARAMETERS_MAX];
    size_t count = 0;
    bool good = true;
    while (good && query.size > 0) {
        text_t piece = take_before(&query, '&');
        if (piece.size == 0)
            continue;
        good = count < SIGNATURE_PARAMETERS_MAX;
        if (good) {
            size_t start = encoded.size;
            good = append_parameter(&encoded, piece);
            parts[count++] = (part_t){start, encoded.size - start};
        }
    }
    if (good)
        append_sorted(out, &encoded, parts, count);
    buffer_free(&encoded);
    return good;
}

bool signature_canonical(buffer_t *out, const signed_request_t *request)
{
    size_t before = out->size;
    const text_t head[] = {TEXT_LITERAL(SIGNATURE_SCHEME), request->method, request->path};
    const text_t rest[] = {request->user_id, request->timestamp, request->nonce, request->body_sha256};
    for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
        buffer_append_text(out, head[i]);
        buffer_append_char(out, '\n');
    }
    if (!append_query(out, request->query)) {
        out->size = before;
        return false;
    }
    for (size_t i = 0; i < sizeof rest / sizeof *rest; i++) {
        buffer_append_char(out, '\n');
        buffer_append_text(out, rest[i]);
    }
    return true;
}

bool signature_make(char hex[HASH_SHA256_SIZE], const signed_request_t *request, text_t token)
{
    buffer_t canonical = {0};
    bool good = signature_canonical(&canonical, request);
    if (good)
        hash_hmac_sha256(hex, token, buffer_text(&canonical));
    buffer_free(&canonical);
    return good;
}

bool signature_is_nonce(text_t text)
{
    if (text.size < SIGNATURE_NONCE_MIN || text.size > SIGNATURE_NONCE_MAX)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (!ascii_is_alphanumeric(text.data[i]) && text.data[i] != '-' && text.data[i] != '_')
            return false;
    return true;
}
