/* SPDX-License-Identifier: Apache-2.0 */
/* The test vectors of docs/api.md ("Signed requests") are what proto/signature.c makes. */
#include <criterion/criterion.h>
#include <jansson.h>
#include <stdlib.h>

#include "base/file.h"
#include "proto/signature.h"
#include "tests/support/leak_check.h"

#define API_MD LEIDA_SOURCE_DIR "/docs/api.md"
#define FENCE "\n```vectors\n"

TestSuite(contract_signature, .fini = leak_check);

enum { VECTORS_MIN = 6, DOCUMENT_MAX = 1 << 20 /* bytes */ };

static char *read_document(void)
{
    buffer_t text = {0};
    cr_assert(file_read(API_MD, DOCUMENT_MAX, &text), "%s", API_MD);
    buffer_append_char(&text, '\0');
    return text.data;
}

/* The list of vectors; free it with json_decref. */
static json_t *read_vectors(void)
{
    char *document = read_document();
    char *start = strstr(document, FENCE);
    cr_assert_not_null(start, "no vectors in %s", API_MD);
    start += strlen(FENCE);
    char *end = strstr(start, "\n```");
    cr_assert_not_null(end, "the vectors do not end");
    json_error_t error;
    json_t *vectors = json_loadb(start, (size_t)(end - start), JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL,
                                 &error);
    cr_assert_not_null(vectors, "line %d of the vectors: %s", error.line, error.text);
    free(document);
    return vectors;
}

static text_t member(const json_t *vector, const char *name)
{
    const json_t *value = json_object_get(vector, name);
    cr_assert(json_is_string(value), "a vector has no %s", name);
    return (text_t){json_string_value(value), json_string_length(value)};
}

static signed_request_t request_of(const json_t *vector)
{
    text_t target = member(vector, "target");
    const char *mark = memchr(target.data, '?', target.size);
    size_t path = mark ? (size_t)(mark - target.data) : target.size;
    return (signed_request_t){.method = member(vector, "method"),
                              .path = {target.data, path},
                              .query = mark ? (text_t){mark + 1, target.size - path - 1} : TEXT_NONE,
                              .user_id = member(vector, "user_id"),
                              .timestamp = member(vector, "timestamp"),
                              .nonce = member(vector, "nonce"),
                              .body_sha256 = member(vector, "body_sha256")};
}

static void check_vector(const json_t *vector)
{
    signed_request_t request = request_of(vector);
    const char *name = member(vector, "name").data;
    char digest[HASH_SHA256_SIZE];
    text_t digits = {digest, sizeof digest};
    buffer_t canonical = {0};
    hash_sha256(digest, member(vector, "body"));
    cr_expect(text_equal(digits, request.body_sha256), "%s: body_sha256", name);
    cr_expect(signature_is_nonce(request.nonce), "%s: nonce", name);
    cr_expect(signature_canonical(&canonical, &request), "%s: not canonical", name);
    cr_expect(text_equal(buffer_text(&canonical), member(vector, "canonical")), "%s: %.*s", name,
              TEXT_ARG(buffer_text(&canonical)));
    cr_expect(signature_make(digest, &request, member(vector, "token")), "%s: not signed", name);
    cr_expect(text_equal(digits, member(vector, "signature")), "%s: %.*s", name, TEXT_ARG(digits));
    buffer_free(&canonical);
}

Test(contract_signature, vectors_of_the_document_are_what_is_signed)
{
    json_t *vectors = read_vectors();
    cr_assert_geq(json_array_size(vectors), VECTORS_MIN);
    for (size_t i = 0; i < json_array_size(vectors); i++)
        check_vector(json_array_get(vectors, i));
    json_decref(vectors);
}
