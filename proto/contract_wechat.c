/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The methods of the WeChat service (docs/api.md, WeChat) as clients, browsers and WeChat itself reach them.
 * What services ask of each other for it stands in contract_internal.c.
 */
#include "proto/answers_wechat.h"
#include "proto/contract_parts.h"
#include "proto/requests.h"

#define GZH "/gongzhonghao/work_gongzhonghao_auth"
#define QY "/qiyeweixin/work_weixin_auth"

enum {
    ID_MAX_SIZE = 64,   /* characters of what we made up ourselves: shares, logins, states, pictures */
    CODE_MAX = 512,     /* those of WeChat's codes; theirs have 32 to 64 */
    NEXT_MAX = 512,     /* bytes */
    ADDRESS_MAX = 2048, /* characters */
    LEVEL_MAX = 100
};

static const char *const scopes[] = {[GZH_SCOPE_BASE] = "base", [GZH_SCOPE_USERINFO] = "userinfo", NULL};
static const char *const ways[] = {[QY_VIA_APP] = "app", [QY_VIA_QR] = "qr", NULL};
static const char *const qr_kinds[] = {[QR_GZH] = "gzh", [QR_H5] = "h5", NULL};

#define COMPANY(record)                                                                                      \
    {                                                                                                        \
        .name = "id", .key = "company_id", .offset = offsetof(record, company_id), .type = FIELD_INT,        \
        .from = FROM_PATH, .required = true, .min = 1, .max = ID_MAX, .help = "the company"                  \
    }
#define TEXT(edge, record, member, where, longest, meaning)                                                  \
    .name = (edge), FIELD_AT(record, member), .type = FIELD_VISIBLE, .from = (where), .max = (longest),      \
    .help = (meaning)
#define GIVEN .required = true, .min = 1
#define NEXT                                                                                                 \
    {                                                                                                        \
        .name = "next", FIELD_AT(wechat_login_request_t, next), .type = FIELD_PATH, .from = FROM_QUERY,      \
        .min = 1, .max = NEXT_MAX, .help = "where in the pages to go on, from `/`, but not `//` or `/\\`"    \
    }
#define CODE                                                                                                 \
    {                                                                                                        \
        TEXT("code", wechat_login_request_t, code, FROM_QUERY, CODE_MAX,                                     \
             "WeChat's, for who came; without it they did not allow it")                                     \
    }
#define STATE                                                                                                \
    {                                                                                                        \
        TEXT("state", wechat_login_request_t, state, FROM_QUERY, ID_MAX_SIZE,                                \
             "ours, as WeChat was given it")                                                                 \
    }
#define COOKIE(record, meaning)                                                                              \
    {                                                                                                        \
        TEXT("leida_wx", record, cookie, FROM_COOKIE, ID_MAX_SIZE, meaning)                                  \
    }
#define LOGIN_COOKIE                                                                                         \
    COOKIE(wechat_login_request_t, "set on the way out: the browser that returns is the one that left")

static const field_t gzh_start_fields[] = {
    COMPANY(wechat_login_request_t),
    {TEXT("s", wechat_login_request_t, share, FROM_QUERY, ID_MAX_SIZE, "the share that was opened")},
    NEXT,
    {.name = "scope",
     FIELD_AT(wechat_login_request_t, scope),
     .type = FIELD_CHOICE,
     .from = FROM_QUERY,
     .choices = scopes,
     .help = "userinfo: with name and picture, after a tap only; base if not given"},
    LOGIN_COOKIE,
};

static const field_t gzh_return_fields[] = {CODE, STATE, LOGIN_COOKIE};

static const field_t share_open_fields[] = {
    {TEXT("s", wechat_login_request_t, share, FROM_QUERY, ID_MAX_SIZE, "the share"), GIVEN},
};

static const field_t qy_login_fields[] = {
    COMPANY(wechat_login_request_t),
    NEXT,
    {.name = "via",
     FIELD_AT(wechat_login_request_t, via),
     .type = FIELD_CHOICE,
     .from = FROM_QUERY,
     .choices = ways,
     .help = "qr: a desktop browser shows a code to scan; app if not given"},
    CODE,
    STATE,
    LOGIN_COOKIE,
};

static const field_t exchange_fields[] = {
    {TEXT("login", exchange_request_t, login, FROM_BODY, ID_MAX_SIZE,
          "of the page's address; good once, 60 s"),
     GIVEN},
    COOKIE(exchange_request_t, "of the browser in which the login began: without it there is no `session`"),
};

#define ARTICLE                                                                                              \
    {                                                                                                        \
        .name = "article_id", FIELD_AT(wechat_request_t, article_id), .type = FIELD_INT, .from = FROM_QUERY, \
        .min = 1, .max = ID_MAX, .help = "the article that is shared"                                        \
    }

