/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/check.h"

#include "base/json/lex.h"
#include "base/json/names.h"
#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

/* A number without an exponent and of at most this many characters is below 1e308: surely a double. */
enum { NUMBER_SURE_SIZE = 300 };

typedef struct {
    const char *at;
    const char *end;
    json_names_t names; /* of all the objects that are open */
    json_fault_kind_t fault;
    const char *bad; /* where the fault is */
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

/* Puts down what is wrong; the first fault counts, those of the values around it only follow from it. */
static json_type_t scan_fail(scan_t *self, const char *at, json_fault_kind_t kind)
{
    if (self->fault == JSON_FAULT_NONE) {
        self->fault = kind;
        self->bad = at;
    }
    return JSON_INVALID;
}

/* The byte at `at` is none that may stand there. */
static json_type_t scan_fail_at(scan_t *self, const char *at)
{
    return scan_fail(self, at, json_fault_outside(at, self->end));
}

/* Like scan_take, where nothing else may come. */
static inline bool scan_need(scan_t *self, char token)
{
    return scan_take(self, token) || scan_fail_at(self, self->at);
}

static json_type_t scan_word(scan_t *self, text_t word, json_type_t type)
{
    if ((size_t)(self->end - self->at) < word.size || memcmp(self->at, word.data, word.size) != 0)
        return scan_fail(self, self->at, JSON_FAULT_SYNTAX);
    self->at += word.size;
    return type;
}

static inline const char *digits_end(const char *at, const char *end)
{
    while (at < end && *at >= '0' && *at <= '9')
        at++;
    return at;
}

/* At least one digit, then nothing or more digits: where they end; NULL, put down, if there is none. */
static inline const char *digits_need(scan_t *self, const char *at)
{
    const char *after = digits_end(at, self->end);
    if (after == at)
        scan_fail_at(self, at);
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
    at = at < end && *at == '0' ? at + 1 : digits_need(self, at);
    if (at && at < end && *at == '.')
        at = digits_need(self, at + 1);
    bool exponent = at && at < end && (*at == 'e' || *at == 'E');
    if (exponent) {
        at++;
        at += at < end && (*at == '+' || *at == '-');
        at = digits_need(self, at);
    }
    if (!at)
        return JSON_INVALID;
    text_t number = {self->at, (size_t)(at - self->at)};
    self->at = at;
    bool sure = !exponent && number.size <= NUMBER_SURE_SIZE;
    return sure || number_is_double(number) ? JSON_NUMBER : scan_fail(self, number.data, JSON_FAULT_NUMBER);
}

/* Whether the first six of the eight bytes at `at` are two code points of three bytes each, as nearly all of
 * Chinese: leads E1..EF but ED, whose continuations have no further rule. */
static inline bool two_of_three_bytes(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    word = le64toh(word);
    const unsigned leads = 0xdffe; /* bit n: En is such a lead */
    return (word & UINT64_C(0xc0c0f0c0c0f0)) == UINT64_C(0x8080e08080e0) &&
           (leads >> (word & 0xf) & leads >> (word >> 24 & 0xf) & 1) != 0;
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
    while ((at = json_run_end(at, end, JSON_RUN_ASCII)) < end) {
        unsigned char byte = (unsigned char)*at;
        if (byte == '"') {
            self->at = at + 1;
            return true;
        }
        if (byte == '\\') {
            *escaped = true;
            if (json_escape_read(&at, end) == 0)
                break;
        } else {
            const char *after = byte < 0x20 ? NULL : wide_end(at, end);
            if (!after)
                break;
            at = after;
        }
    }
    json_fault_kind_t kind = json_fault_in_string(&at, end);
    return scan_fail(self, at, kind) != JSON_INVALID;
}

static json_type_t scan_array(scan_t *self, int depth_left)
{
    if (scan_take(self, ']'))
        return JSON_ARRAY;
    do {
        if (scan_value(self, depth_left) == JSON_INVALID)
            return JSON_INVALID;
    } while (scan_take(self, ','));
    return scan_need(self, ']') ? JSON_ARRAY : JSON_INVALID;
}

static bool scan_member(scan_t *self, int depth_left)
{
    if (!scan_need(self, '"'))
        return false;
    json_name_t name = {.text = {self->at, 0}, .place = self->at};
    if (!scan_string(self, &name.escaped))
        return false;
    name.text.size = (size_t)(self->at - name.text.data) - 1;
    json_names_push(&self->names, name);
    return scan_need(self, ':') && scan_value(self, depth_left) != JSON_INVALID;
}

static bool scan_members(scan_t *self, int depth_left)
{
    do {
        if (!scan_member(self, depth_left))
            return false;
    } while (scan_take(self, ','));
    return true;
}

/* Ends an object whose names are those from number `from` on. */
static bool scan_names(scan_t *self, size_t from)
{
    const char *again = json_names_close(&self->names, from);
    return !again || scan_fail(self, again, JSON_FAULT_DUPLICATE);
}

static json_type_t scan_object(scan_t *self, int depth_left)
{
    size_t from = self->names.count;
    if (scan_take(self, '}'))
        return JSON_OBJECT;
    return scan_members(self, depth_left) && scan_need(self, '}') && scan_names(self, from) ? JSON_OBJECT
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
        return scan_fail(self, self->at - 1, JSON_FAULT_DEPTH);
    return opening == '{' ? scan_object(self, depth_left - 1) : scan_array(self, depth_left - 1);
}

static json_type_t scan_value(scan_t *self, int depth_left)
{
    self->at = json_space_end(self->at, self->end);
    if (self->at == self->end)
        return scan_fail(self, self->at, JSON_FAULT_END);
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

static void scan_start(scan_t *self, text_t text)
{
    self->at = text.data;
    self->end = text.data + text.size;
    self->fault = JSON_FAULT_NONE;
    json_names_start(&self->names);
}

/* Whether nothing but white space is left. */
static bool scan_is_done(scan_t *self)
{
    self->at = json_space_end(self->at, self->end);
    return self->at == self->end ||
           scan_fail(self, self->at, *self->at == '\0' ? JSON_FAULT_NUL : JSON_FAULT_TRAILING);
}

json_type_t json_check_why(text_t text, json_fault_t *fault)
{
    *fault = (json_fault_t){.kind = JSON_FAULT_END};
    if (text.size == 0)
        return JSON_INVALID;
    scan_t scan;
    scan_start(&scan, text);
    json_type_t type = scan_value(&scan, JSON_DEPTH_MAX);
    json_names_end(&scan.names);
    bool good = type != JSON_INVALID && scan_is_done(&scan);
    *fault = (json_fault_t){.kind = scan.fault, .at = good ? 0 : (size_t)(scan.bad - text.data)};
    return good ? type : JSON_INVALID;
}

json_type_t json_check(text_t text)
{
    json_fault_t ignored;
    return json_check_why(text, &ignored);
}

bool json_check_members(text_t members)
{
    if (members.size == 0)
        return false;
    scan_t scan;
    scan_start(&scan, members);
    bool good = scan_members(&scan, JSON_DEPTH_MAX - 1) && scan_names(&scan, 0);
    json_names_end(&scan.names);
    return good && scan_is_done(&scan);
}

text_t json_without_mark(text_t text)
{
    static const char mark[] = {'\xef', '\xbb', '\xbf'};
    const bool marked = text.size >= sizeof mark && memcmp(text.data, mark, sizeof mark) == 0;
    return marked ? (text_t){text.data + sizeof mark, text.size - sizeof mark} : text;
}

bool json_string_is_plain(text_t text)
{
    const char *at = text.data;
    const char *end = text.size > 0 ? at + text.size : at;
    while ((at = json_run_end(at, end, JSON_RUN_ASCII)) < end)
        if ((unsigned char)*at < 0x80 || !(at = wide_end(at, end)))
            return false;
    return true;
}
