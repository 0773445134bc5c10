/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/company/template_field.h"

#define BIT(content) (1u << (content))
#define ANY (BIT(TEMPLATE_OF_TEXT) | BIT(TEMPLATE_OF_STAFF) | BIT(TEMPLATE_OF_TIME) | BIT(TEMPLATE_OF_COUNT))

/* "keyword1" is a field of templates of the old kind, which take what things do. Nothing of ours fits the
 * others: amounts, phone numbers, one of a list of values. */
static const struct {
    const char *name;
    template_kind_t kind;
    unsigned takes;
} kinds[] = {
    {"thing", TEMPLATE_THING, ANY},
    {"keyword", TEMPLATE_THING, ANY},
    {"character_string", TEMPLATE_CHARACTER_STRING, BIT(TEMPLATE_OF_TIME) | BIT(TEMPLATE_OF_COUNT)},
    {"number", TEMPLATE_NUMBER, BIT(TEMPLATE_OF_COUNT)},
    {"time", TEMPLATE_TIME, BIT(TEMPLATE_OF_TIME)},
    {"date", TEMPLATE_DATE, BIT(TEMPLATE_OF_TIME)},
    {"name", TEMPLATE_NAME, BIT(TEMPLATE_OF_STAFF)},
    {"phrase", TEMPLATE_PHRASE, BIT(TEMPLATE_OF_TEXT) | BIT(TEMPLATE_OF_STAFF)},
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const char *const contents[] = {[TEMPLATE_OF_TEXT] = "text",
                                       [TEMPLATE_OF_STAFF] = "staff",
                                       [TEMPLATE_OF_TIME] = "time",
                                       [TEMPLATE_OF_COUNT] = "count"};
enum { CONTENTS = sizeof contents / sizeof *contents };

/* "thing" of "thing1"; KINDS: a kind that nobody knows, or no number behind it. */
static size_t kind_of(text_t name)
{
    text_t kind = name;
    while (kind.size > 0 && kind.data[kind.size - 1] >= '0' && kind.data[kind.size - 1] <= '9')
        kind.size--;
    size_t at = 0;
    while (at < KINDS && (kind.size == name.size || !text_equal(kind, text_of(kinds[at].name))))
        at++;
    return at;
}

static size_t content_of(text_t word)
{
    size_t at = 0;
    while (at < CONTENTS && !text_equal(word, text_of(contents[at])))
        at++;
    return at;
}

bool template_field_next(const char **list, template_field_t *field)
{
    text_t word;
    if (!text_next_word(list, &word))
        return false;
    const char *equals = memchr(word.data, '=', word.size);
    if (!equals)
        return false;
    const text_t name = {word.data, (size_t)(equals - word.data)};
    const size_t kind = kind_of(name), content = content_of((text_t){equals + 1, word.size - name.size - 1});
    if (kind == KINDS || content == CONTENTS || (kinds[kind].takes & BIT(content)) == 0)
        return false;
    *field = (template_field_t){name, kinds[kind].kind, (template_content_t)content};
    return true;
}

/* Whether a field of this name is in a list before one of its fields. */
static bool is_named_before(const char *list, text_t name)
{
    template_field_t field;
    while (template_field_next(&list, &field) && field.name.data != name.data)
        if (text_equal(field.name, name))
            return true;
    return false;
}

bool template_are_fields(const char *list)
{
    const char *fields = list, *const all = list;
    text_t word;
    template_field_t field;
    size_t words = 0, count = 0;
    while (text_next_word(&list, &word))
        words++;
    while (template_field_next(&fields, &field) && !is_named_before(all, field.name))
        count++;
    return count == words && count <= TEMPLATE_FIELDS_MAX;
}
