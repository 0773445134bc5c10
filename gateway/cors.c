/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cors.h"

bool cors_allows(const char *origins, text_t origin)
{
    if (origin.size == 0 || origin.size > HEAD_ORIGIN_MAX || !origins)
        return false;
    for (text_t word; text_next_word(&origins, &word);)
        if (text_equal(word, origin))
            return true;
    return false;
}

bool cors_is_preflight(const exchange_t *exchange)
{
    return exchange->http_method == HTTP_OPTIONS && exchange->cors &&
           exchange->head.requested_method.size > 0;
}

static bool is_origin(text_t word)
{
    static const text_t schemes[] = {TEXT_CONSTANT("http://"), TEXT_CONSTANT("https://")};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        text_t host = word;
        if (text_skip(&host, schemes[i]))
            return host.size > 0 && !memchr(host.data, '/', host.size);
    }
    return false;
}

bool cors_valid(const char *origins)
{
    for (text_t word; text_next_word(&origins, &word);)
        if (!is_origin(word))
            return false;
    return true;
}
