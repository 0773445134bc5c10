/* SPDX-License-Identifier: Apache-2.0 */
#include "common/media/presign.h"

#include <criterion/criterion.h>

#include "tests/support/leak_check.h"

TestSuite(media_presign, .fini = leak_check);

static const presign_t example = {.endpoint = TEXT_CONSTANT("https://examplebucket.s3.amazonaws.com"),
                                  .path = TEXT_CONSTANT("/test.txt"),
                                  .region = TEXT_CONSTANT("us-east-1"),
                                  .access_key = TEXT_CONSTANT("AKIAIOSFODNN7EXAMPLE"),
                                  .secret_key = TEXT_CONSTANT("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                                  .time = INT64_C(1369353600000), /* 2013-05-24T00:00:00Z */
                                  .lifetime = 86400};

/* The example of the Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters". */
Test(media_presign, signs_the_published_example)
{
    buffer_t url = {0};
    presign_get(&url, &example);
    cr_expect(
        text_equal(buffer_text(&url),
                   TEXT_LITERAL(
                       "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
                       "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                       "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                       "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")),
        "%.*s", TEXT_ARG(buffer_text(&url)));
    buffer_free(&url);
}

/* An access key may have any character. */
Test(media_presign, escapes_the_access_key)
{
    presign_t what = example;
    buffer_t url = {0};
    what.access_key = TEXT_LITERAL("a+b/c=~");
    presign_get(&url, &what);
    cr_expect(memmem(url.data, url.size, "X-Amz-Credential=a%2Bb%2Fc%3D~%2F2013", 37));
    buffer_free(&url);
}
