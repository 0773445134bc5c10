/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/walk.h"

#include "base/json/lex.h"

/* The byte after the container that begins at `at`, or `end`. */
static const char *container_end(const char *at, const char *end)
{
    bool escaped = false;
    int depth = 0;
    while (at < end) {
        if (*at == '"') {
            at = json_string_end(at, end, &escaped);
            continue;
        }
        depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
        at++;
        if (depth == 0)
            return at;
    }
    return end;
}

/* The byte after the number or word that begins at `at`, or `end`. */
static const char *scalar_end(const char *at, const char *end)
{
    while (at < end && *at != ',' && *at != '}' && *at != ']' && !json_is_space(*at))
        at++;
    return at;
}

static json_type_t type_of(char first)
{
    switch (first) {
    case '"':
        return JSON_STRING;
    case '{':
        return JSON_OBJECT;
    case '[':
        return JSON_ARRAY;
    case 't':
        return JSON_TRUE;
    case 'f':
        return JSON_FALSE;
    case 'n':
        return JSON_NULL;
    default:
        return JSON_NUMBER;
    }
}

static const char *value_end(json_type_t type, const char *at, const char *end)
{
    bool escaped = false;
    if (type == JSON_STRING)
        return json_string_end(at, end, &escaped);
    return type == JSON_OBJECT || type == JSON_ARRAY ? container_end(at, end) : scalar_end(at, end);
}

/* Reads the name of a member and its colon, leaving *at before the value. Leaves all untouched when the
 * string is an element of an array. */
static void key_read(json_item_t *item, const char **at, const char *end)
{
    bool escaped = false;
    const char *after = json_string_end(*at, end, &escaped);
    const char *colon = json_space_end(after, end);
    if (colon == end || *colon != ':')
        return;
    item->key = (text_t){*at + 1, (size_t)(after - *at) - 2};
    item->key_escaped = escaped;
    *at = json_space_end(colon + 1, end);
}

void json_walk_start(json_walk_t *walk, text_t container)
{
    *walk = (json_walk_t){container.data, container.data};
    if (container.size == 0)
        return;
    walk->end = container.data + container.size;
    walk->at = json_space_end(walk->at, walk->end);
    walk->at += walk->at < walk->end;
}

bool json_walk_next(json_walk_t *walk, json_item_t *item)
{
    const char *end = walk->end;
    const char *at = json_space_end(walk->at, end);
    if (at < end && *at == ',')
        at = json_space_end(at + 1, end);
    if (at == end || *at == '}' || *at == ']')
        return false;
    *item = (json_item_t){.key = TEXT_NONE};
    if (*at == '"')
        key_read(item, &at, end);
    if (at == end)
        return false;
    item->type = type_of(*at);
    walk->at = value_end(item->type, at, end);
    item->value = (text_t){at, (size_t)(walk->at - at)};
    return true;
}

/* Appends the code point in UTF-8; it is no surrogate. */
static void append_point(buffer_t *out, uint32_t point)
{
    if (point < 0x80) {
        buffer_append_char(out, (char)point);
    } else if (point < 0x800) {
        char bytes[] = {(char)(0xc0 | point >> 6), (char)(0x80 | (point & 0x3f))};
        buffer_append(out, bytes, sizeof bytes);
    } else if (point < 0x10000) {
        char bytes[] = {(char)(0xe0 | point >> 12), (char)(0x80 | (point >> 6 & 0x3f)),
                        (char)(0x80 | (point & 0x3f))};
        buffer_append(out, bytes, sizeof bytes);
    } else {
        char bytes[] = {(char)(0xf0 | point >> 18), (char)(0x80 | (point >> 12 & 0x3f)),
                        (char)(0x80 | (point >> 6 & 0x3f)), (char)(0x80 | (point & 0x3f))};
        buffer_append(out, bytes, sizeof bytes);
    }
}

void json_unescape(buffer_t *out, text_t quoted)
{
    if (quoted.size < 2)
        return;
    const char *end = quoted.data + quoted.size - 1;
    for (const char *at = quoted.data + 1; at < end;) {
        const char *backslash = memchr(at, '\\', (size_t)(end - at));
        const char *run_end = backslash ? backslash : end;
        buffer_append(out, at, (size_t)(run_end - at));
        at = run_end;
        uint32_t point = backslash ? json_escape_read(&at, end) : 0;
        if (point == 0)
            return;
        append_point(out, point);
    }
}

static bool is_named(const json_item_t *item, text_t name)
{
    if (!item->key_escaped)
        return text_equal(item->key, name);
    buffer_t key = {0};
    json_unescape(&key, (text_t){item->key.data - 1, item->key.size + 2}); /* with its quotes */
    const bool same = text_equal(buffer_text(&key), name);
    buffer_free(&key);
    return same;
}

bool json_find(text_t object, const char *name, json_item_t *item)
{
    json_walk_t walk;
    json_walk_start(&walk, object);
    while (json_walk_next(&walk, item))
        if (is_named(item, text_of(name)))
            return true;
    return false;
}

void json_compact(buffer_t *out, text_t json)
{
    if (json.size == 0)
        return;
    const char *end = json.data + json.size;
    const char *kept = json.data; /* where the run that is still to be copied begins */
    const char *at = json.data;
    bool escaped = false;
    while (at < end) {
        if (*at == '"') {
            at = json_string_end(at, end, &escaped);
        } else if (json_is_space(*at)) {
            buffer_append(out, kept, (size_t)(at - kept));
            at = json_space_end(at, end);
            kept = at;
        } else {
            at++;
        }
    }
    buffer_append(out, kept, (size_t)(end - kept));
}
