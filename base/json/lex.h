/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The smallest pieces of JSON text, for the json_*.c files alone: white space, runs of plain string bytes,
 * escapes. Nothing here reads at or beyond `end`, whatever the text is.
 */
#ifndef LEIDA_BASE_JSON_LEX_H
#define LEIDA_BASE_JSON_LEX_H

#include "base/text.h"

#include <endian.h>

/* Which bytes end a run of a string, beside the quote, the backslash and the control characters. */
typedef enum {
    JSON_RUN_UTF8, /* none: the text is known to be well-formed, or another looks at it */
    JSON_RUN_ASCII /* every byte above 0x7f: the caller must check it */
} json_run_t;

#define JSON_BYTES(byte) (UINT64_C(0x0101010101010101) * (byte))

/* Of eight bytes, the lowest in front: the high bit of a byte is set where the run ends. Below 0x80 a byte
 * gets it from a subtraction. A borrow may set it wrongly, but only above a byte where it is set rightly, and
 * the lowest is the one that counts. */
static inline uint64_t json_word_ends(uint64_t word, json_run_t kind)
{
    uint64_t below = ((word ^ JSON_BYTES('"')) - JSON_BYTES(1)) |
                     ((word ^ JSON_BYTES('\\')) - JSON_BYTES(1)) | (word - JSON_BYTES(0x20));
    return (kind == JSON_RUN_ASCII ? below | word : below & ~word) & JSON_BYTES(0x80);
}

/* The eight bytes at `at`, the lowest in front. */
static inline uint64_t json_word_at(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return le64toh(word);
}

/* The `left` bytes at `at`, one to seven, and zeros behind them. */
static inline uint64_t json_word_rest(const char *at, size_t left)
{
    const size_t last = left - 1, middle = left / 2;
    uint32_t front, back;
    if (left >= sizeof front) {
        memcpy(&front, at, sizeof front);
        memcpy(&back, at + left - sizeof back, sizeof back);
        return le32toh(front) | (uint64_t)le32toh(back) << 8 * (left - sizeof back);
    }
    return (uint64_t)(uint8_t)at[0] | (uint64_t)(uint8_t)at[middle] << 8 * middle |
           (uint64_t)(uint8_t)at[last] << 8 * last;
}

/* The first byte that ends the run which begins at `at`, or `end`. */
static inline const char *json_run_end(const char *at, const char *end, json_run_t kind)
{
    for (; end - at >= 8; at += 8) {
        uint64_t ends = json_word_ends(json_word_at(at), kind);
        if (ends)
            return at + __builtin_ctzll(ends) / 8;
    }
    if (at == end)
        return end;
    /* The zero behind the last byte ends every run. */
    return at + __builtin_ctzll(json_word_ends(json_word_rest(at, (size_t)(end - at)), kind)) / 8;
}

/* White space between tokens (RFC 8259 2). */
static inline bool json_is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* The first byte from `at` on that is no white space, or `end`. */
static inline const char *json_space_end(const char *at, const char *end)
{
    while (at < end && json_is_space(*at))
        at++;
    return at;
}

/* The byte after the closing quote of the accepted string whose opening quote is at `at`, or `end`. Sets
 * *escaped when it has a backslash, else leaves it alone. */
static inline const char *json_string_end(const char *at, const char *end, bool *escaped)
{
    at++;
    while ((at = json_run_end(at, end, JSON_RUN_UTF8)) < end && *at != '"') {
        *escaped |= *at == '\\';
        at += end - at >= 2 ? 2 : 1;
    }
    return at < end ? at + 1 : end;
}

/* The code point of the escape whose backslash is at *at, and moves *at past it: both halves of a surrogate
 * pair. 0 when it is none that RFC 8259 knows, a lone surrogate or U+0000; *at is then untouched. */
uint32_t json_escape_read(const char **at, const char *end);

#endif
