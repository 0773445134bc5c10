/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/untold.h"

#include "base/json/check.h"

bool untold_read(untold_t *self, text_t answer)
{
    json_item_t item;
    self->total = 0;
    if (json_check(answer) != JSON_OBJECT)
        return false;
    if (json_find(answer, "data_count", &item) && item.type == JSON_NUMBER)
        text_to_int(item.value, &self->total);
    if (!json_find(answer, "ret_data", &item) || item.type != JSON_ARRAY)
        return false;
    json_walk_start(&self->walk, item.value);
    return true;
}

static void read_member(const json_item_t *item, untold_row_t *row)
{
    const struct {
        const char *name;
        int64_t *value;
    } members[] = {{"customer_id", &row->customer_id},
                   {"id", &row->id},
                   {"time", &row->time},
                   {"unread_by_customer", &row->unread_by_customer},
                   {"unread_by_staff", &row->unread_by_staff}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (item->type == JSON_NUMBER && text_equal(item->key, text_of(members[i].name)))
            text_to_int(item->value, members[i].value);
}

bool untold_next(untold_t *self, untold_row_t *row)
{
    json_walk_t walk;
    json_item_t item;
    *row = (untold_row_t){0};
    if (!json_walk_next(&self->walk, &item))
        return false;
    if (item.type == JSON_OBJECT)
        for (json_walk_start(&walk, item.value); json_walk_next(&walk, &item);)
            read_member(&item, row);
    return true;
}
