/* SPDX-License-Identifier: Apache-2.0 */
/* Raw values, as they come in a query, a form or JSON, into records. */
#include "base/date.h"
#include "base/json/check.h"
#include "base/json/number.h"
#include "proto/content.h"
#include "proto/faults.h"
#include "proto/field_check.h"

static const char *const codes[] = {"", "required", "invalid", "min_value", "max_value", "max_length"};

const char *value_status_code(value_status_t status)
{
    return codes[status];
}

/* First letters sort out nearly all of them before a name is compared. */
static bool has_name(const field_t *field, text_t name)
{
    return name.size > 0 && field->name[0] == name.data[0] && text_equal(text_of(field->name), name);
}

int field_index(const field_table_t *table, text_t name)
{
    for (size_t i = 0; i < table->count; i++)
        if (has_name(&table->fields[i], name))
            return (int)i;
    return -1;
}

static value_status_t parse_int(const field_t *field, text_t text, int64_t *member)
{
    int64_t value = 0;
    bool names = field->max == ID_MAX; /* an id: one and the same has one spelling */
    bool read = names ? text_to_plain_int(text, &value) : text_to_int(text, &value);
    if (!(text.size == 0 && field->clears) && !read)
        return VALUE_INVALID;
    value_status_t status = field_check_int(field, value);
    if (status == VALUE_GOOD)
        *member = value == 0 ? field->zero : value;
    return status;
}

static value_status_t parse_percent(const field_t *field, text_t text, int64_t *member)
{
    if (text.size > 1 && text.data[text.size - 1] == '%')
        text.size--;
    return parse_int(field, text, member);
}

static value_status_t parse_text(const field_t *field, text_t text, text_t *member)
{
    value_status_t status = field_check_text(field, text);
    if (status == VALUE_GOOD)
        *member = text;
    return status;
}

static value_status_t parse_date(const field_t *field, text_t text, int64_t *member)
{
    if (text.size == 0 && field->min == 0) {
        *member = DAY_NONE;
        return VALUE_GOOD;
    }
    return date_read(text, member) ? VALUE_GOOD : VALUE_INVALID;
}

static value_status_t parse_choice(const field_t *field, text_t text, int64_t *member)
{
    for (int64_t i = 0; field->choices[i]; i++) {
        if (text_equal(text_of(field->choices[i]), text)) {
            *member = i;
            return VALUE_GOOD;
        }
    }
    return VALUE_INVALID;
}

static value_status_t parse_switch(text_t text, int64_t *member)
{
    bool yes = text_equal(text, TEXT_LITERAL("true"));
    if (!yes && !text_equal(text, TEXT_LITERAL("false")))
        return VALUE_INVALID;
    *member = yes;
    return VALUE_GOOD;
}

static bool json_is_number(text_t json)
{
    return json.size > 0 && (json.data[0] == '-' || (json.data[0] >= '0' && json.data[0] <= '9'));
}

/* The digits of a whole number, else the JSON text itself. */
static text_t plain_number(text_t json, arena_t *arena)
{
    int64_t value;
    if (text_to_plain_int(json, &value) || !json_read_whole(json, &value))
        return json;
    buffer_t plain = {0};
    buffer_append_int(&plain, value);
    const text_t copy = arena_copy(arena, buffer_text(&plain));
    buffer_free(&plain);
    return copy;
}

/* The text inside a JSON string, the digits of a whole number, else the JSON text itself. */
static text_t plain_text(text_t json, arena_t *arena)
{
    if (json_is_number(json))
        return plain_number(json, arena);
    if (json.size < 2 || json.data[0] != '"')
        return json;
    text_t inside = {json.data + 1, json.size - 2};
    if (!memchr(inside.data, '\\', inside.size))
        return inside;
    buffer_t plain = {0};
    json_unescape(&plain, json);
    text_t copy = arena_copy(arena, buffer_text(&plain));
    buffer_free(&plain);
    return copy;
}

text_t raw_text(raw_t raw, arena_t *arena)
{
    return raw.kind == RAW_TEXT ? raw.text : plain_text(raw.text, arena);
}

static value_status_t parse_ids(const field_t *field, text_t text, id_list_t *member, arena_t *arena,
                                faults_t *why)
{
    const text_t json = json_without_mark(text);
    json_fault_t fault;
    json_type_t type = json_check_why(json, &fault);
    if (type == JSON_INVALID && why) {
        fault.at += text.size - json.size;
        json_fault_explain(&why->text, fault, why->language);
        faults_add(why, VALUE_INVALID);
    }
    if (type != JSON_ARRAY)
        return VALUE_INVALID;
    json_walk_t walk;
    json_item_t item;
    size_t count = 0;
    for (json_walk_start(&walk, json); json_walk_next(&walk, &item);)
        count++;
    if ((int64_t)count > field->max)
        return VALUE_MAX_LENGTH;
    int64_t *values = arena_new(arena, (count + 1) * sizeof *values);
    count = 0;
    for (json_walk_start(&walk, json); json_walk_next(&walk, &item);) {
        int64_t value;
        if ((item.type != JSON_NUMBER && item.type != JSON_STRING) ||
            !text_to_plain_int(plain_text(item.value, arena), &value) || value < 1 || value > ID_MAX)
            return VALUE_INVALID;
        bool again = false;
        for (size_t i = 0; i < count && !again; i++)
            again = values[i] == value;
        if (!again)
            values[count++] = value;
    }
    *member = (id_list_t){values, count};
    return VALUE_GOOD;
}

