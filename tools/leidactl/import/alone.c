/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/import/alone.h"

#include <string.h>

#include "tools/leidactl/common/fail.h"

static void take_name(store_t *store)
{
    store_begin(store, "CLIENT");
    store_add(store, TEXT_LITERAL("SETNAME"));
    store_add(store, TEXT_LITERAL(IMPORT_NAME));
    redis_reply_free(store_ask(store, REPLY_ANY));
}

static size_t count_named(store_t *store)
{
    static const char field[] = " name=" IMPORT_NAME " ";
    store_begin(store, "CLIENT");
    store_add(store, TEXT_LITERAL("LIST"));
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    size_t count = 0;
    for (const char *at = reply->str; at && (at = strstr(at, field)); at += sizeof field - 1)
        count++;
    redis_reply_free(reply);
    return count;
}

/* Each takes the name before it looks: of two at least one sees the other. */
void import_alone(store_t *store)
{
    take_name(store);
    if (count_named(store) > 1)
        fail("another import into this store is under way: nothing imported, repeat it once that has ended");
}
