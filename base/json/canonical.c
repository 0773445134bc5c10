/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/canonical.h"

#include <stdlib.h>

#include "base/json/number.h"
#include "base/json/walk.h"
#include "base/json/write.h"

static void write_value(buffer_t *out, const json_item_t *item);

static void write_string(buffer_t *out, text_t quoted)
{
    buffer_t plain = {0};
    json_unescape(&plain, quoted);
    json_write_string(out, buffer_text(&plain));
    buffer_free(&plain);
}

static void write_items(buffer_t *out, text_t array)
{
    json_walk_t walk;
    json_item_t item;
    json_walk_start(&walk, array);
    for (bool first = true; json_walk_next(&walk, &item); first = false) {
        if (!first)
            buffer_append_char(out, ',');
        write_value(out, &item);
    }
}

/* One member: where it stands in the text of all, and then its text. */
typedef struct {
    size_t begin;
    text_t text;
} member_t;

static int compare(const void *left, const void *right)
{
    const text_t a = ((const member_t *)left)->text, b = ((const member_t *)right)->text;
    const int order = memcmp(a.data, b.data, a.size < b.size ? a.size : b.size);
    return order != 0 ? order : (a.size > b.size) - (a.size < b.size);
}

/* Writes the members as they come into `texts`, and a member_t for each into `list`. */
static void collect_members(json_walk_t walk, buffer_t *texts, buffer_t *list)
{
    json_item_t item;
    while (json_walk_next(&walk, &item)) {
        member_t member = {.begin = texts->size};
        write_string(texts, (text_t){item.key.data - 1, item.key.size + 2});
        buffer_append_char(texts, ':');
        write_value(texts, &item);
        member.text.size = texts->size - member.begin;
        buffer_append(list, (const char *)&member, sizeof member);
    }
}

static void write_members(buffer_t *out, json_walk_t walk)
{
    buffer_t texts = {0}, list = {0};
    collect_members(walk, &texts, &list);
    member_t *members = (member_t *)(void *)list.data;
    const size_t count = list.size / sizeof *members;
    for (size_t i = 0; i < count; i++)
        members[i].text.data = texts.data + members[i].begin;
    if (count > 1)
        qsort(members, count, sizeof *members, compare);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            buffer_append_char(out, ',');
        buffer_append_text(out, members[i].text);
    }
    buffer_free(&texts);
    buffer_free(&list);
}

static void write_value(buffer_t *out, const json_item_t *item)
{
    json_walk_t walk;
    switch (item->type) {
    case JSON_STRING:
        write_string(out, item->value);
        break;
    case JSON_NUMBER:
        json_write_number(out, item->value);
        break;
    case JSON_ARRAY:
        buffer_append_char(out, '[');
        write_items(out, item->value);
        buffer_append_char(out, ']');
        break;
    case JSON_OBJECT:
        buffer_append_char(out, '{');
        json_walk_start(&walk, item->value);
        write_members(out, walk);
        buffer_append_char(out, '}');
        break;
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
    case JSON_INVALID:
        buffer_append_text(out, item->value);
        break;
    }
}

void json_write_canonical(buffer_t *out, text_t members)
{
    if (members.size > 0)
        write_members(out, (json_walk_t){members.data, members.data + members.size});
}
