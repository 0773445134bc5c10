/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/session.h"

#include "base/hash.h"
#include "proto/field.h"
#include "proto/signature.h"

/* What stands before the text in what is signed. */
static const text_t purposes[] = {
    [SESSION_LOGIN] = TEXT_CONSTANT("Leida-Login\n"), [SESSION_COOKIE] = TEXT_CONSTANT("Leida-Session\n")};
enum { PURPOSE_MAX = 16 };

static void sign(char mac[HASH_SHA256_SIZE], text_t text, session_use_t use, text_t key)
{
    char bytes[PURPOSE_MAX + SESSION_TEXT_MAX];
    size_t size = purposes[use].size;
    memcpy(bytes, purposes[use].data, size);
    memcpy(bytes + size, text.data, text.size);
    hash_hmac_sha256(mac, key, (text_t){bytes, size + text.size});
}

void session_write(buffer_t *out, const session_t *session, session_use_t use, text_t key)
{
    size_t start = out->size;
    char mac[HASH_SHA256_SIZE];
    buffer_append_format(out, "%c.%lld.%lld.%lld.", session->who.kind == PRINCIPAL_STAFF ? 's' : 'c',
                         (long long)session->who.id, (long long)session->issued, (long long)session->expires);
    buffer_append_text(out, session->nonce);
    sign(mac, (text_t){out->data + start, out->size - start}, use, key);
    buffer_append_char(out, '.');
    buffer_append(out, mac, sizeof mac);
}

/* Takes the part before the next dot off the front. False when there is no dot. */
static bool take_part(text_t *rest, text_t *part)
{
    const char *dot = rest->size ? memchr(rest->data, '.', rest->size) : NULL;
    if (!dot)
        return false;
    *part = (text_t){rest->data, (size_t)(dot - rest->data)};
    *rest = (text_t){dot + 1, rest->size - part->size - 1};
    return true;
}

static bool take_number(text_t *rest, int64_t *number)
{
    text_t digits;
    return take_part(rest, &digits) && text_to_plain_int(digits, number) && *number > 0 && *number <= ID_MAX;
}

bool session_read(text_t text, session_t *session)
{
    text_t kind;
    *session = (session_t){.who = {.kind = PRINCIPAL_STAFF}};
    if (text.size > SESSION_TEXT_MAX || !take_part(&text, &kind) || kind.size != 1)
        return false;
    if (kind.data[0] == 'c')
        session->who.kind = PRINCIPAL_CUSTOMER;
    else if (kind.data[0] != 's')
        return false;
    return take_number(&text, &session->who.id) && take_number(&text, &session->issued) &&
           take_number(&text, &session->expires) && take_part(&text, &session->nonce) &&
           signature_is_nonce(session->nonce) && text.size == HASH_SHA256_SIZE;
}

bool session_matches(text_t text, session_use_t use, text_t key)
{
    char mac[HASH_SHA256_SIZE];
    size_t size = text.size - HASH_SHA256_SIZE;
    sign(mac, (text_t){text.data, size - 1}, use, key);
    return hash_same(mac, text.data + size, sizeof mac);
}
