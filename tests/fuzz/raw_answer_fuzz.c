/* SPDX-License-Identifier: Apache-2.0 */
/* What a service answers that is no envelope, as the gateway reads it: for each kind of method, since all of
 * it becomes part of an HTTP head. */
#include "proto/raw_answer.h"
#include "tests/fuzz/fuzz.h"

static bool is_visible(text_t text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < 0x21 || text.data[i] > 0x7e)
            return false;
    return true;
}

static bool equal(const raw_answer_t *one, const raw_answer_t *other)
{
    return one->http == other->http && one->type == other->type &&
           text_equal(one->location, other->location) && text_equal(one->cookie, other->cookie) &&
           one->cookie_seconds == other->cookie_seconds && text_equal(one->body, other->body);
}

static void write_again(const raw_answer_t *answer, const method_t *method)
{
    buffer_t out = {0};
    raw_answer_t again;
    raw_answer_write(&out, answer);
    HOLDS(raw_answer_read(buffer_text(&out), method, &again) && equal(answer, &again));
    buffer_free(&out);
}

static void read_as(answers_t answers, text_t bytes)
{
    const method_t method = {.answers = answers};
    raw_answer_t answer;
    if (!raw_answer_read(bytes, &method, &answer))
        return;
    HOLDS(answers != ANSWERS_ENVELOPE);
    HOLDS(fuzz_is_inside(answer.location, bytes) && fuzz_is_inside(answer.cookie, bytes) &&
          fuzz_is_inside(answer.body, bytes));
    HOLDS((answer.http == 302) == (answer.location.size > 0));
    HOLDS(is_visible(answer.location) && answer.location.size <= RAW_LOCATION_MAX);
    HOLDS(is_visible(answer.cookie) && answer.cookie.size <= RAW_COOKIE_MAX);
    HOLDS(!answer.cookie.size || (!memchr(answer.cookie.data, ';', answer.cookie.size) &&
                                  answer.cookie_seconds >= 1 && answer.http == 302));
    HOLDS(!answer.body.size || (answer.http == 200 && answer.body.size <= RAW_BODY_MAX));
    HOLDS(raw_type_name(answer.type));
    write_again(&answer, &method);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const text_t bytes = {(const char *)data, size};
    for (answers_t answers = ANSWERS_ENVELOPE; answers <= ANSWERS_CALLBACK; answers++)
        read_as(answers, bytes);
    return 0;
}
