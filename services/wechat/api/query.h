/* SPDX-License-Identifier: Apache-2.0 */
/* Queries of addresses. */
#ifndef LEIDA_SERVICES_WECHAT_API_QUERY_H
#define LEIDA_SERVICES_WECHAT_API_QUERY_H

#include "base/buffer.h"

/* Appends "NAME=VALUE", behind a '&' where `query` is not empty. Of the value all is percent-encoded but
 * letters, digits, '-', '.', '_' and '~' (RFC 3986 2.3). */
void query_add(buffer_t *query, const char *name, text_t value);
/* Appends a value alone, encoded so. */
void query_encode(buffer_t *out, text_t value);

#endif
