/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/content_error.h"

_Static_assert(CONTENT_SIZE_MAX == 65536, "a sentence below says so");

static const char *const sentences[CONTENT_NEEDS_COUNT][LANGUAGE_COUNT] = {
    [CONTENT_NEEDS_VALUE] = {"不能为空", "required"},
    [CONTENT_NEEDS_TYPE] = {"必须是1到6", "must be 1 to 6"},
    [CONTENT_NEEDS_FILLED_TEXT] = {"必须是非空文本", "must be a non-empty text"},
    [CONTENT_NEEDS_TEXT] = {"必须是文本", "must be a text"},
    [CONTENT_NEEDS_TEXT_OR_NUMBER] = {"必须是文本或数字", "must be a text or a number"},
    [CONTENT_NEEDS_OBJECT] = {"必须是一个JSON对象", "must be a JSON object"},
    [CONTENT_NEEDS_JSON] = {"", ""},
    [CONTENT_NEEDS_LESS] = {"长度不能超过65536字节", "must be at most 65536 bytes"},
};

void content_error_explain(buffer_t *out, const content_error_t *error, language_t language)
{
    if (error->member) {
        buffer_append_text(out, text_of(error->member));
        buffer_append_text(out, language == LANGUAGE_CHINESE ? TEXT_LITERAL(":") : TEXT_LITERAL(": "));
    }
    if (error->need == CONTENT_NEEDS_JSON)
        json_fault_explain(out, error->json, language);
    else
        buffer_append_text(out, text_of(sentences[error->need][language]));
}
