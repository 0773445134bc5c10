/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/lex.h"

#include "base/ascii.h"

/* The UTF-16 unit written at `at` as \uXXXX, or 0. */
static uint32_t unit_read(const char *at, const char *end)
{
    if (end - at < 6 || at[0] != '\\' || at[1] != 'u')
        return 0;
    uint32_t unit = 0;
    for (int i = 2; i < 6; i++) {
        int digit = ascii_hex_value(at[i]);
        if (digit < 0)
            return 0;
        unit = unit << 4 | (uint32_t)digit;
    }
    return unit;
}

static uint32_t unicode_read(const char **at, const char *end)
{
    uint32_t unit = unit_read(*at, end);
    if (unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
        return 0;
    if (unit < 0xd800 || unit > 0xdbff) {
        *at += 6;
        return unit;
    }
    uint32_t low = unit_read(*at + 6, end);
    if (low < 0xdc00 || low > 0xdfff)
        return 0;
    *at += 12;
    return 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
}

uint32_t json_escape_read(const char **at, const char *end)
{
    static const char points[256] = {['"'] = '"',  ['\\'] = '\\', ['/'] = '/',  ['b'] = '\b',
                                     ['f'] = '\f', ['n'] = '\n',  ['r'] = '\r', ['t'] = '\t'};
    if (end - *at < 2)
        return 0;
    if ((*at)[1] == 'u')
        return unicode_read(at, end);
    char point = points[(unsigned char)(*at)[1]];
    *at += point ? 2 : 0;
    return (uint32_t)point;
}
