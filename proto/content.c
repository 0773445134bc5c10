/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/content.h"

#include "base/json/check.h"
#include "base/json/number.h"
#include "base/json/write.h"

typedef enum {
    FIELD_INFO_TYPE,
    FIELD_MSG,
    FIELD_URL,
    FIELD_PRODUCT_COVER_URL,
    FIELD_PRODUCT_NAME,
    FIELD_PRODUCT_PRICE,
    FIELD_COUNT,
    FIELD_SERVER, /* any name that the server sets */
    FIELD_OTHER
} field_t;

enum { NEEDS_MAX = 3 };

/* Every name that the contract knows, by length, so that a search ends early. */
static const struct {
    text_t name;
    field_t field;
} NAMES[] = {
    {TEXT_CONSTANT("id"), FIELD_SERVER},
    {TEXT_CONSTANT("msg"), FIELD_MSG},
    {TEXT_CONSTANT("url"), FIELD_URL},
    {TEXT_CONSTANT("src"), FIELD_SERVER},
    {TEXT_CONSTANT("name"), FIELD_SERVER},
    {TEXT_CONSTANT("user_id"), FIELD_SERVER},
    {TEXT_CONSTANT("customer"), FIELD_SERVER},
    {TEXT_CONSTANT("dateTime"), FIELD_SERVER},
    {TEXT_CONSTANT("info_type"), FIELD_INFO_TYPE},
    {TEXT_CONSTANT("send_type"), FIELD_SERVER},
    {TEXT_CONSTANT("customer_id"), FIELD_SERVER},
    {TEXT_CONSTANT("user_avator"), FIELD_SERVER},
    {TEXT_CONSTANT("user_avatar"), FIELD_SERVER},
    {TEXT_CONSTANT("product_name"), FIELD_PRODUCT_NAME},
    {TEXT_CONSTANT("product_price"), FIELD_PRODUCT_PRICE},
    {TEXT_CONSTANT("is_first_info"), FIELD_SERVER},
    {TEXT_CONSTANT("from_user_name"), FIELD_SERVER},
    {TEXT_CONSTANT("customer_avatar"), FIELD_SERVER},
    {TEXT_CONSTANT("product_cover_url"), FIELD_PRODUCT_COVER_URL},
    {TEXT_CONSTANT("customer_headimgurl"), FIELD_SERVER},
    {TEXT_CONSTANT("is_customer_already_read"), FIELD_SERVER},
    {TEXT_CONSTANT("is_customer_already_read_text"), FIELD_SERVER},
};

/* What a field's value must be once its info_type needs it. */
static const content_member_t RULES[FIELD_COUNT] = {
    [FIELD_INFO_TYPE] = {"info_type", CONTENT_NEEDS_TYPE, "which kind of message it is"},
    [FIELD_MSG] = {"msg", CONTENT_NEEDS_FILLED_TEXT, "the text"},
    [FIELD_URL] = {"url", CONTENT_NEEDS_FILLED_TEXT, "where the picture or video is"},
    [FIELD_PRODUCT_COVER_URL] = {"product_cover_url", CONTENT_NEEDS_TEXT, "where the product's picture is"},
    [FIELD_PRODUCT_NAME] = {"product_name", CONTENT_NEEDS_TEXT, "the product's name"},
    [FIELD_PRODUCT_PRICE] = {"product_price", CONTENT_NEEDS_TEXT_OR_NUMBER, "its price"},
};

/* The fields that each info_type needs; FIELD_COUNT ends the list. */
static const field_t NEEDS[CONTENT_TYPE_MAX + 1][NEEDS_MAX + 1] = {
    [1] = {FIELD_MSG, FIELD_COUNT},
    [2] = {FIELD_PRODUCT_COVER_URL, FIELD_PRODUCT_NAME, FIELD_PRODUCT_PRICE, FIELD_COUNT},
    [3] = {FIELD_MSG, FIELD_COUNT},
    [4] = {FIELD_URL, FIELD_COUNT},
    [5] = {FIELD_URL, FIELD_COUNT},
    [6] = {FIELD_MSG, FIELD_COUNT},
};

const char *content_type_name(int info_type)
{
    static const char *const names[CONTENT_TYPE_MAX + 1] = {
        [1] = "text or emoji", [2] = "product inquiry", [3] = "asking for a phone number or WeChat id",
        [4] = "picture",       [5] = "video",           [6] = "mini program or mall",
    };
    return names[info_type];
}

bool content_member(int info_type, size_t index, content_member_t *member)
{
    const field_t *needs = NEEDS[info_type];
    for (size_t i = 0; i <= index; i++)
        if (needs[i] == FIELD_COUNT)
            return false;
    *member = RULES[needs[index]];
    return true;
}

