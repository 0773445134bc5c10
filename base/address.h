/* SPDX-License-Identifier: Apache-2.0 */
/* A TCP address as it is written in the configuration: "HOST:PORT", with IPv6 as "[::1]:8000". */
#ifndef LEIDA_BASE_ADDRESS_H
#define LEIDA_BASE_ADDRESS_H

#include <stdbool.h>

enum { ADDRESS_HOST_SIZE = 256, ADDRESS_TEXT_SIZE = 64 };

typedef struct {
    char host[ADDRESS_HOST_SIZE]; /* NUL-terminated, without the brackets */
    int port;                     /* 0..65535 */
} address_t;

/* False when it is none; *address is then undefined. Asks no resolver. */
bool address_read(const char *text, address_t *address);
/* The same as a rule of config_key_t. */
bool address_valid(const char *text);
/* The same for a socket that is bound without asking a resolver: HOST is an IP address. */
bool address_is_numeric(const char *text);

/* Binds a non-blocking TCP socket there and listens, for a process that has it to itself. Returns the
 * descriptor, or -1 with errno (EINVAL: not an address, EADDRNOTAVAIL: the host has none). */
int address_listen(const char *text);

/* Writes where a listening socket can be reached from this host, "127.0.0.1:43121" or "[::1]:43121": any
 * address (0.0.0.0) becomes the loopback one. False with errno. */
bool address_bound(int fd, char text[ADDRESS_TEXT_SIZE]);

#endif
