/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens: what requests are signed with. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_CREDENTIAL_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_CREDENTIAL_H

#include "proto/envelope.h"
#include "tools/leidactl/common/store.h"

/* Appends a new random token: 32 hex digits. */
void token_generate(buffer_t *out);
/* Appends the principal's token, and says whether signed requests alone are taken; false
 * when there is none. */
bool token_read(store_t *store, const principal_t *principal, buffer_t *out, bool *hmac_only);

/* Ends the process with a message where there is no such staff user or customer. */
void token_require_profile(store_t *store, const principal_t *principal);
/* Ends the process: this one has no token, and which command gives one. */
void token_fail_absent(const principal_t *principal) __attribute__((noreturn));

#endif
