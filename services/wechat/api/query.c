/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/query.h"

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void query_encode(buffer_t *out, text_t value)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < value.size; i++) {
        const unsigned char byte = (unsigned char)value.data[i];
        if (is_plain(value.data[i])) {
            buffer_append_char(out, value.data[i]);
        } else {
            const char escape[] = {'%', digits[byte >> 4], digits[byte & 15]};
            buffer_append(out, escape, sizeof escape);
        }
    }
}

void query_add(buffer_t *query, const char *name, text_t value)
{
    if (query->size > 0)
        buffer_append_char(query, '&');
    buffer_append_text(query, text_of(name));
    buffer_append_char(query, '=');
    query_encode(query, value);
}
