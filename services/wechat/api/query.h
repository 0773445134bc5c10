/* SPDX-License-Identifier: Apache-2.0 */
/* Queries of addresses. */
#ifndef LEIDA_SERVICES_WECHAT_API_QUERY_H
#define LEIDA_SERVICES_WECHAT_API_QUERY_H

#include "base/buffer.h"

/* Appends "NAME=VALUE", behind a '&' where `query` is not empty. The value is percent-encoded
 * (base/percent.h). */
void query_add(buffer_t *query, const char *name, text_t value);

#endif
