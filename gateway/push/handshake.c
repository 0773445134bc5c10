/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/handshake.h"

#include "base/base64.h"
#include "base/hash.h"
#include "gateway/http/head_syntax.h"
#include "gateway/http/header_value.h"

enum { KEY_SIZE = 24, KEY_DIGITS = 22 };

/* 16 bytes in base64: the last digit has four bits that must be zero. */
static bool is_key(text_t key)
{
    return key.size == KEY_SIZE && key.data[KEY_DIGITS] == '=' && key.data[KEY_DIGITS + 1] == '=' &&
           base64_has_only_digits((text_t){key.data, KEY_DIGITS}) && strchr("AQgw", key.data[KEY_DIGITS - 1]);
}

static bool has_word(const header_lines_t *lines, const char *word)
{
    for (size_t i = 0; i < lines->count; i++)
        for (text_t list = lines->lines[i]; list.size > 0;)
            if (head_is_word(header_take_last(&list, ','), word))
                return true;
    return false;
}

/* Subprotocols are compared as they are written (RFC 6455 11.5). */
static bool offers_ours(const header_lines_t *lines)
{
    for (size_t i = 0; i < lines->count; i++)
        for (text_t list = lines->lines[i]; list.size > 0;)
            if (text_equal(header_take_last(&list, ','), TEXT_LITERAL(HANDSHAKE_PROTOCOL)))
                return true;
    return false;
}

status_t handshake_check(const exchange_t *exchange)
{
    const head_t *head = &exchange->head;
    if (head->http_1_0 || !head->says_upgrade || !has_word(&head->upgrade, "websocket"))
        return STATUS_MALFORMED;
    if (!text_equal(head->socket_version, TEXT_LITERAL("13")))
        return STATUS_UPGRADE;
    bool has_body = head->framing == BODY_CHUNKED || head->length > 0;
    return !has_body && is_key(head->socket_key) && offers_ours(&head->socket_protocols) ? STATUS_DONE
                                                                                         : STATUS_MALFORMED;
}

/* The key's proof in base64: RFC 6455 4.2.2, step 5.4. */
static void write_accept(buffer_t *out, text_t key)
{
    static const char magic[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char joined[KEY_SIZE + sizeof magic - 1];
    unsigned char digest[HASH_SHA1_BYTES];
    memcpy(joined, key.data, KEY_SIZE);
    memcpy(joined + KEY_SIZE, magic, sizeof magic - 1);
    hash_sha1_bytes(digest, (text_t){joined, sizeof joined});
    base64_write(out, (text_t){(const char *)digest, sizeof digest});
}

void handshake_write(buffer_t *out, const exchange_t *exchange)
{
    buffer_append_literal(out, "HTTP/1.1 101 Switching Protocols\r\n"
                               "Upgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Protocol: " HANDSHAKE_PROTOCOL "\r\n"
                               "X-Request-Id: ");
    buffer_append_text(out, text_of(exchange->trace));
    buffer_append_literal(out, "\r\nSec-WebSocket-Accept: ");
    write_accept(out, exchange->head.socket_key);
    buffer_append_literal(out, "\r\n\r\n");
}
