/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/query.h"

#include "base/percent.h"

void query_add(buffer_t *query, const char *name, text_t value)
{
    if (query->size > 0)
        buffer_append_char(query, '&');
    buffer_append_text(query, text_of(name));
    buffer_append_char(query, '=');
    percent_encode(query, value);
}