#define STAFF_ASK_PHONE ",\"msg\":\"您好,请问能否告诉我您的手机号?\""

typedef struct {
    text_t values[FIELD_COUNT];     /* JSON text */
    json_type_t types[FIELD_COUNT]; /* JSON_INVALID: the field is missing */
    bool collides;
} content_t;

static field_t field_find(text_t name)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES && NAMES[i].name.size <= name.size; i++)
        if (text_equal(NAMES[i].name, name))
            return NAMES[i].field;
    return FIELD_OTHER;
}

/* 1..6 from the JSON number or from the decimal string (api.md 1); 0 for anything else. */
static int info_type_read(json_type_t type, text_t value)
{
    buffer_t plain = {0};
    if (type == JSON_STRING) {
        json_unescape(&plain, value);
        value = buffer_text(&plain);
    }
    int64_t number = 0;
    bool ok = type == JSON_NUMBER ? json_read_whole(value, &number)
                                  : type == JSON_STRING && text_to_int(value, &number);
    ok = ok && number >= 1 && number <= CONTENT_TYPE_MAX;
    buffer_free(&plain);
    return ok ? (int)number : 0;
}

/* Appends the name as a JSON string, as short as RFC 8259 allows, and says which field it is. */
static field_t name_store(buffer_t *stored, const json_item_t *item)
{
    if (!item->key_escaped) {
        buffer_append(stored, item->key.data - 1, item->key.size + 2);
        return field_find(item->key);
    }
    buffer_t plain = {0};
    json_unescape(&plain, (text_t){item->key.data - 1, item->key.size + 2});
    json_write_string(stored, buffer_text(&plain));
    field_t field = field_find(buffer_text(&plain));
    buffer_free(&plain);
    return field;
}

static void value_store(buffer_t *stored, const json_item_t *item, field_t field)
{
    /* A wrong info_type may leave anything here: it is taken back by content_check. */
    if (field == FIELD_INFO_TYPE)
        buffer_append_int(stored, info_type_read(item->type, item->value));
    else if (item->type == JSON_OBJECT || item->type == JSON_ARRAY)
        json_compact(stored, item->value);
    else
        buffer_append_text(stored, item->value);
}

/* Appends the members of the object and notes those that matter. */
static void members_store(buffer_t *stored, text_t object, content_t *content)
{
    json_walk_t walk;
    json_item_t item;
    json_walk_start(&walk, object);
    for (bool first = true; json_walk_next(&walk, &item); first = false) {
        if (!first)
            buffer_append_char(stored, ',');
        field_t field = name_store(stored, &item);
        buffer_append_char(stored, ':');
        value_store(stored, &item, field);
        content->collides |= field == FIELD_SERVER;
        if (field < FIELD_COUNT) {
            content->values[field] = item.value;
            content->types[field] = item.type;
        }
    }
}

static bool value_meets(content_need_t need, json_type_t type, text_t value)
{
    if (need == CONTENT_NEEDS_TYPE)
        return info_type_read(type, value) != 0;
    if (type == JSON_NUMBER)
        return need == CONTENT_NEEDS_TEXT_OR_NUMBER;
    return type == JSON_STRING && (need != CONTENT_NEEDS_FILLED_TEXT || value.size > 2 /* the quotes */);
}

static bool field_is_good(const content_t *content, field_t field)
{
    return value_meets(RULES[field].need, content->types[field], content->values[field]);
}

static void add_error(content_info_t *info, content_error_t error)
{
    info->errors[info->error_count++] = error;
}

static void field_check(const content_t *content, field_t field, content_info_t *info)
{
    bool missing = content->types[field] == JSON_INVALID;
    if (!field_is_good(content, field))
        add_error(info, (content_error_t){missing ? CONTENT_REQUIRED : CONTENT_INVALID,
                                          missing ? CONTENT_NEEDS_VALUE : RULES[field].need,
                                          RULES[field].name,
                                          {0}});
}

/* Checks what the info_type needs, adding the text that the staff side may leave out. */
static void kind_check(const content_t *content, content_side_t side, buffer_t *stored, content_info_t *info)
{
    field_check(content, FIELD_INFO_TYPE, info);
    if (info->error_count > 0)
        return;
    int kind = info_type_read(content->types[FIELD_INFO_TYPE], content->values[FIELD_INFO_TYPE]);
    if (kind == CONTENT_TYPE_ASK_PHONE && side == CONTENT_FROM_STAFF &&
        content->types[FIELD_MSG] == JSON_INVALID) {
        buffer_append_literal(stored, STAFF_ASK_PHONE);
    } else {
        for (const field_t *need = NEEDS[kind]; *need != FIELD_COUNT; need++)
            field_check(content, *need, info);
    }
    if (info->error_count > 0)
        return;
    info->info_type = kind;
    info->collides = content->collides;
}

