/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/part_head.h"

#include "gateway/http/head.h"
#include "gateway/http/head_syntax.h"
#include "gateway/http/media_type.h"

static part_head_result_t fail(part_head_t *self, const char *why)
{
    self->why = why;
    return PART_HEAD_WRONG;
}

/* What a part's Content-Disposition says its name is. */
static bool take_name(part_head_t *self, text_t value)
{
    text_t kind = media_type_essence(value);
    return head_is_word(kind, "form-data") && media_type_parameter(value, "name", self->arena, &self->name);
}

/* Values are taken as they are: the encodings of mail are none of a form's (RFC 7578 4.7). */
static bool is_plain(text_t encoding)
{
    static const char *const plain[] = {"7bit", "8bit", "binary"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (head_is_word(encoding, plain[i]))
            return true;
    return false;
}

part_head_result_t part_head_take(part_head_t *self, text_t line)
{
    text_t field, value;
    if (line.size == 0)
        return self->name.data ? PART_HEAD_WHOLE : fail(self, "multipart:缺少name");
    if (!head_split_field(line, &field, &value))
        return fail(self, "multipart:头部格式错误");
    if (head_is_word(field, "Content-Disposition") && (self->name.data || !take_name(self, value)))
        return fail(self, "multipart:Content-Disposition错误");
    if (head_is_word(field, "Content-Transfer-Encoding") && !is_plain(value))
        return fail(self, "multipart:不支持的Content-Transfer-Encoding");
    return ++self->fields > PART_HEAD_FIELDS_MAX ? fail(self, "multipart:头部过多") : PART_HEAD_MORE;
}
