/* SPDX-License-Identifier: Apache-2.0 */
/* Entity tags in the field If-None-Match (RFC 9110 13.1.2). Pure. */
#ifndef LEIDA_GATEWAY_HTTP_ENTITY_TAG_H
#define LEIDA_GATEWAY_HTTP_ENTITY_TAG_H

#include "gateway/http/header_value.h"

/* Whether the client has what this tag, with its quotes, is of: "*", or the tag in the list, weak or not. */
bool entity_tag_is_known(const header_lines_t *tags, text_t tag);

#endif
