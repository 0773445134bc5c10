/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether customers would stand above themselves once all lines are applied: what
 * common/store/relation/leads_to.lua asks of one relation, for many. Each relation is passed a few times
 * only, however many stand below it.
 */
#include "common/store/keys.h"
#include "tools/leidactl/import/import.h"

typedef enum { UNSEEN, ON_THE_WAY, IN_NO_CIRCLE, IN_CIRCLE } place_t;

/* What is put down of a relation: its superior (0: none), and where it stands. */
typedef struct {
    int64_t superior;
    place_t place;
} step_t;

static spill_key_t step_key(int64_t user_id, int64_t customer_id)
{
    return spill_key_ids(SPILL_SUPERIOR, user_id, customer_id);
}

/* Never 0. */
static int64_t step_pack(step_t step)
{
    return step.superior << 3 | (int64_t)step.place << 1 | 1;
}

static step_t step_unpack(int64_t packed)
{
    return (step_t){packed >> 3, (place_t)(packed >> 1 & 3)};
}

void superiors_declare(spill_t *declared, const relation_record_t *relation)
{
    if (record_has(&relation->record, RELATION_SUPERIOR))
        spill_set(declared, step_key(relation->user_id, relation->customer_id),
                  step_pack((step_t){relation->superior, UNSEEN}));
}

static int64_t ask_superior(store_t *store, int64_t user_id, int64_t customer_id)
{
    store_begin(store, "HGET");
    keys_relation(store_part(store), user_id, customer_id);
    store_add(store, TEXT_LITERAL(REL_SUPERIOR));
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    int64_t id = 0;
    bool good = text_to_int(reply_text(reply), &id) && id > 0 && id <= ID_MAX;
    redis_reply_free(reply);
    return good ? id : 0;
}

/* By the file; else by the store, which is asked once. */
static step_t step_of(import_t *self, int64_t user_id, int64_t customer_id)
{
    spill_key_t key = step_key(user_id, customer_id);
    int64_t packed = spill_get(self->declared, key);
    if (packed == 0)
        packed = spill_get(self->found, key);
    if (packed == 0) {
        packed = step_pack((step_t){ask_superior(self->store, user_id, customer_id), UNSEEN});
        spill_set(self->found, key, packed);
    }
    return step_unpack(packed);
}

/* Marks the relations from this one up as long as they have the mark `old`; gives the customer behind them, 0
 * at the top. */
static int64_t mark_up(import_t *self, int64_t user_id, int64_t customer_id, place_t old, place_t mark)
{
    while (customer_id != 0) {
        step_t step = step_of(self, user_id, customer_id);
        if (step.place != old)
            break;
        step.place = mark;
        spill_set(self->declared, step_key(user_id, customer_id), step_pack(step));
        customer_id = step.superior;
    }
    return customer_id;
}

/* The way up ends at the top, where an earlier one went, or in a circle of its own. */
static void settle(import_t *self, int64_t user_id, int64_t customer_id)
{
    int64_t end = mark_up(self, user_id, customer_id, UNSEEN, ON_THE_WAY);
    mark_up(self, user_id, end, ON_THE_WAY, IN_CIRCLE);
    mark_up(self, user_id, customer_id, ON_THE_WAY, IN_NO_CIRCLE);
}

bool superiors_in_circle(import_t *self, const relation_record_t *relation)
{
    int64_t user_id = relation->user_id, customer_id = relation->customer_id;
    if (relation->superior == 0 || step_of(self, user_id, customer_id).superior != relation->superior)
        return false;
    settle(self, user_id, customer_id);
    return step_of(self, user_id, customer_id).place == IN_CIRCLE;
}
