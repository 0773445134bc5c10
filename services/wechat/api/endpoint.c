/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/endpoint.h"

const endpoint_t endpoints[API_ENDPOINTS] = {
    [API_GZH_OAUTH] = {.name = "gzh_oauth",
                       .path = "/sns/oauth2/access_token",
                       .adds_secret = true,
                       .is_once = true},
    [API_GZH_USERINFO] = {.name = "gzh_userinfo", .path = "/sns/userinfo", .token = TOKEN_GIVEN},
    [API_GZH_TICKET] = {.name = "gzh_ticket", .path = "/cgi-bin/ticket/getticket", .token = TOKEN_ACCOUNT},
    [API_GZH_QRCODE] = {.name = "gzh_qrcode", .path = "/cgi-bin/qrcode/create", .token = TOKEN_ACCOUNT},
    [API_GZH_CUSTOM_SEND] = {.name = "gzh_custom_send",
                             .path = "/cgi-bin/message/custom/send",
                             .token = TOKEN_ACCOUNT,
                             .has_effect = true},
    /* Has a client_msg_id by which WeChat knows the same again. */
    [API_GZH_TEMPLATE_SEND] = {.name = "gzh_template_send",
                               .path = "/cgi-bin/message/template/send",
                               .token = TOKEN_ACCOUNT},
    [API_GZH_SUBSCRIBE_SEND] = {.name = "gzh_subscribe_send",
                                .path = "/cgi-bin/message/subscribe/bizsend",
                                .token = TOKEN_ACCOUNT,
                                .has_effect = true},
    [API_GZH_MEDIA] = {.name = "gzh_media",
                       .path = "/cgi-bin/media/get",
                       .token = TOKEN_ACCOUNT,
                       .gives_file = true},
    [API_QY_USER] = {.name = "qy_user",
                     .path = "/cgi-bin/auth/getuserinfo",
                     .is_qy = true,
                     .token = TOKEN_ACCOUNT,
                     .is_once = true},
    /* WeCom compares it with what it had before (enable_duplicate_check). */
    [API_QY_SEND] = {.name = "qy_send",
                     .path = "/cgi-bin/message/send",
                     .is_qy = true,
                     .token = TOKEN_ACCOUNT},
    [API_QY_TICKET] = {.name = "qy_ticket",
                       .path = "/cgi-bin/get_jsapi_ticket",
                       .is_qy = true,
                       .token = TOKEN_ACCOUNT},
    [API_GZH_TOKEN] = {.name = "gzh_token", .path = "/cgi-bin/stable_token"},
    [API_QY_TOKEN] = {.name = "qy_token", .path = "/cgi-bin/gettoken", .is_qy = true, .adds_secret = true},
};

const char *api_endpoint_name(api_endpoint_t endpoint)
{
    return endpoints[endpoint].name;
}
