/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The client's address behind proxies, from the headers Forwarded (RFC 7239) and X-Forwarded-For. Each proxy
 * writes down whom it has the request from at the right end, so the list is walked from there for as long as
 * the writer is to be trusted: what a client wrote itself stands left of that, and is never looked at.
 */
#ifndef LEIDA_GATEWAY_FORWARDED_H
#define LEIDA_GATEWAY_FORWARDED_H

#include "gateway/http/header_value.h"
#include "gateway/http/network.h"

typedef struct {
    header_lines_t forwarded, x_forwarded_for; /* no lines: not there */
} forwarded_t;

/* Sets *client to the address of the client: the socket's peer, unless that is a trusted proxy which tells
 * another. True when it is known; false when what a trusted proxy handed on says nothing (no address, broken
 * syntax, a quote within a value, or both headers are there and disagree: one of them is then not the
 * proxy's): *client is then the last proxy that could be trusted. */
bool forwarded_client(const ip_t *peer, const network_list_t *trusted, const forwarded_t *headers,
                      ip_t *client);

#endif
