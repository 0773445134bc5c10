/* SPDX-License-Identifier: Apache-2.0 */
#include "base/shell.h"

#include "base/ascii.h"

static bool is_control(char byte)
{
    return (unsigned char)byte < ' ' || byte == 0x7f;
}

static bool is_plain(char byte)
{
    static const char marks[] = "_@%+=:,./-";
    return ascii_is_alphanumeric(byte) || (byte != '\0' && strchr(marks, byte));
}

static size_t count(text_t word, bool (*is_such)(char byte))
{
    size_t found = 0;
    for (size_t i = 0; i < word.size; i++)
        found += is_such(word.data[i]);
    return found;
}

static void append_quoted(buffer_t *out, text_t word)
{
    buffer_append_char(out, '\'');
    for (size_t i = 0; i < word.size; i++) {
        if (word.data[i] == '\'')
            buffer_append_literal(out, "'\\''");
        else
            buffer_append_char(out, word.data[i]);
    }
    buffer_append_char(out, '\'');
}

static void append_escaped(buffer_t *out, text_t word)
{
    buffer_append_literal(out, "$'");
    for (size_t i = 0; i < word.size; i++) {
        const char byte = word.data[i];
        if (is_control(byte))
            buffer_append_format(out, "\\%03o", (unsigned)byte);
        else if (byte == '\'' || byte == '\\')
            buffer_append_format(out, "\\%c", byte);
        else
            buffer_append_char(out, byte);
    }
    buffer_append_char(out, '\'');
}

void shell_append_word(buffer_t *out, text_t word)
{
    if (word.size > 0 && count(word, is_plain) == word.size)
        buffer_append_text(out, word);
    else if (count(word, is_control) == 0)
        append_quoted(out, word);
    else
        append_escaped(out, word);
}