/* Checks the text as a whole. */
static void text_check(text_t json, content_info_t *info)
{
    const text_t value = json_without_mark(json);
    json_fault_t fault = {.kind = JSON_FAULT_NONE};
    if (json.size > CONTENT_SIZE_MAX) {
        add_error(info, (content_error_t){CONTENT_MAX_LENGTH, CONTENT_NEEDS_LESS, NULL, fault});
    } else if (json_check_why(value, &fault) != JSON_OBJECT) {
        fault.at += json.size - value.size;
        add_error(info,
                  (content_error_t){CONTENT_INVALID, fault.kind ? CONTENT_NEEDS_JSON : CONTENT_NEEDS_OBJECT,
                                    NULL, fault});
    }
}

content_status_t content_check(text_t json, content_side_t side, buffer_t *stored, content_info_t *info)
{
    info->info_type = 0;
    info->collides = false;
    info->error_count = 0;
    text_check(json, info);
    if (info->error_count > 0)
        return info->errors[0].status;
    size_t before = stored->size;
    content_t content = {.collides = false};
    members_store(stored, json_without_mark(json), &content);
    kind_check(&content, side, stored, info);
    if (info->error_count == 0)
        return CONTENT_OK;
    stored->size = before;
    return info->errors[0].status;
}

/* What stands for "…" if it is "info_type":N,"msg":"…", as nearly every message is; NULL data if it is not.
 * Whether the text goes on to its end is not looked at. */
static text_t text_alone(text_t stored, int64_t info_type)
{
    static const char head[] = "\"info_type\":N,\"msg\":\"";
    enum { HEAD = sizeof head - 1, DIGIT = 12 };
    if (NEEDS[info_type][0] != FIELD_MSG || stored.size < HEAD + 2 || memcmp(stored.data, head, DIGIT) != 0 ||
        stored.data[DIGIT] != '0' + info_type ||
        memcmp(stored.data + DIGIT + 1, head + DIGIT + 1, HEAD - DIGIT - 1) != 0 ||
        stored.data[stored.size - 1] != '"')
        return TEXT_NONE;
    return (text_t){stored.data + HEAD, stored.size - HEAD - 1};
}

text_t content_stored_text(text_t stored, int64_t info_type)
{
    const text_t text = text_alone(stored, info_type);
    const bool plain = text.size > 0 && !memchr(text.data, '"', text.size) &&
                       !memchr(text.data, '\\', text.size);
    return plain ? text : TEXT_NONE;
}

/* The field of a stored name. One with escapes that hides a name of the server's is none that was stored by
 * us: names are compared as bytes from here on. */
static bool stored_name_find(const json_item_t *item, field_t *field)
{
    *field = field_find(item->key);
    if (!item->key_escaped)
        return true;
    buffer_t plain = {0};
    json_unescape(&plain, (text_t){item->key.data - 1, item->key.size + 2});
    bool hides = field_find(buffer_text(&plain)) != FIELD_OTHER;
    buffer_free(&plain);
    return !hides;
}

static bool stored_members_read(text_t stored, content_t *content)
{
    json_walk_t walk = {stored.data, stored.data + stored.size};
    json_item_t item;
    while (json_walk_next(&walk, &item)) {
        field_t field;
        if (!stored_name_find(&item, &field))
            return false;
        content->collides |= field == FIELD_SERVER;
        if (field < FIELD_COUNT) {
            content->values[field] = item.value;
            content->types[field] = item.type;
        }
    }
    return true;
}

bool content_stored_is_sound(text_t stored, int64_t info_type, bool collides)
{
    if (info_type < 1 || info_type > CONTENT_TYPE_MAX || stored.size > CONTENT_STORED_MAX)
        return false;
    const text_t text = text_alone(stored, info_type);
    if (text.size > 0 && json_string_is_plain(text))
        return true;
    content_t content = {.collides = false};
    if (!json_check_members(stored) || !stored_members_read(stored, &content) ||
        content.types[FIELD_INFO_TYPE] != JSON_NUMBER || content.values[FIELD_INFO_TYPE].size != 1 ||
        (content.collides && !collides) ||
        info_type_read(JSON_NUMBER, content.values[FIELD_INFO_TYPE]) != info_type)
        return false;
    for (const field_t *need = NEEDS[info_type]; *need != FIELD_COUNT; need++)
        if (!field_is_good(&content, *need))
            return false;
    return true;
}
