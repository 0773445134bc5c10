/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/origin.h"

int64_t origin_of(const customer_profile_t *profile)
{
    return profile->origin == 0 ? 1 : profile->origin;
}

text_t origin_name(int64_t origin)
{
    static const text_t names[] = {TEXT_CONSTANT("微信公众号"), TEXT_CONSTANT("微信小程序")};
    return origin == 1 || origin == 2 ? names[origin - 1] : TEXT_NONE;
}
