/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/wechat/wechat.h"

#include <stdio.h>

#include "common/store/keys.h"

void wechat_add_key(store_t *store, const char *family, unsigned partition)
{
    char name[16];
    snprintf(name, sizeof name, "wx%u", partition);
    keys_wx(store_part(store), family, text_of(name));
}
