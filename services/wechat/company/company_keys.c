/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/company/company_keys.h"

#include "services/wechat/company/company.h"
#include "services/wechat/company/template_field.h"
#include "services/wechat/company/web_address.h"

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

enum { AES_KEY_SIZE = 43, TOKEN_LEAST = 3, TOKEN_MOST = 32, ID_MOST = 64, NAME_MOST = 128 };

/* ---- rules: each also takes nothing at all; what must be there is a matter of the block ---- */

static bool has_only(const char *value, const char *characters)
{
    return value[strspn(value, characters)] == '\0';
}

static bool is_id(const char *value)
{
    return has_only(value, LETTERS DIGITS);
}

static bool is_name(const char *value)
{
    return has_only(value, LETTERS DIGITS "_-");
}

static bool is_number(const char *value)
{
    int64_t number;
    return *value == '\0' || (has_only(value, DIGITS) && text_to_plain_int(text_of(value), &number));
}

static bool is_token(const char *value)
{
    return is_id(value) && (*value == '\0' || strlen(value) >= TOKEN_LEAST);
}

static bool is_aes_key(const char *value)
{
    return *value == '\0' || (strlen(value) == AES_KEY_SIZE && has_only(value, LETTERS DIGITS "+/"));
}

static const char *const modes[] = {[COMPANY_SAFE] = "safe", [COMPANY_PLAIN] = "plain", NULL};

#define TEXT_KEY(name, place, most, rule, form, ...)                                                         \
    {                                                                                                        \
        .key = (name), .type = CONFIG_STRING, .offset = offsetof(company_t, place), .default_value = "",     \
        .max = (most), .valid = (rule), .allowed = (form), __VA_ARGS__                                       \
    }

/* The four secrets of a block. */
#define BLOCK_KEYS(block, place)                                                                             \
    TEXT_KEY(block ".secret", place.secret, 256, NULL, NULL, .secret = true,                                 \
             .help = "the secret by which access tokens are got"),                                           \
        TEXT_KEY(block ".token", place.token, TOKEN_MOST, is_token, "3..32 letters and digits",              \
                 .secret = true, .help = "what callbacks are signed with"),                                  \
        TEXT_KEY(block ".aes_key", place.aes_key, AES_KEY_SIZE, is_aes_key, "43 characters of base64",       \
                 .secret = true, .help = "the EncodingAESKey of callbacks"),                                 \
        TEXT_KEY(block ".aes_key_previous", place.aes_key_previous, AES_KEY_SIZE, is_aes_key,                \
                 "43 characters of base64", .secret = true,                                                  \
                 .help = "the one before, which messages under way may have yet")

static const config_key_t keys[] = {
    TEXT_KEY("gzh.appid", gzh.appid, ID_MOST, is_id, "letters and digits, 64 at most",
             .help = "the appid of the official account"),
    TEXT_KEY("gzh.account", gzh.account, ID_MOST, is_name, "letters, digits, '_' and '-', 64 at most",
             .help = "its original id, gh_...; where messages come with another, a log line says so"),
    BLOCK_KEYS("gzh", gzh),
    {.key = "gzh.mode",
     .type = CONFIG_CHOICE,
     .offset = offsetof(company_t, gzh.mode),
     .default_value = "safe",
     .choices = modes,
     .help = "safe: only encrypted messages are taken; plain: for tests"},
    TEXT_KEY("gzh.template_id", gzh.template_id, NAME_MOST, is_name,
             "letters, digits, '_' and '-', 128 at most", .help = "the template of reminders"),
    TEXT_KEY("gzh.template_fields", gzh.template_fields, 1024, template_are_fields, TEMPLATE_FIELDS_FORM,
             .help = "what stands in the fields of that template"),
    TEXT_KEY("gzh.subscribe_id", gzh.subscribe_id, NAME_MOST, is_name,
             "letters, digits, '_' and '-', 128 at most",
             .help = "the template of reminders for those who have asked for one"),
    TEXT_KEY("qy.corpid", qy.corpid, ID_MOST, is_id, "letters and digits, 64 at most",
             .help = "the corpid of WeCom"),
    TEXT_KEY("qy.agentid", qy.agentid, 16, is_number, "a number of 16 digits at most",
             .help = "the id of the app"),
    BLOCK_KEYS("qy", qy),
    TEXT_KEY("h5.customer", customer, 512, web_address_is_page, WEB_ADDRESS_PAGE_FORM,
             .help = "the pages of customers"),
    TEXT_KEY("h5.staff", staff, 512, web_address_is_page, WEB_ADDRESS_PAGE_FORM,
             .help = "the pages of staff users"),
    TEXT_KEY("h5.hosts", hosts, 1024, web_address_are_hosts, WEB_ADDRESS_HOSTS_FORM,
             .help = "the hosts of pages that are signed for the JS-SDK"),
    {.key = "default_staff",
     .type = CONFIG_INT,
     .offset = offsetof(company_t, default_staff),
     .default_value = "0",
     .max = INT64_C(9007199254740991),
     .help = "the staff user of customers who come without one; 0: none"},
    TEXT_KEY("greeting", greeting, 600, NULL, NULL,
             .help = "what a customer who comes by a staff user's QR code is told once; empty: nothing"),
    {.key = "unique_customer",
     .type = CONFIG_SWITCH,
     .offset = offsetof(company_t, unique_customer),
     .default_value = "no",
     .help = "yes: a customer who has a staff user gets no other"},
};

