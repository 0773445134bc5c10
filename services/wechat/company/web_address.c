/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/company/web_address.h"

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-"
enum { HOST_MAX = 255, PORT_DIGITS = 5 };

/* What follows the scheme, if it is one of ours; `*secure` tells which. NULL: another. */
static const char *skip_scheme(text_t address, bool *secure)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < 2; i++) {
        const size_t size = strlen(schemes[i]);
        if (address.size > size && memcmp(address.data, schemes[i], size) == 0) {
            *secure = i == 1;
            return address.data + size;
        }
    }
    return NULL;
}

static size_t span(text_t text, const char *characters)
{
    size_t size = 0;
    while (size < text.size && strchr(characters, text.data[size]) && text.data[size] != '\0')
        size++;
    return size;
}

/* "HOST", "[v6]" or either with ":PORT", from the beginning: how many bytes; 0: none. */
static size_t host_span(text_t text)
{
    const bool v6 = text.size > 0 && text.data[0] == '[';
    const text_t name = {text.data + v6, text.size - v6};
    size_t size = span(name, v6 ? "0123456789abcdefABCDEF:." : HOST_CHARACTERS);
    if (size == 0 || size > HOST_MAX)
        return 0;
    if (v6) {
        if (size == name.size || name.data[size] != ']')
            return 0;
        size += 2;
    }
    if (size == text.size || text.data[size] != ':')
        return size;
    const size_t digits = span((text_t){text.data + size + 1, text.size - size - 1}, "0123456789");
    return digits > 0 && digits <= PORT_DIGITS ? size + 1 + digits : 0;
}

static bool is_loopback(text_t host)
{
    static const char *const names[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t size = strlen(names[i]);
        if (host.size >= size && memcmp(host.data, names[i], size) == 0 &&
            (host.size == size || host.data[size] == ':'))
            return true;
    }
    return false;
}

text_t web_address_host(text_t address)
{
    bool secure;
    const char *host = skip_scheme(address, &secure);
    if (!host)
        return TEXT_NONE;
    const text_t rest = {host, address.size - (size_t)(host - address.data)};
    static const char ends[] = {'/', '?', '#'};
    const size_t size = host_span(rest);
    const bool is_host = size > 0 && (size == rest.size || memchr(ends, rest.data[size], sizeof ends));
    return is_host ? (text_t){host, size} : TEXT_NONE;
}

/* Where this build may connect to, or send people to; `*path`: what follows the host. */
static bool is_reachable(const char *value, const char **path)
{
    bool secure;
    const text_t host = web_address_host(text_of(value));
    if (host.size == 0 || !skip_scheme(text_of(value), &secure) || (!secure && !is_loopback(host)))
        return false;
    *path = host.data + host.size;
    return **path == '\0' || **path == '/';
}

bool web_address_is_base(const char *value)
{
    const char *path;
    if (!is_reachable(value, &path))
        return false;
    const size_t size = strlen(path);
    return strspn(path, HOST_CHARACTERS "/_~") == size && (size == 0 || path[size - 1] != '/');
}

bool web_address_is_page(const char *value)
{
    const char *path;
    if (*value == '\0')
        return true;
    return is_reachable(value, &path) && strspn(path, HOST_CHARACTERS "/_~?&=%+") == strlen(path);
}

bool web_address_are_hosts(const char *value)
{
    text_t word;
    while (text_next_word(&value, &word))
        if (host_span(word) != word.size)
            return false;
    return true;
}
