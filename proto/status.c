/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/status.h"

static const status_info_t infos[STATUS_COUNT] = {
    [STATUS_DONE] = {200, 200, NULL, "done"},
    [STATUS_EMPTY] = {200, 200, NULL, "empty"},
    [STATUS_NO_DATA] = {200, 302, "没有数据", "no_data"},
    [STATUS_NO_SUCH_ID] = {200, 302, "ID不存在", "no_such_id"},
    [STATUS_NO_SUCH_TAG] = {200, 301, "用户标签不存在", "no_such_tag"},
    [STATUS_NO_RELATION] = {200, 307, "用户-客户关系不存在", "no_relation"},
    [STATUS_CREDENTIALS] = {200, 400, "token异常", "credentials"},
    [STATUS_INVALID] = {200, 402, "请求异常", "invalid"},
    [STATUS_BODY_INVALID] = {200, 303, "数据验证失败", "body_invalid"},
    [STATUS_KEY_REUSED] = {200, 409, "幂等键已用于其他内容", "key_reused"},
    [STATUS_TOO_MANY] = {429, 429, "请求过于频繁", "too_many"},
    [STATUS_UNAVAILABLE] = {503, 503, "服务暂不可用,请稍后重试", "unavailable"},
    [STATUS_DEADLINE] = {504, 504, "处理超时,结果未知", "deadline"},
    [STATUS_MALFORMED] = {400, 400, "请求格式错误", "malformed"},
    [STATUS_UNKNOWN_PATH] = {404, 404, "非法请求", "unknown_path"},
    [STATUS_WRONG_METHOD] = {405, 402, "请求方式异常", "wrong_verb"},
    [STATUS_BODY_TOO_LARGE] = {413, 413, "请求内容过大", "body_too_large"},
    [STATUS_URI_TOO_LONG] = {414, 414, "请求地址过长", "uri_too_long"},
    [STATUS_MEDIA_TYPE] = {415, 415, "不支持的内容类型", "media_type"},
    [STATUS_PASSED] = {503, 503, "服务暂不可用,请稍后重试", "passed"},
    [STATUS_PASSED_UNKNOWN] = {504, 504, "处理超时,结果未知", "passed_unknown"},
    [STATUS_HEAD_TOO_LARGE] = {431, 431, "请求头过大", "head_too_large"},
    [STATUS_TOO_SLOW] = {408, 408, "请求超时", "too_slow"},
    [STATUS_HTTP_VERSION] = {505, 505, "不支持的HTTP版本", "http_version"},
    [STATUS_PHRASE_EXISTS] = {200, 301, "常用语已存在", "phrase_exists"},
    [STATUS_NO_SUCH_PHRASE] = {200, 302, "ID不存在或者不允许删除", "no_such_phrase"},
    [STATUS_CODING] = {501, 501, "不支持的传输编码", "coding"},
    [STATUS_TAG_EXISTS] = {200, 301, "标签名已存在", "tag_exists"},
    [STATUS_TAGS_FULL] = {200, 301, "标签数量已达上限", "tags_full"},
    [STATUS_UPGRADE] = {426, 426, "不支持的WebSocket版本", "upgrade"},
    [STATUS_ORIGIN] = {403, 403, "不允许的来源", "origin"},
    [STATUS_RAW] = {200, 200, NULL, "raw"},
    [STATUS_NO_ACCOUNT] = {200, 301, "没有公众号app", "no_account"},
    [STATUS_NO_TICKET] = {200, 402, "没有生成生成签名所需的jsapi_ticket", "no_ticket"},
    [STATUS_REFUSED] = {403, 403, "非法回调", "refused"},
};

const status_info_t *status_info(unsigned status)
{
    return &infos[status < STATUS_COUNT ? status : STATUS_UNAVAILABLE];
}
