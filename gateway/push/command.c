/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/command.h"

#include "base/json/check.h"
#include "base/json/number.h"
#include "proto/field.h"

static bool read_id(const json_item_t *item, int64_t *id)
{
    return item->type == JSON_NUMBER && json_read_whole(item->value, id) && *id >= 1 && *id <= ID_MAX;
}

command_t command_read(text_t message, principal_kind_t by, int64_t *peer)
{
    text_t peer_name = by == PRINCIPAL_STAFF ? TEXT_LITERAL("customer_id") : TEXT_LITERAL("user_id");
    text_t what = TEXT_NONE;
    bool has_peer = false;
    json_walk_t walk;
    json_item_t item;
    if (text_equal(message, TEXT_LITERAL("{\"do\":\"beat\"}")))
        return COMMAND_BEAT;
    if (json_check(message) != JSON_OBJECT)
        return COMMAND_NONE;
    json_walk_start(&walk, message);
    while (json_walk_next(&walk, &item)) {
        if (text_equal(item.key, TEXT_LITERAL("do")))
            what = item.value;
        else if (text_equal(item.key, peer_name))
            has_peer = read_id(&item, peer);
    }
    if (text_equal(what, TEXT_LITERAL("\"beat\"")))
        return COMMAND_BEAT;
    return has_peer && text_equal(what, TEXT_LITERAL("\"typing\"")) ? COMMAND_TYPING : COMMAND_NONE;
}
