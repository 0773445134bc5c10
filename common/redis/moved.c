/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/moved.h"

#include <stdlib.h>

#include "base/buffer.h"
#include "common/redis/address.h"

bool redis_moved_read(redis_moved_t *self, text_t error)
{
    text_t rest = error;
    if (!text_skip(&rest, TEXT_LITERAL("MOVEDTO ")))
        return false;
    const char *space = rest.size > 0 ? memchr(rest.data, ' ', rest.size) : NULL;
    if (!space || space == rest.data || memchr(rest.data, '\0', rest.size))
        return false;
    const size_t size = (size_t)(space - rest.data);
    char *address = memory_copy_text((text_t){space + 1, rest.size - size - 1});
    if (!redis_address_is_valid(address)) {
        free(address);
        return false;
    }
    redis_moved_free(self);
    *self = (redis_moved_t){address, memory_copy_text((text_t){rest.data, size})};
    return true;
}

void redis_moved_free(redis_moved_t *self)
{
    free(self->address);
    free(self->token);
    *self = (redis_moved_t){0};
}
