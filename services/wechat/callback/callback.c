/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/callback/callback.h"

#include "services/wechat/callback/signature.h"

enum { TIMESTAMP_SIZE_MAX = 12 }; /* characters: until the year 33658, and no sum of it overflows */

static bool is_timely(const callback_account_t *account, text_t timestamp, int64_t now)
{
    int64_t time;
    return timestamp.size <= TIMESTAMP_SIZE_MAX && text_to_plain_int(timestamp, &time) &&
           time >= now - account->window && time <= now + account->window;
}

/* Of a call in which nothing is encrypted. */
static bool is_signed_plain(const callback_account_t *account, const callback_request_t *request)
{
    const text_t parts[] = {account->token, request->timestamp, request->nonce};
    return callback_is_signed(request->signature, parts, sizeof parts / sizeof *parts);
}

static bool is_signed(const callback_account_t *account, const callback_request_t *request, text_t encrypted)
{
    const text_t parts[] = {account->token, request->timestamp, request->nonce, encrypted};
    return callback_is_signed(request->msg_signature, parts, sizeof parts / sizeof *parts);
}

static bool is_for(const callback_account_t *account, const cipher_content_t *content)
{
    return text_equal(content->receiver, account->receiver);
}

static callback_verdict_t open_echo(text_t *echo, const callback_account_t *account, const cipher_key_t *key,
                                    text_t echostr, arena_t *arena)
{
    cipher_content_t content;
    if (!key || !cipher_open(&content, key, echostr, arena) || !is_for(account, &content))
        return CALLBACK_REFUSED;
    *echo = content.content;
    return CALLBACK_GOOD;
}

callback_verdict_t callback_verify(text_t *echo, const callback_account_t *account,
                                   const callback_request_t *request, int64_t now, arena_t *arena)
{
    const text_t echostr = request->echostr;
    if (echostr.size > CALLBACK_BODY_MAX)
        return CALLBACK_TOO_LARGE;
    if (!is_timely(account, request->timestamp, now))
        return CALLBACK_REFUSED;
    if (account->kind == CALLBACK_GZH) {
        *echo = echostr;
        return is_signed_plain(account, request) ? CALLBACK_GOOD : CALLBACK_REFUSED;
    }
    if (!is_signed(account, request, echostr))
        return CALLBACK_REFUSED;
    callback_verdict_t verdict = open_echo(echo, account, account->key, echostr, arena);
    if (verdict != CALLBACK_GOOD)
        verdict = open_echo(echo, account, account->previous, echostr, arena);
    return verdict;
}

static callback_verdict_t read_message(message_t *out, const callback_account_t *account, text_t document,
                                       arena_t *arena)
{
    return message_read(out, account->receiver, document, arena) ? CALLBACK_GOOD : CALLBACK_BAD_XML;
}

/* The receiver comes last, as it does in the specification: bad XML that is meant for another is bad XML. */
static callback_verdict_t open_message(message_t *out, const callback_account_t *account,
                                       const cipher_key_t *key, text_t encrypted, arena_t *arena)
{
    cipher_content_t content;
    if (!key || !cipher_open(&content, key, encrypted, arena))
        return CALLBACK_REFUSED;
    const callback_verdict_t verdict = read_message(out, account, content.content, arena);
    return verdict == CALLBACK_GOOD && !is_for(account, &content) ? CALLBACK_REFUSED : verdict;
}

/* One in 2^24 bodies of the previous key looks like one of the current, but is not XML: so that any failure
 * leads on. */
static callback_verdict_t open_by_keys(message_t *out, const callback_account_t *account, text_t encrypted,
                                       arena_t *arena)
{
    const callback_verdict_t by_key = open_message(out, account, account->key, encrypted, arena);
    if (by_key == CALLBACK_GOOD || !account->previous)
        return by_key;
    const callback_verdict_t by_previous = open_message(out, account, account->previous, encrypted, arena);
    return by_previous == CALLBACK_REFUSED ? by_key : by_previous;
}

callback_verdict_t callback_receive(message_t *out, const callback_account_t *account,
                                    const callback_request_t *request, int64_t now, arena_t *arena)
{
    xml_fields_t outer;
    if (request->body.size > CALLBACK_BODY_MAX)
        return CALLBACK_TOO_LARGE;
    if (!is_timely(account, request->timestamp, now))
        return CALLBACK_REFUSED;
    if (account->kind == CALLBACK_GZH && account->is_plain)
        return is_signed_plain(account, request) ? read_message(out, account, request->body, arena)
                                                 : CALLBACK_REFUSED;
    if (!xml_read(&outer, request->body, arena)) /* the signature covers a field of it */
        return CALLBACK_BAD_XML;
    const text_t encrypted = outer.values[XML_ENCRYPT];
    if (!is_signed(account, request, encrypted))
        return CALLBACK_REFUSED;
    return open_by_keys(out, account, encrypted, arena);
}
