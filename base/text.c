/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include "base/utf8.h"

bool text_next_word(const char **list, text_t *word)
{
    *list += strspn(*list, " ");
    *word = (text_t){*list, strcspn(*list, " ")};
    *list += word->size;
    return word->size > 0;
}

bool text_to_int(text_t text, int64_t *value)
{
    size_t at = 0;
    bool negative = text.size > 0 && text.data[0] == '-';
    at += negative;
    if (at == text.size || text.size - at > 19)
        return false;
    uint64_t sum = 0;
    for (; at < text.size; at++) {
        unsigned digit = (unsigned char)text.data[at] - (unsigned)'0';
        if (digit > 9)
            return false;
        sum = sum * 10 + digit;
    }
    if (sum > (uint64_t)INT64_MAX + negative)
        return false;
    *value = negative ? (int64_t)(0 - sum) : (int64_t)sum;
    return true;
}

bool text_to_plain_int(text_t text, int64_t *value)
{
    size_t at = text.size > 1 && text.data[0] == '-';
    bool plain = text.size == 1 || text.size == 0 || text.data[at] != '0';
    return plain && text_to_int(text, value);
}

/* Whether the eight bytes are ASCII without NUL. */
static bool word_is_plain(const char *at)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones << 7;
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return ((word | (word - ones)) & high) == 0;
}

size_t text_utf8_prefix(text_t text)
{
    size_t at = 0;
    while (at < text.size) {
        bool plain = text.size - at >= 8 && word_is_plain(text.data + at);
        size_t step = plain ? 8 : utf8_step(text.data + at, text.size - at);
        if (step == 0)
            break;
        at += step;
    }
    return at;
}

bool text_is_visible(text_t text)
{
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] <= ' ' || text.data[i] > '~')
            return false;
    return true;
}

bool text_is_utf8(text_t text)
{
    return text_utf8_prefix(text) == text.size;
}

size_t text_length(text_t text)
{
    size_t length = 0;
    for (size_t at = 0; at < text.size; at++)
        length += !utf8_continues((unsigned char)text.data[at]);
    return length;
}

text_t text_cut(text_t text, size_t bytes)
{
    if (text.size <= bytes)
        return text;
    text.size = bytes;
    while (text.size > 0 && utf8_continues((unsigned char)text.data[text.size]))
        text.size--;
    return text;
}

text_t text_cut_length(text_t text, size_t most)
{
    size_t at = 0;
    for (size_t count = 0; at < text.size; at++)
        if (!utf8_continues((unsigned char)text.data[at]) && count++ == most)
            break;
    return (text_t){text.data, at};
}
