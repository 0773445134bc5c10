/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/web/choice.h"

#include "gateway/http/head_syntax.h"

/* "gzip;q=0.5": the name, and whether its weight is more than nothing ("q=0", "q=0.000"). */
static bool read_accepted(text_t element, text_t *name)
{
    const char *semicolon = element.size ? memchr(element.data, ';', element.size) : NULL;
    *name = semicolon ? header_trim((text_t){element.data, (size_t)(semicolon - element.data)}) : element;
    if (!semicolon)
        return true;
    const char *end = element.data + element.size;
    text_t weight = header_trim((text_t){semicolon + 1, (size_t)(end - semicolon) - 1});
    if (weight.size < 3 || (weight.data[0] | 0x20) != 'q' || weight.data[1] != '=')
        return false;
    for (size_t i = 2; i < weight.size; i++)
        if (weight.data[i] >= '1' && weight.data[i] <= '9')
            return true;
    return false;
}

/* Whether a coding is accepted: by its name, else by "*". */
static bool is_accepted(const header_lines_t *accepted, const char *coding)
{
    bool any = false;
    for (size_t i = 0; i < accepted->count; i++) {
        text_t list = accepted->lines[i];
        while (list.size > 0) {
            text_t name;
            const bool wanted = read_accepted(header_take_last(&list, ','), &name);
            if (head_is_word(name, coding))
                return wanted;
            any |= wanted && text_equal(name, TEXT_LITERAL("*"));
        }
    }
    return any;
}

coding_t choice_of_coding(const web_file_t *file, const header_lines_t *accepted)
{
    if (file->has[CODING_BROTLI] && is_accepted(accepted, "br"))
        return CODING_BROTLI;
    if (file->has[CODING_GZIP] && is_accepted(accepted, "gzip"))
        return CODING_GZIP;
    return CODING_NONE;
}
