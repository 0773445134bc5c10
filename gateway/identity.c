/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/identity.h"

#include "common/observe/log.h"

tls_identity_t *identity_read(const char *certificate, const char *key)
{
    buffer_t why = {0};
    tls_identity_t *identity = tls_identity_new(certificate, key, &why);
    if (!identity) {
        buffer_append_char(&why, '\0');
        log_event(LOG_ERROR, "cannot use the certificate", LOG_STRING("reason", why.data));
    }
    buffer_free(&why);
    return identity;
}
