/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/core/secret_name.h"

#include "base/ascii.h"
#include "base/entropy.h"

static const char characters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
enum { CHARACTERS = sizeof characters - 1, FAIR = 256 / CHARACTERS * CHARACTERS };

text_t secret_name_new(arena_t *arena, size_t size)
{
    char *name = arena_new(arena, size);
    for (size_t i = 0; i < size;) {
        unsigned char bytes[SECRET_NAME_SIZE];
        entropy_fill(bytes, sizeof bytes);
        for (size_t k = 0; k < sizeof bytes && i < size; k++)
            if (bytes[k] < FAIR) /* each character as often as the others */
                name[i++] = characters[bytes[k] % CHARACTERS];
    }
    return (text_t){name, size};
}

bool secret_name_is(text_t text, size_t size)
{
    if (text.size != size)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!ascii_is_alphanumeric(text.data[i]))
            return false;
    return true;
}

int64_t secret_number(void)
{
    uint64_t number = 0;
    while (number == 0) {
        entropy_fill(&number, sizeof number);
        number >>= 11;
    }
    return (int64_t)number;
}