static const field_t customer_share_fields[] = {
    {.name = "uid",
     .key = "staff_id",
     .offset = offsetof(wechat_request_t, staff_id),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .required = true,
     .min = 1,
     .max = ID_MAX,
     .help = "the staff user to whom it leads"},
    ARTICLE,
    {.name = "level",
     FIELD_AT(wechat_request_t, level),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .min = 0,
     .max = LEVEL_MAX,
     .help = "of the page that is shared; the link has one more, 100 at most"},
};

static const field_t staff_share_fields[] = {ARTICLE};

static const field_t sign_fields[] = {
    {.name = "location_href",
     FIELD_AT(wechat_request_t, location),
     .type = FIELD_TEXT,
     .from = FROM_QUERY,
     .required = true,
     .min = 1,
     .max = ADDRESS_MAX,
     .help = "the page's address; what stands from # on does not count"},
};

static const field_t qr_code_fields[] = {
    {.name = "customer_id",
     FIELD_AT(wechat_request_t, customer_id),
     .type = FIELD_INT,
     .from = FROM_QUERY,
     .min = 1,
     .max = ID_MAX,
     .help = "the customer who hands it on"},
    {.name = "kind",
     FIELD_AT(wechat_request_t, kind),
     .type = FIELD_CHOICE,
     .from = FROM_QUERY,
     .required = true,
     .choices = qr_kinds,
     .help = "what it leads to: the official account, or our pages"},
};

static const field_t qr_image_fields[] = {
    {TEXT("name", qr_image_request_t, image, FROM_PATH, ID_MAX_SIZE, "which picture"), GIVEN},
};

#define SIGNED_BY(edge, member, longest, meaning)                                                            \
    {                                                                                                        \
        TEXT(edge, wechat_callback_request_t, member, FROM_QUERY, longest, meaning)                          \
    }
#define SIGNED                                                                                               \
    COMPANY(wechat_callback_request_t), SIGNED_BY("signature", signature, 64, "of token, timestamp, nonce"), \
        SIGNED_BY("msg_signature", msg_signature, 64, "of these and what is encrypted"),                     \
        SIGNED_BY("timestamp", timestamp, 32, "s since 1970"), SIGNED_BY("nonce", nonce, 128, "any")

static const field_t verify_fields[] = {
    SIGNED,
    SIGNED_BY("echostr", echostr, 1024, "what to answer"),
};

static const field_t callback_fields[] = {
    SIGNED,
    SIGNED_BY("encrypt_type", encrypt_type, 16, "aes, or nothing"),
    {.name = "xml",
     FIELD_AT(wechat_callback_request_t, body),
     .type = FIELD_BYTES,
     .from = FROM_RAW,
     .max = WECHAT_CALLBACK_BODY_MAX,
     .help = "the message"},
};

#define BROWSER(method_fields)                                                                               \
    .service = SERVICE_WECHAT, OF_ANYBODY, .answers = ANSWERS_REDIRECT, .http_method = HTTP_GET,             \
    .invalid = STATUS_INVALID, .done = "请求成功",                                                           \
    .request = FIELD_TABLE(method_fields, wechat_login_request_t)
#define EXCHANGE                                                                                             \
    .service = SERVICE_WECHAT, OF_ANYBODY, .http_method = HTTP_POST, .writes = true,                         \
    .invalid = STATUS_INVALID, .summary = "Log in with what a page got when WeChat had led back to it",      \
    .done = "登录成功", .request = FIELD_TABLE(exchange_fields, exchange_request_t)
#define LOOK(whose, method_fields)                                                                           \
    .service = SERVICE_WECHAT, whose(wechat_request_t), .http_method = HTTP_GET, .invalid = STATUS_INVALID,  \
    .request = FIELD_TABLE(method_fields, wechat_request_t)
#define VERIFY                                                                                               \
    .service = SERVICE_WECHAT, OF_ANYBODY, .answers = ANSWERS_CALLBACK, .http_method = HTTP_GET,             \
    .invalid = STATUS_REFUSED, .done = "success",                                                            \
    .request = FIELD_TABLE(verify_fields, wechat_callback_request_t)
#define CALLBACK                                                                                             \
    .service = SERVICE_WECHAT, OF_ANYBODY, .answers = ANSWERS_CALLBACK, .http_method = HTTP_POST,            \
    .writes = true, .invalid = STATUS_REFUSED, .done = "success",                                            \
    .request = FIELD_TABLE(callback_fields, wechat_callback_request_t)

