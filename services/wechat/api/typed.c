/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/typed_parts.h"

#include "base/json/build.h"
#include "base/utf8.h"

typed_t *typed_new(void *context)
{
    typed_t *self = memory_new_zeroed(sizeof *self);
    self->context = context;
    return self;
}

const api_answer_t *typed_fault(const api_answer_t *answer)
{
    static const api_answer_t fault = {.verdict = API_RETRY, .why = "a field of it is not as it should be"};
    return answer->verdict == API_DONE ? &fault : answer;
}

/* WeChat refuses \u (40033), so control characters, which JSON can write no other way, become blanks. */
void typed_add(buffer_t *body, const char *name, text_t value)
{
    buffer_t text = {0};
    for (size_t at = 0; at < value.size;) {
        const size_t step = utf8_step(value.data + at, value.size - at);
        const unsigned char byte = (unsigned char)value.data[at];
        if (step == 0)
            buffer_append_char(&text, '?');
        else if (step == 1 && byte < ' ' && byte != '\n')
            buffer_append_char(&text, ' ');
        else
            buffer_append(&text, value.data + at, step);
        at += step > 0 ? step : 1;
    }
    buffer_append_char(&text, '\0');
    json_add_text(body, name, text.data);
    buffer_free(&text);
}
