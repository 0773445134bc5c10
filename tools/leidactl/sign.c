/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/sign.h"

#include "base/clock.h"
#include "proto/signature.h"
#include "tools/leidactl/common/credential.h"
#include "tools/leidactl/common/fail.h"

void sign_query(buffer_t *query, const sign_call_t *call, text_t token)
{
    buffer_t time = {0};
    char digest[HASH_MD5_SIZE];
    buffer_append_int(&time, clock_now());
    hash_md5(digest, buffer_text(&time), token);
    buffer_append_format(query, "%suser_id=%lld&timestamp=%.*s&rand_str=%.*s", query->size > 0 ? "&" : "",
                         (long long)call->principal->id, TEXT_ARG(buffer_text(&time)), HASH_MD5_SIZE, digest);
    buffer_free(&time);
}

void sign_header(buffer_t *header, const sign_call_t *call, const buffer_t *query, text_t token)
{
    buffer_t id = {0}, time = {0}, nonce = {0};
    char body[HASH_SHA256_SIZE], signature[HASH_SHA256_SIZE];
    buffer_append_int(&id, call->principal->id);
    buffer_append_int(&time, clock_now());
    token_generate(&nonce); /* random, and of the right length */
    hash_sha256(body, call->body);
    signed_request_t request = {.method = text_of(call->method),
                                .path = call->path,
                                .query = buffer_text(query),
                                .user_id = buffer_text(&id),
                                .timestamp = buffer_text(&time),
                                .nonce = buffer_text(&nonce),
                                .body_sha256 = {body, sizeof body}};
    if (!signature_make(signature, &request, token))
        fail("call: a request of more than %d fields cannot be signed", SIGNATURE_PARAMETERS_MAX);
    buffer_append_format(header,
                         "Authorization: " SIGNATURE_SCHEME
                         " user_id=%.*s, timestamp=%.*s, nonce=%.*s, body_sha256=%.*s, signature=%.*s",
                         TEXT_ARG(request.user_id), TEXT_ARG(request.timestamp), TEXT_ARG(request.nonce),
                         TEXT_ARG(request.body_sha256), HASH_SHA256_SIZE, signature);
    buffer_append_char(header, '\0');
    buffer_free(&id);
    buffer_free(&time);
    buffer_free(&nonce);
}
