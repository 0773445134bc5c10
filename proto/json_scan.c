/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/json_scan.h"

#include "proto/json_lex.h"
#include "proto/json_names.h"
#include "proto/utf8.h"

#include <math.h>
#include <stdlib.h>

/* A number without an exponent and of at most this many characters is below 1e308: surely a double. */
enum { NUMBER_SURE_SIZE = 300 };

typedef struct {
    const char *at;
    const char *end;
    json_names_t names; /* of all the objects that are open */
} scan_t;

static json_type_t scan_value(scan_t *self, int depth_left);

/* Skips white space, then the token if it comes next. */
static inline bool scan_take(scan_t *self, char token)
{
    self->at = json_space_end(self->at, self->end);
    bool taken = self->at < self->end && *self->at == token;
    self->at += taken;
    return taken;
}

static json_type_t scan_word(scan_t *self, text_t word, json_type_t type)
{
    if ((size_t)(self->end - self->at) < word.size || memcmp(self->at, word.data, word.size) != 0)
        return JSON_INVALID;
    self->at += word.size;
    return type;
}

static inline const char *digits_end(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* At least one digit, then nothing or more digits: where they end; NULL if there is none. */
static inline const char *digits_need(const char *at, const char *end)
{
    const char *after = digits_end(at, end);
    return after > at ? after : NULL;
}

static bool number_is_double(text_t number)
{
    char *copy = memory_copy_text(number);
    double value = strtod(copy, NULL);
    free(copy);
    return !isinf(value);
}

static json_type_t scan_number(scan_t *self)
{
    const char *end = self->end;
    const char *at = self->at;
    at += *at == '-';
    at = at < end && *at == '0' ? at + 1 : digits_need(at, end);
    if (at && at < end && *at == '.')
        at = digits_need(at + 1, end);
    bool exponent = at && at < end && (*at == 'e' || *at == 'E');
    if (exponent) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        at = digits_need(at, end);
    }
    if (!at)
        return JSON_INVALID;
    text_t number = {self->at, (size_t)(at - self->at)};
    self->at = at;
    bool sure = !exponent && number.size <= NUMBER_SURE_SIZE;
    return sure || number_is_double(number) ? JSON_NUMBER : JSON_INVALID;
}

/* Whether the first six of the eight bytes at `at` are two code points of three bytes each, as nearly all of
 * Chinese: leads E1..EF but ED, whose continuations have no further rule. */
static inline bool two_of_three_bytes(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    word = le64toh(word);
    const unsigned first = word & 0xf, second = word >> 24 & 0xf;
    return (word & UINT64_C(0xc0c0f0c0c0f0)) == UINT64_C(0x8080e08080e0) && first != 0 && first != 0xd &&
           second != 0 && second != 0xd;
}

/* The first byte after the well-formed code points above U+007F that begin at `at`; NULL if one is malformed.
 */
static inline const char *wide_end(const char *at, const char *end)
{
    do {
        if (end - at >= 8 && two_of_three_bytes(at)) {
            at += 6;
            continue;
        }
        size_t step = utf8_step(at, (size_t)(end - at));
        if (step == 0)
            return NULL;
        at += step;
    } while (at < end && (unsigned char)*at >= 0x80);
    return at;
}

/* The rest of a string after its opening quote. */
static bool scan_string(scan_t *self, bool *escaped)
{
    const char *end = self->end;
    const char *at = self->at;
    while (at && (at = json_run_end(at, end, JSON_RUN_ASCII)) < end) {
        unsigned char byte = (unsigned char)*at;
        if (byte == '"') {
            self->at = at + 1;
            return true;
        }
        if (byte == '\\') {
            *escaped = true;
            if (json_escape_read(&at, end) == 0)
                return false;
        } else {
            at = byte < 0x20 ? NULL : wide_end(at, end);
        }
    }
    return false;
}

static json_type_t scan_array(scan_t *self, int depth_left)
{
    if (scan_take(self, ']'))
        return JSON_ARRAY;
    do {
        if (scan_value(self, depth_left) == JSON_INVALID)
            return JSON_INVALID;
    } while (scan_take(self, ','));
    return scan_take(self, ']') ? JSON_ARRAY : JSON_INVALID;
}