static const value_status_t content_statuses[] = {
    [CONTENT_OK] = VALUE_GOOD,
    [CONTENT_REQUIRED] = VALUE_REQUIRED,
    [CONTENT_INVALID] = VALUE_INVALID,
    [CONTENT_MAX_LENGTH] = VALUE_MAX_LENGTH,
};

static void explain_content(faults_t *why, const content_info_t *info)
{
    for (size_t i = 0; i < info->error_count; i++) {
        content_error_explain(&why->text, &info->errors[i], why->language);
        faults_add(why, content_statuses[info->errors[i].status]);
    }
}

static value_status_t parse_content(const field_t *field, text_t json, content_t *member, arena_t *arena,
                                    faults_t *why)
{
    buffer_t stored = {0};
    content_info_t info;
    content_status_t status = content_check(json, (content_side_t)field->min, &stored, &info);
    if (status == CONTENT_OK)
        *member = (content_t){arena_copy(arena, buffer_text(&stored)), info.info_type, info.collides};
    else if (why)
        explain_content(why, &info);
    buffer_free(&stored);
    return content_statuses[status];
}

/* What JSON may come as: lists and objects only where the field is JSON text, null where it clears; no true
 * or false. */
static bool json_fits(const field_t *field, text_t json)
{
    char first = json.size ? json.data[0] : 'n';
    if (field->type == FIELD_SWITCH)
        return first == 't' || first == 'f';
    if (first == '"')
        return true;
    if (first == 'n')
        return field->clears;
    if (first == '{' || first == '[')
        return field->type == FIELD_CONTENT || field->type == FIELD_IDS;
    return json_is_number(json) && (field->type == FIELD_INT || field->type == FIELD_PERCENT);
}

static value_status_t parse_value(const field_t *field, text_t text, void *member, arena_t *arena,
                                  faults_t *why)
{
    switch (field->type) {
    case FIELD_INT:
        return parse_int(field, text, member);
    case FIELD_PERCENT:
        return parse_percent(field, text, member);
    case FIELD_TEXT:
    case FIELD_VISIBLE:
    case FIELD_PHONE:
    case FIELD_EMAIL:
    case FIELD_PATH:
    case FIELD_BYTES:
        return parse_text(field, text, member);
    case FIELD_DATE:
        return parse_date(field, text, member);
    case FIELD_CHOICE:
        return parse_choice(field, text, member);
    case FIELD_SWITCH:
        return parse_switch(text, member);
    case FIELD_IDS:
        return parse_ids(field, text, member, arena, why);
    case FIELD_CONTENT:
        return parse_content(field, text, member, arena, why);
    case FIELD_TIME: /* needs the zone: leidactl reads these through common/clock before it comes here */
        return VALUE_INVALID;
    }
    return VALUE_INVALID;
}

static void explain_invalid(buffer_t *out, text_t text)
{
    size_t good = text_utf8_prefix(text);
    if (good == text.size)
        buffer_append_literal(out, "格式不正确");
    else if (text.data[good] == '\0')
        buffer_append_format(out, "含有NUL字符(偏移%zu字节)", good);
    else
        buffer_append_format(out, "不是有效的UTF-8(偏移%zu字节)", good);
}

static void explain(faults_t *why, const field_t *field, value_status_t status, text_t text)
{
    buffer_t *out = &why->text;
    switch (status) {
    case VALUE_GOOD:
        break;
    case VALUE_REQUIRED:
        buffer_append_literal(out, "不能为空");
        break;
    case VALUE_INVALID:
        explain_invalid(out, text);
        break;
    case VALUE_MIN_VALUE:
        buffer_append_format(out, "不能小于%lld", (long long)field->min);
        break;
    case VALUE_MAX_VALUE:
        buffer_append_format(out, "不能大于%lld", (long long)field->max);
        break;
    case VALUE_MAX_LENGTH:
        buffer_append_format(out, "长度不能超过%lld", (long long)field->max);
        break;
    }
    faults_add(why, status);
}

value_status_t field_parse(const field_table_t *table, size_t index, raw_t raw, record_t *record,
                           arena_t *arena, faults_t *why)
{
    const field_t *field = &table->fields[index];
    union {
        int64_t number;
        text_t text;
        content_t content;
        id_list_t ids;
    } unkept;
    void *member = field->offset > 0 ? (void *)((char *)record + field->offset) : &unkept;
    size_t before = why ? why->count : 0;
    value_status_t status = VALUE_INVALID;
    text_t text = raw_text(raw, arena);
    if (field->clears && raw.kind == RAW_JSON && text_equal(raw.text, TEXT_LITERAL("null")))
        text = TEXT_LITERAL("");
    if (raw.kind == RAW_TEXT || json_fits(field, raw.text)) {
        bool empty = text.size == 0 && field->required && !field->may_be_empty;
        status = empty ? VALUE_REQUIRED : parse_value(field, text, member, arena, why);
    }
    if (status == VALUE_GOOD)
        record->present |= UINT64_C(1) << index;
    else if (why && why->count == before)
        explain(why, field, status, text);
    return status;
}
