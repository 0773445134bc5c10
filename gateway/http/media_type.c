/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/media_type.h"

#include <ctype.h>

#include "gateway/http/head_syntax.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static text_t skip_space(text_t text)
{
    while (text.size > 0 && is_space(text.data[0])) {
        text.data++;
        text.size--;
    }
    return text;
}

static text_t rest(text_t text, size_t from)
{
    return (text_t){text.data + from, text.size - from};
}

text_t media_type_essence(text_t value)
{
    value = skip_space(value);
    size_t size = 0;
    while (size < value.size && value.data[size] != ';' && !is_space(value.data[size]))
        size++;
    return (text_t){value.data, size};
}

/* Where the quoted string ends that `text` begins with: at its last quote. `text.size` when it does not. */
static size_t quoted_end(text_t text, size_t *escapes)
{
    size_t at = 1;
    *escapes = 0;
    while (at < text.size && text.data[at] != '"') {
        bool escape = text.data[at] == '\\' && at + 1 < text.size;
        *escapes += escape;
        at += 1 + escape;
    }
    return at < text.size ? at : text.size;
}

/* A quoted string at the beginning of `text`: its value, into the arena where it has escapes. False when it
 * does not end. */
static bool take_quoted(text_t *text, arena_t *arena, text_t *value)
{
    size_t escapes, end = quoted_end(*text, &escapes);
    if (end == text->size)
        return false;
    *value = (text_t){text->data + 1, end - 1};
    *text = rest(*text, end + 1);
    if (escapes == 0)
        return true;
    char *plain = arena_new(arena, value->size - escapes);
    for (size_t at = 0, size = 0; at < value->size; size++) {
        at += value->data[at] == '\\';
        plain[size] = value->data[at++];
    }
    *value = (text_t){plain, value->size - escapes};
    return true;
}

static void take_bare(text_t *text, text_t *value)
{
    size_t size = 0;
    while (size < text->size && text->data[size] != ';' && !is_space(text->data[size]))
        size++;
    *value = (text_t){text->data, size};
    *text = rest(*text, size);
}

/* The parameter behind a ';'. */
static bool take_parameter(text_t *text, arena_t *arena, text_t *name, text_t *value)
{
    *text = skip_space(*text);
    size_t size = 0;
    while (size < text->size && text->data[size] != '=' && text->data[size] != ';')
        size++;
    *name = (text_t){text->data, size};
    *value = TEXT_NONE;
    if (size == text->size || text->data[size] == ';') {
        *text = rest(*text, size);
        return true; /* an empty one, or a name alone */
    }
    *text = rest(*text, size + 1);
    if (text->size > 0 && text->data[0] == '"')
        return take_quoted(text, arena, value);
    take_bare(text, value);
    return true;
}

bool media_type_parameter(text_t value, const char *name, arena_t *arena, text_t *found)
{
    text_t essence = media_type_essence(value);
    if (essence.size == 0)
        return false;
    text_t left = rest(value, (size_t)(essence.data + essence.size - value.data));
    *found = TEXT_NONE;
    for (left = skip_space(left); left.size > 0; left = skip_space(left)) {
        text_t key, its_value;
        if (left.data[0] != ';')
            return false;
        left = rest(left, 1);
        if (!take_parameter(&left, arena, &key, &its_value))
            return false;
        bool is_it = its_value.data && head_is_word(key, name);
        if (is_it && found->data)
            return false;
        if (is_it)
            *found = its_value;
    }
    return found->data != NULL;
}

bool media_type_is_boundary(text_t boundary)
{
    if (boundary.size == 0 || boundary.size > BOUNDARY_MAX || boundary.data[boundary.size - 1] == ' ')
        return false;
    for (size_t i = 0; i < boundary.size; i++) {
        char c = boundary.data[i];
        if (c == '\0' || (!isalnum((unsigned char)c) && !strchr("'()+_,-./:=? ", c)))
            return false;
    }
    return true;
}
