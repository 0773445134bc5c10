/* SPDX-License-Identifier: Apache-2.0 */
/* The end of a pdf: "startxref", the offset of its index, "%%EOF". */
#include "common/media/kind_parts.h"

enum { TAIL = 1024 /* bytes in which a reader looks for the end */, DIGITS_MAX = 10, BLANKS_MAX = 64 };

static bool is_blank(unsigned char c)
{
    return c == '\0' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static bool is_digit(unsigned char c)
{
    return c >= '0' && c <= '9';
}

static void drop_blanks(text_t *tail)
{
    while (tail->size > 0 && is_blank((unsigned char)tail->data[tail->size - 1]))
        tail->size--;
}

/* Takes the word off the end. */
static bool drop_word(text_t *tail, text_t word)
{
    if (tail->size < word.size || memcmp(tail->data + tail->size - word.size, word.data, word.size) != 0)
        return false;
    tail->size -= word.size;
    return true;
}

/* Takes the digits off the end. */
static bool drop_number(text_t *tail, int64_t *number)
{
    int64_t unit = 1;
    *number = 0;
    for (int i = 0; i < DIGITS_MAX && tail->size > 0; i++, unit *= 10) {
        const unsigned char c = (unsigned char)tail->data[tail->size - 1];
        if (!is_digit(c))
            break;
        *number += unit * (c - '0');
        tail->size--;
    }
    return unit > 1;
}

/* A table, or the object that a stream of it is in. */
static bool is_index(media_bytes_t *bytes, int64_t at)
{
    const unsigned char *byte;
    for (int i = 0; i < BLANKS_MAX && (byte = media_bytes_at(bytes, at, 1)) && is_blank(*byte); i++)
        at++;
    byte = media_bytes_at(bytes, at, 1);
    return byte && (is_digit(*byte) || media_bytes_are(bytes, at, TEXT_LITERAL("xref")));
}

bool kind_walk_pdf(media_kind_t *kind, media_bytes_t *bytes)
{
    (void)kind;
    int64_t index;
    const unsigned char *head = media_bytes_at(bytes, 0, 8);
    if (!head || (head[5] != '1' && head[5] != '2') || head[6] != '.' || !is_digit(head[7]))
        return false;
    const size_t size = bytes->size < TAIL ? (size_t)bytes->size : TAIL;
    const unsigned char *end = media_bytes_at(bytes, bytes->size - (int64_t)size, size);
    if (!end)
        return false;
    text_t tail = {(const char *)end, size};
    drop_blanks(&tail);
    if (!drop_word(&tail, TEXT_LITERAL("%%EOF")))
        return false;
    drop_blanks(&tail);
    if (!drop_number(&tail, &index))
        return false;
    drop_blanks(&tail);
    return drop_word(&tail, TEXT_LITERAL("startxref")) && is_index(bytes, index);
}
