/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A borrowed slice of bytes: not NUL-terminated, never owned. Everything that comes from a socket or a file
 * is passed on as one of these, so that an embedded NUL cannot cut it short.
 */
#ifndef LEIDA_BASE_TEXT_H
#define LEIDA_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct {
    const char *data; /* may be NULL only when size is 0 */
    size_t size;      /* bytes */
} text_t;

#define TEXT_LITERAL(literal) ((text_t){(literal), sizeof(literal) - 1})
/* The same in the initializer of a static table, where ISO C takes no compound literal. */
#define TEXT_CONSTANT(literal)                                                                               \
    {                                                                                                        \
        (literal), sizeof(literal) - 1                                                                       \
    }
#define TEXT_NONE ((text_t){NULL, 0})
/* For printf's "%.*s". */
#define TEXT_ARG(text) (int)(text).size, (text).data ? (text).data : ""

/* The slice of a NUL-terminated string; NULL gives the empty slice. */
static inline text_t text_of(const char *string)
{
    return (text_t){string, string ? strlen(string) : 0};
}

/* Whether both have the same bytes; two empty slices are equal, NULL or not. */
static inline bool text_equal(text_t a, text_t b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Whether it begins with all of `start`; every text begins with an empty one. */
static inline bool text_begins(text_t text, text_t start)
{
    return text.size >= start.size && (start.size == 0 || memcmp(text.data, start.data, start.size) == 0);
}

/* Takes `start` off the front. False, and nothing is taken, where it begins otherwise. */
static inline bool text_skip(text_t *text, text_t start)
{
    if (!text_begins(*text, start))
        return false;
    if (start.size > 0)
        *text = (text_t){text->data + start.size, text->size - start.size};
    return true;
}

/* Takes the next word off a list of words with spaces between them. False at its end. */
bool text_next_word(const char **list, text_t *word);

/* Reads a decimal integer that fills the whole slice: an optional '-', then digits only. False if it is none
 * or does not fit; *value is then untouched. */
bool text_to_int(text_t text, int64_t *value);
/* The same, but only as it is written by everybody: "10", not "010" nor "-0". For what names something. */
bool text_to_plain_int(text_t text, int64_t *value);

/* Whether it is visible ASCII alone (0x21..0x7e): no spaces either. Nothing is, too. */
bool text_is_visible(text_t text);

/* True when the slice is well-formed UTF-8 without U+0000 (RFC 3629: no surrogates, no overlong forms). */
bool text_is_utf8(text_t text);

/* How many bytes from the beginning are such UTF-8: all, where text_is_utf8. */
size_t text_utf8_prefix(text_t text);

/* The number of code points of well-formed UTF-8. */
size_t text_length(text_t text);

/* The beginning of UTF-8, cut between two code points: at most so many bytes … */
text_t text_cut(text_t text, size_t bytes);
/* … or so many code points. */
text_t text_cut_length(text_t text, size_t most);

#endif
