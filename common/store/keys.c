/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/keys.h"

#include <inttypes.h>

#include "base/date.h"

void keys_credential(buffer_t *out, bool staff, int64_t id)
{
    buffer_append(out, staff ? "cred:u:" : "cred:c:", 7);
    buffer_append_int(out, id);
}

void keys_wx(buffer_t *out, const char *family, text_t name)
{
    buffer_append_format(out, "wx:%s:{%.*s}", family, TEXT_ARG(name));
}

bool keys_read_credential(text_t key, bool *staff, int64_t *id)
{
    const size_t before = sizeof "cred:u:" - 1;
    if (key.size <= before)
        return false;
    *staff = memcmp(key.data, "cred:u:", before) == 0;
    return (*staff || memcmp(key.data, "cred:c:", before) == 0) &&
           text_to_int((text_t){key.data + before, key.size - before}, id);
}

void keys_nonce(buffer_t *out, bool staff, int64_t id, text_t nonce)
{
    buffer_append_literal(out, "nonce:{");
    keys_credential(out, staff, id);
    buffer_append_literal(out, "}:");
    buffer_append_text(out, nonce);
}

/* "FAMILY:7" */
static void keys_record(buffer_t *out, text_t family, int64_t id)
{
    buffer_append_text(out, family);
    buffer_append_char(out, ':');
    buffer_append_int(out, id);
}

void keys_user(buffer_t *out, int64_t user_id)
{
    keys_record(out, TEXT_LITERAL("user"), user_id);
}

void keys_customer(buffer_t *out, int64_t customer_id)
{
    keys_record(out, TEXT_LITERAL("customer"), customer_id);
}

/* "FAMILY:{u:7}" */
static void keys_world(buffer_t *out, text_t family, int64_t user_id)
{
    buffer_append_text(out, family);
    buffer_append_literal(out, ":{u:");
    buffer_append_int(out, user_id);
    buffer_append_char(out, '}');
}

static void keys_pair(buffer_t *out, text_t family, int64_t user_id, int64_t customer_id)
{
    keys_world(out, family, user_id);
    buffer_append_char(out, ':');
    buffer_append_int(out, customer_id);
}

void keys_relation(buffer_t *out, int64_t user_id, int64_t customer_id)
{
    keys_pair(out, TEXT_LITERAL("rel"), user_id, customer_id);
}

void keys_messages(buffer_t *out, int64_t user_id, int64_t customer_id)
{
    keys_pair(out, TEXT_LITERAL("msgs"), user_id, customer_id);
}

void keys_notes(buffer_t *out, int64_t user_id, int64_t customer_id)
{
    keys_pair(out, TEXT_LITERAL("notes"), user_id, customer_id);
}

void keys_conversations(buffer_t *out, int64_t user_id)
{
    keys_world(out, TEXT_LITERAL("chats"), user_id);
}

void keys_latest(buffer_t *out, int64_t user_id)
{
    keys_world(out, TEXT_LITERAL("latest"), user_id);
}

void keys_cursors(buffer_t *out, int64_t user_id)
{
    keys_world(out, TEXT_LITERAL("cursors"), user_id);
}

void keys_phrases(buffer_t *out, int64_t user_id)
{
    keys_world(out, TEXT_LITERAL("phrases"), user_id);
}

void keys_ids(buffer_t *out, text_t family)
{
    buffer_append_literal(out, "ids:");
    buffer_append_text(out, family);
}

void keys_summaries(buffer_t *out, int64_t user_id)
{
    keys_world(out, TEXT_LITERAL("summaries"), user_id);
}

void keys_relation_index(buffer_t *out, int64_t user_id, relation_index_t index)
{
    static const char *const names[] = {":created",  ":expected_pr", ":follow",
                                        ":activity", ":follow:aged", ":activity:aged"};
    keys_world(out, TEXT_LITERAL("rels"), user_id);
    buffer_append_text(out, text_of(names[index]));
}

void keys_log(buffer_t *out, int64_t user_id)
{
    keys_world(out, TEXT_LITERAL("log"), user_id);
}

void keys_log_of_customer(buffer_t *out, int64_t user_id, int64_t customer_id)
{
    keys_log(out, user_id);
    buffer_append_literal(out, KEYS_LOG_CUSTOMER);
    buffer_append_int(out, customer_id);
}

void keys_log_of_action(buffer_t *out, int64_t user_id, int64_t action)
{
    keys_log(out, user_id);
    buffer_append_literal(out, KEYS_LOG_ACTION);
    buffer_append_int(out, action);
}

/* So many digits at the end of the number. */
static void append_digits(buffer_t *out, int number, size_t count)
{
    char *at = buffer_reserve(out, count);
    for (size_t i = count; i > 0; i--, number /= 10)
        at[i - 1] = (char)('0' + number % 10);
    out->size += count;
}

static void append_month(buffer_t *out, date_t date)
{
    append_digits(out, date.year, 4);
    append_digits(out, date.month, 2);
}

void keys_day(buffer_t *out, int64_t day)
{
    const date_t date = date_of_day(day);
    append_month(out, date);
    append_digits(out, date.day, 2);
}

void keys_log_day(buffer_t *out, int64_t user_id, int64_t day)
{
    keys_log(out, user_id);
    buffer_append_literal(out, KEYS_LOG_DAY);
    keys_day(out, day);
}

void keys_log_month(buffer_t *out, int64_t user_id, int64_t day)
{
    keys_log(out, user_id);
    buffer_append_literal(out, KEYS_LOG_MONTH);
    append_month(out, date_of_day(day));
}

void keys_log_given(buffer_t *out, int64_t user_id)
{
    keys_log(out, user_id);
    buffer_append_literal(out, KEYS_LOG_GIVEN);
}

