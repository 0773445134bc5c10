/* SPDX-License-Identifier: Apache-2.0 */
/* Where a customer is at home (`user_type` of the profile, shown as `customer_source`; api.md 4). */
#ifndef LEIDA_PROTO_ORIGIN_H
#define LEIDA_PROTO_ORIGIN_H

#include "proto/records.h"

/* 1 official account, 2 mini program; 1 when it is not known. */
int64_t origin_of(const customer_profile_t *profile);
/* The same in words: 1 微信公众号, 2 微信小程序; else empty. */
text_t origin_name(int64_t origin);

#endif
