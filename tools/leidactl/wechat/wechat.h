/* SPDX-License-Identifier: Apache-2.0 */
/* What `leidactl wechat` has for operators of the WeChat service: it looks into Redis and talks to nobody
 * else. The keys are those of common/store/keys.h. */
#ifndef LEIDA_TOOLS_LEIDACTL_WECHAT_WECHAT_H
#define LEIDA_TOOLS_LEIDACTL_WECHAT_WECHAT_H

#include "tools/leidactl/common/store.h"

enum { WECHAT_PARTITIONS = 16 };

/* Adds the key of this family of a partition, "wx:in:{wx7}", to the command under construction. */
void wechat_add_key(store_t *store, const char *family, unsigned partition);

/* Each gives the exit code. `words` are those behind its own, NULL-terminated. */

/* What is kept, waits, and is wrong: EXIT_FAILURE when anything is. */
int wechat_check(store_t *store, bool json);
/* Lists the items that nobody tries any more; puts one back into its queue, or deletes it. */
int wechat_dead(store_t *store, char **words);
/* Has a token renewed: "gzh:APPID" or "qy:CORP:AGENT". */
int wechat_refresh(store_t *store, const char *account);

#endif