/* ---- blocks ---- */

typedef struct {
    const char *key;
    const char *value;
} given_t;

static bool is_any_given(const given_t *given, size_t count)
{
    size_t i = 0;
    while (i < count && given[i].value[0] == '\0')
        i++;
    return i < count;
}

/* Names those that are missing. */
static void tell_missing(const given_t *needed, size_t count, const char *block, buffer_t *why)
{
    size_t missing = 0;
    for (size_t i = 0; i < count; i++)
        if (needed[i].value[0] == '\0')
            buffer_append_format(why, "%s%s",
                                 missing++ > 0   ? ", "
                                 : why->size > 0 ? "; "
                                                 : "",
                                 needed[i].key);
    if (missing > 0)
        buffer_append_format(why, ": needed where there is any key of %s", block);
}

static void check_gzh(const company_t *company, buffer_t *why)
{
    const company_gzh_t *gzh = &company->gzh;
    const bool plain = gzh->mode == COMPANY_PLAIN;
    const given_t all[] = {{"", gzh->appid},          {"", gzh->account},         {"", gzh->secret},
                           {"", gzh->token},          {"", gzh->aes_key},         {"", gzh->aes_key_previous},
                           {"", gzh->template_id},    {"", gzh->template_fields}, {"", gzh->subscribe_id},
                           {"", plain ? "plain" : ""}};
    const given_t needed[] = {{"gzh.appid", gzh->appid},
                              {"gzh.account", gzh->account},
                              {"gzh.secret", gzh->secret},
                              {"gzh.token", gzh->token},
                              {"gzh.aes_key", plain ? "none" : gzh->aes_key},
                              {"h5.customer", company->customer},
                              {"h5.hosts", company->hosts}};
    if (!is_any_given(all, sizeof all / sizeof *all))
        return;
    tell_missing(needed, sizeof needed / sizeof *needed, "gzh", why);
    if (gzh->template_id[0] != '\0' && gzh->template_fields[0] == '\0')
        buffer_append_format(why, "%sgzh.template_fields: needed with gzh.template_id",
                             why->size > 0 ? "; " : "");
}

static void check_qy(const company_t *company, buffer_t *why)
{
    const company_qy_t *qy = &company->qy;
    const given_t all[] = {{"", qy->corpid}, {"", qy->agentid}, {"", qy->secret},
                           {"", qy->token},  {"", qy->aes_key}, {"", qy->aes_key_previous}};
    const given_t needed[] = {{"qy.corpid", qy->corpid},   {"qy.agentid", qy->agentid},
                              {"qy.secret", qy->secret},   {"qy.token", qy->token},
                              {"qy.aes_key", qy->aes_key}, {"h5.staff", company->staff},
                              {"h5.hosts", company->hosts}};
    if (is_any_given(all, sizeof all / sizeof *all))
        tell_missing(needed, sizeof needed / sizeof *needed, "qy", why);
}

static bool blocks_are_whole(const void *context, buffer_t *why)
{
    const company_t *company = context;
    check_gzh(company, why);
    check_qy(company, why);
    if (why->size == 0 && company->gzh.appid[0] == '\0' && company->qy.corpid[0] == '\0')
        buffer_append_literal(why, "gzh, qy: one of the two blocks must be there");
    return why->size == 0;
}

const config_table_t company_keys = {.process = "leida-wechat",
                                     .summary = "A company whose people get in by WeChat.",
                                     .keys = keys,
                                     .key_count = sizeof keys / sizeof *keys,
                                     .check = blocks_are_whole};
