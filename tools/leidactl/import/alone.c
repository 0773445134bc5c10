/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/import/alone.h"

#include <string.h>

#include "tools/leidactl/common/fail.h"

static void refuse_second(void *context, server_t *server)
{
    static const char field[] = " name=" IMPORT_NAME " ";
    const text_t words[] = {TEXT_LITERAL("CLIENT"), TEXT_LITERAL("LIST")};
    redis_reply_t *reply = store_ask_server(server, sizeof words / sizeof *words, words, REPLY_TEXT);
    size_t count = 0;
    for (const char *at = reply->str; at && (at = strstr(at, field)); at += sizeof field - 1)
        count++;
    redis_reply_free(reply);
    (void)context;
    if (count > 1)
        fail("another import into this store is under way: nothing imported, repeat it once that has ended");
}

/* Each takes the name on all servers before it looks: of two at least one sees the other, wherever both are.
 */
void import_alone(store_t *store)
{
    store_hold(store, IMPORT_NAME);
    store_each_server(store, refuse_second, NULL);
}
