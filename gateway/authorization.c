/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/authorization.h"

#include <strings.h>

#include "base/hex.h"
#include "gateway/http/header_value.h"
#include "proto/signature.h"

typedef struct {
    text_t name;
    size_t offset; /* of the text_t in claim_t */
} parameter_t;

static const parameter_t parameters[] = {
    {TEXT_CONSTANT("user_id"), offsetof(claim_t, user_id)},
    {TEXT_CONSTANT("timestamp"), offsetof(claim_t, timestamp)},
    {TEXT_CONSTANT("nonce"), offsetof(claim_t, nonce)},
    {TEXT_CONSTANT("body_sha256"), offsetof(claim_t, body_sha256)},
    {TEXT_CONSTANT("signature"), offsetof(claim_t, signature)},
};
enum { PARAMETERS = sizeof parameters / sizeof *parameters };

static bool is_hex_digest(text_t text)
{
    return text.size == HASH_SHA256_SIZE && hex_is(text);
}

/* Where the claim keeps the parameter; NULL when there is none of that name. */
static text_t *place_of(claim_t *claim, text_t name)
{
    for (size_t i = 0; i < PARAMETERS; i++)
        if (parameters[i].name.size == name.size &&
            strncasecmp(parameters[i].name.data, name.data, name.size) == 0)
            return (text_t *)((char *)claim + parameters[i].offset);
    return NULL;
}

/* `name=value`, not given before. */
static bool take_parameter(claim_t *claim, text_t element)
{
    const char *equals = memchr(element.data, '=', element.size);
    if (!equals)
        return false;
    text_t name = {element.data, (size_t)(equals - element.data)};
    text_t value = {equals + 1, element.size - name.size - 1};
    text_t *place = place_of(claim, header_trim(name));
    if (!place || place->size > 0)
        return false;
    *place = header_unquote(header_trim(value));
    return place->size > 0;
}

authorization_t authorization_read(text_t value, claim_t *claim)
{
    static const text_t scheme = TEXT_CONSTANT(SIGNATURE_SCHEME);
    if (value.size < scheme.size || strncasecmp(value.data, scheme.data, scheme.size) != 0)
        return AUTHORIZATION_NONE;
    text_t list = {value.data + scheme.size, value.size - scheme.size};
    if (list.size > 0 && list.data[0] != ' ') /* the beginning of another scheme's name */
        return AUTHORIZATION_NONE;
    *claim = (claim_t){.scheme = CLAIM_HMAC};
    size_t count = 0;
    while (list.size > 0) {
        text_t element = header_take_last(&list, ',');
        if (element.size == 0)
            continue;
        if (!take_parameter(claim, element))
            return AUTHORIZATION_WRONG;
        count++;
    }
    bool good = count == PARAMETERS && is_hex_digest(claim->signature) && is_hex_digest(claim->body_sha256) &&
                signature_is_nonce(claim->nonce);
    return good ? AUTHORIZATION_READ : AUTHORIZATION_WRONG;
}
