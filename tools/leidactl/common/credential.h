/* SPDX-License-Identifier: Apache-2.0 */
/* Tokens: what requests are signed with. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_CREDENTIAL_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_CREDENTIAL_H

#include "common/store/credential.h"
#include "proto/envelope.h"
#include "tools/leidactl/common/store.h"

/* Appends a new random token: 32 hex digits. */
void token_generate(buffer_t *out);
/* Appends the principal's token, and says the rest of the credential, whose `token` stays empty; false when
 * there is none. */
bool token_read(store_t *store, const principal_t *principal, buffer_t *out, credential_t *credential);

/* Ends the process with a message where there is no such staff user or customer. */
void token_require_profile(store_t *store, const principal_t *principal);
/* Ends the process: this one has no token, and which command gives one. */
void token_fail_absent(const principal_t *principal) __attribute__((noreturn));
/* Ends the process: this one may not call, and which command changes that. */
void token_fail_disabled(const principal_t *principal) __attribute__((noreturn));

#endif
