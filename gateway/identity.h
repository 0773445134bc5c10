/* SPDX-License-Identifier: Apache-2.0 */
/* The certificate of the gateway, as its configuration names it. */
#ifndef LEIDA_GATEWAY_IDENTITY_H
#define LEIDA_GATEWAY_IDENTITY_H

#include "gateway/http/tls.h"

/* Reads the two PEM files. NULL, after logging why, when they cannot be used. */
tls_identity_t *identity_read(const char *certificate, const char *key);

#endif
