/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/line.h"

#include "base/clock.h"
#include "base/json/check.h"
#include "base/printable.h"
#include "proto/faults.h"

/* The end of the seconds in an age member (common/store/keys.h). */
#define TIME_MAX (INT64_C(1000) * UINT32_MAX)

static const struct {
    const char *name;
    const field_table_t *table;
} kinds[KIND_COUNT] = {
    [KIND_NONE] = {"", NULL},
    [KIND_COMPANY] = {"company", &company_profile_table},
    [KIND_USER] = {"user", &user_profile_table},
    [KIND_CUSTOMER] = {"customer", &customer_profile_table},
    [KIND_RELATION] = {"relation", &relation_record_table},
    [KIND_TAG] = {"tag", &tag_profile_table},
    [KIND_CUSTOMER_TAG] = {"customer_tag", &customer_tag_record_table},
    [KIND_MESSAGE] = {"message", &staff_message_record_table},
    [KIND_CURSOR] = {"read_cursor", &cursor_record_table},
    [KIND_LOG_CURSOR] = {"log_cursor", &user_mark_record_table},
    [KIND_ACTION] = {"action", &action_record_table},
    [KIND_NOTE] = {"follow_info", &note_record_table},
    [KIND_PHRASE] = {"follow_language", &phrase_record_table},
    [KIND_PHRASE_LAST] = {"follow_language_last", &user_mark_record_table},
};

const char *kind_name(record_kind_t kind)
{
    return kinds[kind].name;
}

const field_table_t *kind_table(record_kind_t kind)
{
    return kinds[kind].table;
}

/* The value of a member; empty when there is none. */
static text_t object_value(text_t object, text_t name)
{
    json_walk_t walk;
    json_item_t item;
    for (json_walk_start(&walk, object); json_walk_next(&walk, &item);)
        if (text_equal(item.key, name))
            return item.value;
    return TEXT_NONE;
}

static record_kind_t find_kind(text_t quoted)
{
    for (record_kind_t kind = KIND_COMPANY; kind < KIND_COUNT; kind++) {
        text_t name = text_of(kinds[kind].name);
        if (quoted.size == name.size + 2 && quoted.data[0] == '"' &&
            memcmp(quoted.data + 1, name.data, name.size) == 0)
            return kind;
    }
    return KIND_NONE;
}

/* What a value must be, for operators. */
static const char *expectation(const field_t *field)
{
    switch (field->type) {
    case FIELD_INT:
    case FIELD_PERCENT:
        return "must be a whole number";
    case FIELD_TEXT:
        return field->min > 0 ? "must be a text that is not empty" : "must be a text";
    case FIELD_VISIBLE:
        return "must be visible ASCII characters";
    case FIELD_DATE:
        return "must be a date such as \"2018-06-01\"";
    case FIELD_TIME:
        return "must be a time such as \"2018-09-21T15:18:01.548\", from 1970 on";
    case FIELD_CHOICE:
        return "must be \"user\" or \"customer\"";
    case FIELD_PHONE:
        return "must be a mainland mobile number, or empty";
    case FIELD_EMAIL:
        return "must be an email address, or empty";
    case FIELD_CONTENT:
        return "must be an object";
    case FIELD_IDS:
        return "must be a list of ids";
    case FIELD_SWITCH:
        return "must be true or false";
    case FIELD_PATH: /* of requests only, as the next */
    case FIELD_BYTES:
        break;
    }
    return "invalid";
}

static void write_fault(buffer_t *faults, const field_t *field, value_status_t status)
{
    buffer_append_format(faults, "%s: ", field->name);
    switch (status) {
    case VALUE_GOOD:
        break;
    case VALUE_REQUIRED:
        buffer_append_literal(faults, "required");
        break;
    case VALUE_INVALID:
        buffer_append_text(faults, text_of(expectation(field)));
        break;
    case VALUE_MIN_VALUE:
        buffer_append_format(faults, "must be at least %lld", (long long)field->min);
        break;
    case VALUE_MAX_VALUE:
        buffer_append_format(faults, "must be at most %lld", (long long)field->max);
        break;
    case VALUE_MAX_LENGTH:
        buffer_append_format(faults, "longer than %lld", (long long)field->max);
        break;
    }
    buffer_append_char(faults, '\n');
}

static value_status_t parse_time(const field_t *field, raw_t raw, record_t *record, size_t index)
{
    int64_t time;
    text_t text = raw.text;
    if (raw.kind == RAW_JSON) {
        if (text.data[0] != '"')
            return VALUE_INVALID;
        text = (text_t){text.data + 1, text.size - 2};
    }
    if (!clock_read_time(text, &time) || time < 0 || time > TIME_MAX)
        return VALUE_INVALID;
    memcpy((char *)record + field->offset, &time, sizeof time);
    record->present |= UINT64_C(1) << index;
    return VALUE_GOOD;
}

static void write_content_faults(buffer_t *faults, const faults_t *why)
{
    for (size_t i = 0; i < why->count; i++)
        buffer_append_format(faults, "content: %.*s\n", TEXT_ARG(faults_sentence(why, i)));
}

