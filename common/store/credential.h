/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A credential as it is stored (common/store/keys.h): a digit, then the token. The digit says whether its
 * principal may call, and whether signed requests alone are taken. Builds that do not know '2' and '3' refuse
 * both.
 */
#ifndef LEIDA_COMMON_STORE_CREDENTIAL_H
#define LEIDA_COMMON_STORE_CREDENTIAL_H

#include "base/text.h"

typedef struct {
    bool enabled;
    bool hmac_only; /* rand_str is refused: only Leida-HMAC-SHA256 is taken */
    text_t token;   /* never empty */
} credential_t;

/* False when it is none; *credential is then undefined. */
static inline bool credential_read(text_t stored, credential_t *credential)
{
    if (stored.size < 2 || stored.data[0] < '0' || stored.data[0] > '3')
        return false;
    char digit = stored.data[0];
    *credential = (credential_t){.enabled = digit == '1' || digit == '2',
                                 .hmac_only = digit == '2' || digit == '3',
                                 .token = {stored.data + 1, stored.size - 1}};
    return true;
}

#endif
