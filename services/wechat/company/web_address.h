/* SPDX-License-Identifier: Apache-2.0 */
/* Web addresses as they are configured: https, or http to this host alone. */
#ifndef LEIDA_SERVICES_WECHAT_COMPANY_WEB_ADDRESS_H
#define LEIDA_SERVICES_WECHAT_COMPANY_WEB_ADDRESS_H

#include "base/text.h"

/* For messages. */
#define WEB_ADDRESS_BASE_FORM "https://HOST[:PORT][/PATH] without a '/' at its end (http:// on loopback only)"
#define WEB_ADDRESS_PAGE_FORM "https://HOST[:PORT][/PATH] without '#' (http:// on loopback only)"
#define WEB_ADDRESS_HOSTS_FORM "HOST or HOST:PORT, separated by spaces"

/* Rules of config_key_t. A base gets a path behind it: it has no '?', '#' or '/' at its end. A page gets a
 * '#' behind it. All but a base may be empty. */
bool web_address_is_base(const char *value);
bool web_address_is_page(const char *value);
bool web_address_are_hosts(const char *value);

/* The host of an address, with its port if it has one; TEXT_NONE when it is no http:// or https:// address.
 */
text_t web_address_host(text_t address);

#endif
