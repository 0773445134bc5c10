/* SPDX-License-Identifier: Apache-2.0 */
/* The handlers of leida-wechat, one line for each; they lie in the rooms beside this one. */
#ifndef LEIDA_SERVICES_WECHAT_CORE_HANDLERS_H
#define LEIDA_SERVICES_WECHAT_CORE_HANDLERS_H

#include "common/rpc/server.h"

#define WECHAT_HANDLERS(HANDLER)                                                                             \
    HANDLER(METHOD_GZH_START, gzh_start_run)                                                                 \
    HANDLER(METHOD_GZH_RETURN, gzh_return_run)                                                               \
    HANDLER(METHOD_GZH_EXCHANGE, gzh_exchange_run)                                                           \
    HANDLER(METHOD_CUSTOMER_SHARE, customer_share_run)                                                       \
    HANDLER(METHOD_SHARE_OPEN, share_open_run)                                                               \
    HANDLER(METHOD_CUSTOMER_SIGN, customer_sign_run)                                                         \
    HANDLER(METHOD_QY_LOGIN, qy_login_run)                                                                   \
    HANDLER(METHOD_QY_EXCHANGE, qy_exchange_run)                                                             \
    HANDLER(METHOD_STAFF_SHARE, staff_share_run)                                                             \
    HANDLER(METHOD_STAFF_SIGN, staff_sign_run)                                                               \
    HANDLER(METHOD_ENTERPRISE_SIGN, staff_sign_run)                                                          \
    HANDLER(METHOD_QR_CODE, qr_code_run)                                                                     \
    HANDLER(METHOD_QR_IMAGE, qr_image_run)                                                                   \
    HANDLER(METHOD_GZH_VERIFY, gzh_verify_run)                                                               \
    HANDLER(METHOD_GZH_CALLBACK, gzh_callback_run)                                                           \
    HANDLER(METHOD_QY_VERIFY, qy_verify_run)                                                                 \
    HANDLER(METHOD_QY_CALLBACK, qy_callback_run)

WECHAT_HANDLERS(HANDLER_DECLARATION)

#endif
