/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/forwarded.h"

#include <strings.h>

#include "base/ascii.h"
#include "gateway/http/header_value.h"

/* Reads one element of a header: whom the writer had the request from. */
typedef bool(element_fn)(text_t element, ip_t *ip);

/* RFC 7239 6: ":8080" or an obfuscated ":_x"; nothing is a port too. */
static bool is_port(text_t text)
{
    if (text.size == 0)
        return true;
    for (size_t i = 1; i < text.size; i++) {
        char c = text.data[i];
        if (!ascii_is_alphanumeric(c) && c != '.' && c != '_' && c != '-')
            return false;
    }
    return text.data[0] == ':' && text.size > 1;
}

/* Splits a node in its address and what is behind: the port. */
static text_t split_node(text_t node, text_t *behind)
{
    *behind = TEXT_NONE;
    bool bracketed = node.size > 0 && node.data[0] == '[';
    if (bracketed)
        node = (text_t){node.data + 1, node.size - 1};
    const char *end = node.size > 0 ? memchr(node.data, bracketed ? ']' : ':', node.size) : NULL;
    if (!end)
        return bracketed ? TEXT_NONE : node;
    text_t rest = {end + bracketed, node.size - (size_t)(end - node.data) - bracketed};
    if (!bracketed && memchr(end + 1, ':', rest.size - 1)) /* all of it is an IPv6 address */
        return node;
    *behind = rest;
    return (text_t){node.data, (size_t)(end - node.data)};
}

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]" or "[2001:db8::1]:80". */
static bool read_node(text_t node, ip_t *ip)
{
    text_t port;
    text_t address = split_node(node, &port);
    return is_port(port) && ip_read(address, ip);
}

static bool has_quote(text_t text)
{
    return text.size > 0 && memchr(text.data, '"', text.size);
}

/* Splits `name=value` or `name="value"`. A quote anywhere else could pair with one that a client wrote. */
static bool split_pair(text_t pair, text_t *name, text_t *value)
{
    const char *equals = pair.size > 0 ? memchr(pair.data, '=', pair.size) : NULL;
    if (!equals)
        return false;
    *name = (text_t){pair.data, (size_t)(equals - pair.data)};
    *value = header_unquote((text_t){equals + 1, pair.size - name->size - 1});
    return !has_quote(*name) && !has_quote(*value);
}

/* `for=192.0.2.60;proto=http;by=203.0.113.43`: the one `for`. */
static bool read_forwarded(text_t element, ip_t *ip)
{
    size_t found = 0;
    bool good = true;
    while (good && element.size > 0) {
        text_t name, value, pair = header_take_last(&element, ';');
        if (pair.size == 0) /* RFC 7239 4: nothing between two is allowed */
            continue;
        good = split_pair(pair, &name, &value);
        if (!good || name.size != strlen("for") || strncasecmp(name.data, "for", name.size) != 0)
            continue;
        found++;
        good = read_node(value, ip);
    }
    return good && found == 1;
}

/* Walks a line from its right end. True when it ends at who is no proxy, or at the end of the list. */
static bool walk_line(text_t list, element_fn *read, const network_list_t *trusted, ip_t *client)
{
    bool good = true;
    while (good && list.size > 0 && network_list_has(trusted, client)) {
        text_t element = header_take_last(&list, ',');
        ip_t before;
        if (element.size == 0) /* RFC 9110 5.6.1: ignored */
            continue;
        good = read(element, &before);
        if (good)
            *client = before;
    }
    return good;
}

/* The lines of a header are one list. */
static bool walk(const header_lines_t *header, element_fn *read, const network_list_t *trusted, ip_t *client)
{
    bool good = true;
    for (size_t left = header->count; good && left > 0; left--)
        good = walk_line(header->lines[left - 1], read, trusted, client);
    return good;
}

bool forwarded_client(const ip_t *peer, const network_list_t *trusted, const forwarded_t *headers,
                      ip_t *client)
{
    *client = *peer;
    if (!network_list_has(trusted, peer))
        return true;
    ip_t other = *peer;
    bool good = walk(&headers->forwarded, read_forwarded, trusted, client);
    if (headers->x_forwarded_for.count == 0)
        return good;
    bool other_good = walk(&headers->x_forwarded_for, read_node, trusted, &other);
    if (headers->forwarded.count == 0) {
        *client = other;
        return other_good;
    }
    if (good && other_good && ip_equal(client, &other))
        return true;
    *client = *peer;
    return false;
}
