/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses of the API's routes, as people and WeChat reach them. */
#ifndef LEIDA_SERVICES_WECHAT_CORE_PUBLIC_URL_H
#define LEIDA_SERVICES_WECHAT_CORE_PUBLIC_URL_H

#include "services/wechat/core/core.h"

/* Appends the address of a route. Of one that ends in a place such as "{id}" what fills that is for the
 * caller to append. */
void public_url_append(buffer_t *out, const wechat_t *wechat, method_id_t method);

#endif
