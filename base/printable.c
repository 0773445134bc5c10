/* SPDX-License-Identifier: Apache-2.0 */
#include "base/printable.h"

#include <stdio.h>

#include "base/utf8.h"

/* First and last code points. */
static const struct {
    unsigned first, last;
} obeyed[] = {
    {0x00, 0x1f},     /* C0 */
    {0x7f, 0x9f},     /* DEL, C1 */
    {0x061c, 0x061c}, /* Arabic letter mark */
    {0x200e, 0x200f}, /* left-to-right and right-to-left marks */
    {0x2028, 0x202e}, /* separators; embeddings and overrides */
    {0x2066, 0x2069}, /* isolates */
};

/* The code point that begins at `at`, well-formed and of so many bytes. */
static unsigned code_point(const char *at, size_t size)
{
    const unsigned char *bytes = (const unsigned char *)at;
    unsigned code = size == 1 ? bytes[0] : bytes[0] & (0xffU >> (size + 1));
    for (size_t i = 1; i < size; i++)
        code = code << 6 | (bytes[i] & 0x3f);
    return code;
}

static bool is_obeyed(unsigned code)
{
    for (size_t i = 0; i < sizeof obeyed / sizeof *obeyed; i++)
        if (code >= obeyed[i].first && code <= obeyed[i].last)
            return true;
    return false;
}

static text_t escape_of(unsigned code, char escape[PRINTABLE_ESCAPE_SIZE])
{
    const char *letter = code == '\n' ? "\\n" : code == '\r' ? "\\r" : code == '\t' ? "\\t" : NULL;
    if (letter)
        return text_of(letter);
    return (text_t){escape, (size_t)snprintf(escape, PRINTABLE_ESCAPE_SIZE, "\\u%04x", code & 0xffff)};
}

text_t printable_take(text_t *text, char escape[PRINTABLE_ESCAPE_SIZE])
{
    const char *at = text->data;
    size_t step = utf8_step(at, text->size), size = step > 0 ? step : 1;
    unsigned code = step > 0 ? code_point(at, step) : (unsigned char)*at;
    *text = (text_t){at + size, text->size - size};
    return step == 0 || is_obeyed(code) ? escape_of(code, escape) : (text_t){at, size};
}

bool printable_is(text_t text)
{
    char escape[PRINTABLE_ESCAPE_SIZE];
    while (text.size > 0) {
        const char *at = text.data;
        if (printable_take(&text, escape).data != at)
            return false;
    }
    return true;
}

void printable_write(buffer_t *out, text_t text)
{
    char escape[PRINTABLE_ESCAPE_SIZE];
    while (text.size > 0)
        buffer_append_text(out, printable_take(&text, escape));
}