void keys_log_uncounted(buffer_t *out, int64_t user_id)
{
    keys_log(out, user_id);
    buffer_append_literal(out, KEYS_LOG_UNCOUNTED);
}

void keys_once(buffer_t *out, int64_t user_id, const principal_t *sender, text_t key)
{
    keys_world(out, TEXT_LITERAL("once"), user_id);
    buffer_append(out, sender->kind == PRINCIPAL_STAFF ? ":u" : ":c", 2);
    buffer_append_int(out, sender->id);
    buffer_append_char(out, ':');
    buffer_append_text(out, key);
}

void keys_claim(buffer_t *out, int64_t customer_id, text_t key)
{
    buffer_append_literal(out, "once:{c:");
    buffer_append_int(out, customer_id);
    buffer_append_literal(out, "}:");
    buffer_append_text(out, key);
}

enum { CALL_DIGITS = 16 };

static void keys_call(buffer_t *out, uint64_t call_id)
{
    static const char digits[] = "0123456789abcdef";
    buffer_append_char(out, ':');
    char *at = buffer_reserve(out, CALL_DIGITS);
    for (size_t i = CALL_DIGITS; i > 0; i--, call_id >>= 4)
        at[i - 1] = digits[call_id & 15];
    out->size += CALL_DIGITS;
}

void keys_once_call(buffer_t *out, int64_t user_id, uint64_t call_id)
{
    keys_world(out, TEXT_LITERAL("once"), user_id);
    keys_call(out, call_id);
}

void keys_once_tagged(buffer_t *out, int64_t customer_id, uint64_t call_id)
{
    buffer_append_literal(out, "once:{tagged:");
    buffer_append_int(out, customer_id);
    buffer_append_char(out, '}');
    keys_call(out, call_id);
}

void keys_tagged(buffer_t *out, int64_t customer_id)
{
    keys_record(out, TEXT_LITERAL("tagged"), customer_id);
}

void keys_open(buffer_t *out, text_t appid, text_t openid)
{
    buffer_append_format(out, "wx:open:{%.*s:%.*s}", TEXT_ARG(appid), TEXT_ARG(openid));
}

static bool is_identifier(text_t text)
{
    return text_is_visible(text) && text.size > 0 && text.size <= KEYS_OPEN_MAX;
}

bool keys_open_is_sound(text_t appid, text_t openid)
{
    return is_identifier(appid) && is_identifier(openid);
}

void keys_userids(buffer_t *out, int64_t company_id)
{
    buffer_append_format(out, "userids:{%" PRId64 "}", company_id);
}

void keys_bound(buffer_t *out, int64_t customer_id)
{
    keys_record(out, TEXT_LITERAL("bound"), customer_id);
}

void keys_catalogue(buffer_t *out, int64_t company_id)
{
    keys_record(out, TEXT_LITERAL("catalogue"), company_id);
}

void keys_next(buffer_t *out, text_t family)
{
    buffer_append_literal(out, "next:{");
    keys_ids(out, family);
    buffer_append_char(out, '}');
}

void keys_tags(buffer_t *out, int64_t user_id)
{
    keys_world(out, TEXT_LITERAL("tags"), user_id);
}

void keys_tags_bearers(buffer_t *out, int64_t user_id, int64_t tag_id)
{
    keys_tags(out, user_id);
    buffer_append_literal(out, KEYS_TAGS_BEARERS);
    buffer_append_int(out, tag_id);
}

void keys_tags_of(buffer_t *out, int64_t user_id)
{
    keys_tags(out, user_id);
    buffer_append_literal(out, KEYS_TAGS_OF);
}

void keys_tag(buffer_t *out, int64_t tag_id)
{
    keys_record(out, TEXT_LITERAL("tag"), tag_id);
}

void keys_company(buffer_t *out, int64_t company_id)
{
    keys_record(out, TEXT_LITERAL("company"), company_id);
}

enum { AGE_DIGITS = 8 };

void keys_age_member(buffer_t *out, int64_t created_ms, int64_t customer_id, int64_t source)
{
    buffer_append_format(out, "%08x", (unsigned)(created_ms > 0 ? created_ms / 1000 : 0));
    size_t letter = out->size;
    buffer_append_char(out, '?');
    buffer_append_int(out, customer_id);
    out->data[letter] = (char)('A' + (out->size - letter - 2));
    if (source > 0)
        buffer_append_char(out, (char)('a' + source - 1));
}

text_t keys_member_id(text_t member)
{
    if (member.size <= AGE_DIGITS + 1 || member.data[AGE_DIGITS] < 'A')
        return TEXT_NONE;
    size_t size = (size_t)(member.data[AGE_DIGITS] - 'A') + 1, end = AGE_DIGITS + 1 + size;
    if (end > member.size || member.size - end > 1)
        return TEXT_NONE;
    return (text_t){member.data + AGE_DIGITS + 1, size};
}

int64_t keys_member_customer(text_t member)
{
    int64_t id;
    return text_to_int(keys_member_id(member), &id) ? id : 0;
}

int64_t keys_member_created(text_t member)
{
    static const char digits[] = "0123456789abcdef";
    int64_t seconds = 0;
    if (keys_member_id(member).size == 0)
        return -1;
    for (size_t i = 0; i < AGE_DIGITS; i++) {
        const char *digit = memchr(digits, member.data[i], sizeof digits - 1);
        if (!digit)
            return -1;
        seconds = seconds << 4 | (digit - digits);
    }
    return seconds * 1000;
}

int64_t keys_member_source(text_t member)
{
    text_t id = keys_member_id(member);
    const char *end = id.data + id.size;
    return id.size > 0 && end < member.data + member.size ? *end - 'a' + 1 : 0;
}
