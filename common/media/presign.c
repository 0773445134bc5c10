/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/presign.h"

#include <time.h>

#include "base/hash.h"
#include "base/percent.h"

enum { DAY_SIZE = 8, TIME_SIZE = 17 /* "20130524T000000Z" and a NUL */ };

/* What a key is good for: a day, a region, one service. */
static void append_scope(buffer_t *out, const presign_t *what, const char *time, const char *slash)
{
    buffer_append_format(out, "%.*s%s%.*s%ss3%saws4_request", DAY_SIZE, time, slash, TEXT_ARG(what->region),
                         slash, slash);
}

/* Sorted by name, as they are signed. */
static void append_query(buffer_t *out, const presign_t *what, const char *time)
{
    buffer_append_literal(out, "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=");
    percent_encode(out, what->access_key);
    buffer_append_literal(out, "%2F");
    append_scope(out, what, time, "%2F");
    buffer_append_format(out, "&X-Amz-Date=%s&X-Amz-Expires=%lld&X-Amz-SignedHeaders=host", time,
                         (long long)what->lifetime);
}

static text_t host_of(text_t endpoint)
{
    const char *slashes = memmem(endpoint.data, endpoint.size, "//", 2);
    const char *host = slashes ? slashes + 2 : endpoint.data;
    return (text_t){host, (size_t)(endpoint.data + endpoint.size - host)};
}

static void hash_request(char hex[HASH_SHA256_SIZE], const presign_t *what, text_t query)
{
    buffer_t request = {0};
    buffer_append_format(&request, "GET\n%.*s\n%.*s\nhost:%.*s\n\nhost\nUNSIGNED-PAYLOAD",
                         TEXT_ARG(what->path), TEXT_ARG(query), TEXT_ARG(host_of(what->endpoint)));
    hash_sha256(hex, buffer_text(&request));
    buffer_free(&request);
}

static void hash_step(unsigned char key[HASH_SHA256_BYTES], text_t text)
{
    hash_hmac_sha256_bytes(key, (text_t){(const char *)key, HASH_SHA256_BYTES}, text);
}

/* The key of a scope. */
static void derive_key(unsigned char key[HASH_SHA256_BYTES], const presign_t *what, const char *time)
{
    buffer_t secret = {0};
    buffer_append_literal(&secret, "AWS4");
    buffer_append_text(&secret, what->secret_key);
    hash_hmac_sha256_bytes(key, buffer_text(&secret), (text_t){time, DAY_SIZE});
    hash_step(key, what->region);
    hash_step(key, TEXT_LITERAL("s3"));
    hash_step(key, TEXT_LITERAL("aws4_request"));
    buffer_free(&secret);
}

static void sign(char hex[HASH_SHA256_SIZE], const presign_t *what, const char *time, text_t query)
{
    char hash[HASH_SHA256_SIZE];
    unsigned char key[HASH_SHA256_BYTES];
    buffer_t signed_text = {0};
    hash_request(hash, what, query);
    buffer_append_format(&signed_text, "AWS4-HMAC-SHA256\n%s\n", time);
    append_scope(&signed_text, what, time, "/");
    buffer_append_char(&signed_text, '\n');
    buffer_append(&signed_text, hash, sizeof hash);
    derive_key(key, what, time);
    hash_hmac_sha256(hex, (text_t){(const char *)key, sizeof key}, buffer_text(&signed_text));
    buffer_free(&signed_text);
}

static void write_time(char out[TIME_SIZE], int64_t time)
{
    const time_t seconds = (time_t)(time / 1000);
    struct tm parts;
    strftime(out, TIME_SIZE, "%Y%m%dT%H%M%SZ", gmtime_r(&seconds, &parts));
}

void presign_get(buffer_t *url, const presign_t *what)
{
    char time[TIME_SIZE], signature[HASH_SHA256_SIZE];
    write_time(time, what->time);
    buffer_append_text(url, what->endpoint);
    buffer_append_text(url, what->path);
    buffer_append_char(url, '?');
    const size_t begin = url->size;
    append_query(url, what, time);
    sign(signature, what, time, (text_t){url->data + begin, url->size - begin});
    buffer_append_literal(url, "&X-Amz-Signature=");
    buffer_append(url, signature, sizeof signature);
}
