/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a request comes from a page of our own. Browsers send cookies along with what any page asks for:
 * this is what keeps other pages from acting with them (decision 0035).
 */
#ifndef LEIDA_GATEWAY_SESSION_SITE_H
#define LEIDA_GATEWAY_SESSION_SITE_H

#include "gateway/http/head.h"

typedef struct {
    const char *origins; /* of our pages, separated by spaces; empty: whatever the Host is */
    bool tls;            /* the gateway serves HTTPS itself */
} site_t;

/* Whether the browser talks to this host in the clear, without TLS anywhere: by a loopback address or name
 * alone. Everywhere else it is HTTPS, if only up to a proxy. */
bool site_is_plain(const site_t *self, const head_t *head);
/* Whether the request names an origin of ours. */
bool site_has_origin(const site_t *self, const head_t *head);
/* Whether it is one that only a page of ours can send: with X-Leida: 1, which makes a browser ask first (and
 * be refused) for pages of others; and nothing that the browser says of the page is against it. */
bool site_sent_by_own_page(const site_t *self, const head_t *head);
/* What every answer tells a browser (http_fields_t; `self`: a site_t): not to guess what it is, and, unless
 * it came in the clear, to come by HTTPS alone. Of a head whose host could not be read only `tls` is known.
 */
text_t site_fields(const void *self, const head_t *head);

#endif
