/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration_keys.h"

#include <string.h>

bool migration_key_world(text_t rest, int64_t *user_id)
{
    return rest.size > 1 && rest.data[rest.size - 1] == '}' &&
           text_to_int((text_t){rest.data, rest.size - 1}, user_id);
}

bool migration_key_pair(text_t rest, int64_t *user_id, int64_t *customer_id)
{
    const char *end = memchr(rest.data, '}', rest.size);
    if (!end || end + 1 == rest.data + rest.size || end[1] != ':')
        return false;
    size_t digits = (size_t)(end - rest.data);
    return text_to_int((text_t){rest.data, digits}, user_id) &&
           text_to_int((text_t){end + 2, rest.size - digits - 2}, customer_id);
}

bool migration_key_is(text_t key, text_t prefix, text_t *rest)
{
    *rest = key;
    return text_skip(rest, prefix) && rest->size > 0;
}