static bool scan_member(scan_t *self, int depth_left)
{
    if (!scan_take(self, '"'))
        return false;
    json_name_t name = {{self->at, 0}, false};
    if (!scan_string(self, &name.escaped))
        return false;
    name.text.size = (size_t)(self->at - name.text.data) - 1;
    json_names_push(&self->names, name);
    return scan_take(self, ':') && scan_value(self, depth_left) != JSON_INVALID;
}

static bool scan_members(scan_t *self, int depth_left)
{
    do {
        if (!scan_member(self, depth_left))
            return false;
    } while (scan_take(self, ','));
    return true;
}

static json_type_t scan_object(scan_t *self, int depth_left)
{
    size_t from = self->names.count;
    if (scan_take(self, '}'))
        return JSON_OBJECT;
    return scan_members(self, depth_left) && scan_take(self, '}') && json_names_close(&self->names, from)
               ? JSON_OBJECT
               : JSON_INVALID;
}

/* What follows the opening quote, brace or bracket. */
static json_type_t scan_opened(scan_t *self, int depth_left)
{
    char opening = *self->at++;
    bool escaped = false;
    if (opening == '"')
        return scan_string(self, &escaped) ? JSON_STRING : JSON_INVALID;
    if (depth_left == 0)
        return JSON_INVALID;
    return opening == '{' ? scan_object(self, depth_left - 1) : scan_array(self, depth_left - 1);
}

static json_type_t scan_value(scan_t *self, int depth_left)
{
    self->at = json_space_end(self->at, self->end);
    if (self->at == self->end)
        return JSON_INVALID;
    switch (*self->at) {
    case '"':
    case '{':
    case '[':
        return scan_opened(self, depth_left);
    case 't':
        return scan_word(self, TEXT_LITERAL("true"), JSON_TRUE);
    case 'f':
        return scan_word(self, TEXT_LITERAL("false"), JSON_FALSE);
    case 'n':
        return scan_word(self, TEXT_LITERAL("null"), JSON_NULL);
    default:
        return scan_number(self);
    }
}

json_type_t json_check(text_t text)
{
    if (text.size == 0)
        return JSON_INVALID;
    scan_t scan;
    scan.at = text.data;
    scan.end = text.data + text.size;
    json_names_start(&scan.names);
    json_type_t type = scan_value(&scan, JSON_DEPTH_MAX);
    json_names_end(&scan.names);
    return json_space_end(scan.at, scan.end) == scan.end ? type : JSON_INVALID;
}

bool json_check_members(text_t members)
{
    if (members.size == 0)
        return false;
    scan_t scan;
    scan.at = members.data;
    scan.end = members.data + members.size;
    json_names_start(&scan.names);
    bool good = scan_members(&scan, JSON_DEPTH_MAX - 1) && json_names_close(&scan.names, 0);
    json_names_end(&scan.names);
    return good && json_space_end(scan.at, scan.end) == scan.end;
}

/* The eight bytes at `at`; where fewer are left, spaces behind them. */
static inline uint64_t word_at(const char *at, text_t text)
{
    const char *end = text.data + text.size;
    const size_t left = (size_t)(end - at);
    uint64_t word = JSON_BYTES(' ');
    if (left >= 8)
        memcpy(&word, at, 8);
    else if (text.size >= 8) {
        memcpy(&word, end - 8, 8);
        return le64toh(word) >> (64 - 8 * left) | JSON_BYTES(' ') << 8 * left;
    } else
        memcpy(&word, at, left);
    return le64toh(word);
}

bool json_string_is_plain(text_t text)
{
    const char *at = text.data;
    const char *end = text.size > 0 ? at + text.size : at;
    while (at < end) {
        uint64_t ends = json_word_ends(word_at(at, text), JSON_RUN_ASCII);
        if (ends == 0) {
            if (end - at <= 8)
                return true;
            at += 8;
            continue;
        }
        at += __builtin_ctzll(ends) / 8;
        if ((unsigned char)*at < 0x80 || !(at = wide_end(at, end)))
            return false;
    }
    return true;
}