const method_t contract_wechat[] = {
    {.id = METHOD_GZH_START,
     BROWSER(gzh_start_fields),
     .writes = true,
     .name = "gzh_start",
     .path = GZH "/{id}",
     .summary = "Send a customer's browser to WeChat, to say who it is"},
    {.id = METHOD_GZH_RETURN,
     BROWSER(gzh_return_fields),
     .writes = true,
     .name = "gzh_return",
     .path = GZH,
     .summary = "Where WeChat sends it back to"},
    {.id = METHOD_GZH_EXCHANGE,
     EXCHANGE,
     .name = "gzh_exchange",
     .path = GZH "/exchange",
     .data = &customer_login_columns},
    {.id = METHOD_CUSTOMER_SHARE,
     LOOK(OF_CUSTOMER, customer_share_fields),
     .writes = true,
     .name = "customer_share",
     .path = GZH "/create_gongzhonghao_share_auth_url",
     .summary = "A link by which a customer hands a staff user on",
     .done = "请求成功",
     .data = &share_columns},
    {.id = METHOD_SHARE_OPEN,
     BROWSER(share_open_fields),
     .name = "share_open",
     .path = GZH "/redirect_share_url",
     .summary = "Open such a link"},
    {.id = METHOD_CUSTOMER_SIGN,
     LOOK(OF_CUSTOMER, sign_fields),
     .name = "customer_sign",
     .path = GZH "/gongzhonghao_share_sign",
     .summary = "What a page needs to use WeChat's JS-SDK",
     .done = "查询成功",
     .data = &sign_columns},
    {.id = METHOD_QY_LOGIN,
     BROWSER(qy_login_fields),
     .writes = true,
     .name = "qy_login",
     .path = QY "/{id}",
     .summary = "Send a staff user's browser to WeCom; with `code` or `state`, where WeCom sends it back to"},
    {.id = METHOD_QY_EXCHANGE,
     EXCHANGE,
     .name = "qy_exchange",
     .path = QY "/exchange",
     .data = &staff_login_columns},
    {.id = METHOD_STAFF_SHARE,
     LOOK(OF_STAFF, staff_share_fields),
     .writes = true,
     .name = "staff_share",
     .path = QY "/create_gongzhonghao_share_auth_url",
     .summary = "A link by which a staff user shares an article, or just themselves",
     .done = "请求成功",
     .data = &share_columns},
    {.id = METHOD_STAFF_SIGN,
     LOOK(OF_STAFF, sign_fields),
     .name = "staff_sign",
     .path = QY "/gongzhonghao_share_sign",
     .summary = "What a page inside WeCom needs to use the JS-SDK",
     .done = "查询成功",
     .data = &sign_columns},
    {.id = METHOD_ENTERPRISE_SIGN,
     LOOK(OF_STAFF, sign_fields),
     .name = "enterprise_sign",
     .path = "/qiyeweixin/enterprise_weixin_sign",
     .summary = "The same with the name `appId`, as older pages know it",
     .done = "查询成功",
     .data = &enterprise_sign_columns},
    {.id = METHOD_QR_CODE,
     LOOK(OF_STAFF, qr_code_fields),
     .writes = true,
     .name = "qr_code",
     .path = "/qiyeweixin/qr_code_auth",
     .summary = "A QR code that leads to the caller",
     .done = "生成二维码成功",
     .data = &qr_code_columns},
    {.id = METHOD_QR_IMAGE,
     .service = SERVICE_WECHAT,
     OF_ANYBODY,
     .answers = ANSWERS_PICTURE,
     .http_method = HTTP_GET,
     .invalid = STATUS_INVALID,
     .done = "请求成功",
     .request = FIELD_TABLE(qr_image_fields, qr_image_request_t),
     .name = "qr_image",
     .path = "/qiyeweixin/qr_code_auth/image/{name}",
     .summary = "The picture of such a code"},
    {.id = METHOD_GZH_VERIFY,
     VERIFY,
     .name = "gzh_verify",
     .path = "/gongzhonghao/callback/{id}",
     .summary = "WeChat asks whether this address is ours"},
    {.id = METHOD_GZH_CALLBACK,
     CALLBACK,
     .name = "gzh_callback",
     .path = "/gongzhonghao/callback/{id}",
     .summary = "WeChat tells of a message or an event"},
    {.id = METHOD_QY_VERIFY,
     VERIFY,
     .name = "qy_verify",
     .path = "/qiyeweixin/callback/{id}",
     .summary = "WeCom asks whether this address is ours"},
    {.id = METHOD_QY_CALLBACK,
     CALLBACK,
     .name = "qy_callback",
     .path = "/qiyeweixin/callback/{id}",
     .summary = "WeCom tells of an event"},
};
const size_t contract_wechat_count = sizeof contract_wechat / sizeof *contract_wechat;