/* WeCom takes no notice of case in the ids of its members, and whoever looks one up must find it. */
static void lower_userid(line_t *line, arena_t *arena)
{
    const text_t userid = line->as.user.userid;
    char *lower = arena_new(arena, userid.size + 1);
    for (size_t i = 0; i < userid.size; i++)
        lower[i] = (char)(userid.data[i] >= 'A' && userid.data[i] <= 'Z' ? userid.data[i] + 'a' - 'A'
                                                                         : userid.data[i]);
    line->as.user.userid = (text_t){lower, userid.size};
}

/* Gives the index of the field; -1 when there is none of that name. */
static int parse_field(line_t *line, const field_table_t *table, text_t name, raw_t raw, arena_t *arena,
                       buffer_t *faults)
{
    int index = field_index(table, name);
    if (index < 0) {
        printable_write(faults, name); /* a newline in it would begin a fault of its own */
        buffer_append_literal(faults, ": unknown field\n");
        return index;
    }
    const field_t *field = &table->fields[index];
    record_t *record = &line->as.record;
    faults_t why = {.language = LANGUAGE_ENGLISH};
    value_status_t status = VALUE_INVALID;
    if (field->type == FIELD_TIME)
        status = parse_time(field, raw, record, (size_t)index);
    else if (field->type != FIELD_CONTENT || raw.text.data[0] == '{')
        status = field_parse(table, (size_t)index, raw, record, arena, &why);
    if (status != VALUE_GOOD && field->type == FIELD_CONTENT && why.count > 0)
        write_content_faults(faults, &why);
    else if (status != VALUE_GOOD)
        write_fault(faults, field, status);
    faults_free(&why);
    if (status == VALUE_GOOD && line->kind == KIND_USER && index == USER_USERID)
        lower_userid(line, arena);
    return index;
}

bool line_set(line_t *line, text_t name, text_t value, arena_t *arena, buffer_t *faults)
{
    size_t before = faults->size;
    parse_field(line, kind_table(line->kind), name, (raw_t){RAW_TEXT, value}, arena, faults);
    return faults->size == before;
}

void line_require(const line_t *line, buffer_t *faults)
{
    const field_table_t *table = kind_table(line->kind);
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].required && !record_has(&line->as.record, i))
            write_fault(faults, &table->fields[i], VALUE_REQUIRED);
}

/* Only fields that did not come at all (`seen`, a bit each): what is wrong with the others has been said. */
static void require_members(const field_table_t *table, uint64_t seen, buffer_t *faults)
{
    for (size_t i = 0; i < table->count; i++)
        if (table->fields[i].required && (seen >> i & 1) == 0)
            write_fault(faults, &table->fields[i], VALUE_REQUIRED);
}

/* On which the rules of the content depend, however the number is spelt. */
static bool is_from_customer(text_t text, arena_t *arena)
{
    message_record_t message = {0};
    raw_t raw = {RAW_JSON, object_value(text, TEXT_LITERAL("send_type"))};
    return raw.text.size > 0 &&
           field_parse(&staff_message_record_table, MESSAGE_SENDER, raw, &message.record, arena, NULL) ==
               VALUE_GOOD &&
           message.send_type == 2;
}

static void read_fields(line_t *line, text_t object, arena_t *arena, buffer_t *faults)
{
    const field_table_t *table = kinds[line->kind].table;
    if (line->kind == KIND_MESSAGE && is_from_customer(object, arena))
        table = &customer_message_record_table;
    json_walk_t walk;
    json_item_t item;
    uint64_t seen = 0;
    for (json_walk_start(&walk, object); json_walk_next(&walk, &item);) {
        if (text_equal(item.key, TEXT_LITERAL("type")))
            continue;
        int index = parse_field(line, table, item.key, (raw_t){RAW_JSON, item.value}, arena, faults);
        seen |= index < 0 ? 0 : UINT64_C(1) << index;
    }
    require_members(table, seen, faults);
}

bool line_read(line_t *line, text_t text, uint64_t wanted, arena_t *arena, buffer_t *faults)
{
    size_t before = faults->size;
    memset(line, 0, sizeof *line);
    json_fault_t fault;
    json_type_t type = json_check_why(text, &fault);
    if (type != JSON_OBJECT) {
        if (type == JSON_INVALID)
            json_fault_explain(faults, fault, LANGUAGE_ENGLISH);
        else
            buffer_append_literal(faults, "not a JSON object");
        buffer_append_char(faults, '\n');
        return false;
    }
    text_t name = object_value(text, TEXT_LITERAL("type"));
    line->kind = find_kind(name);
    if (line->kind == KIND_NONE) {
        if (name.size == 0)
            buffer_append_literal(faults, "type: required\n");
        else
            buffer_append_format(faults, "type: there is no type %.*s\n", TEXT_ARG(name));
        return false;
    }
    if ((wanted >> line->kind & 1) != 0)
        read_fields(line, text, arena, faults);
    return faults->size == before;
}
