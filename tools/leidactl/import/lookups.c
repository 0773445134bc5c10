/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "tools/leidactl/import/import.h"

enum { ASKED_MAX = 1000, KEPT_MAX = 1 << 17 /* a power of two */ };

struct lookups {
    size_t asked;
    spill_key_t keys[ASKED_MAX]; /* of the questions under way */
    spill_key_t kept[KEPT_MAX];  /* each at the place that its bytes give, or beside it */
};

lookups_t *lookups_new(void)
{
    lookups_t *self = memory_new_zeroed(sizeof *self);
    lookups_forget(self); /* takes all memory that an import will ever take for it */
    return self;
}

void lookups_destroy(lookups_t **self_p)
{
    free(*self_p);
    *self_p = NULL;
}

void lookups_flush(lookups_t *self, store_t *store, spill_t *found)
{
    for (size_t i = 0; i < self->asked; i++) {
        redis_reply_t *reply = store_receive(store, REPLY_NUMBER);
        spill_set(found, self->keys[i], reply->integer == 1 ? FOUND_YES : FOUND_NO);
        redis_reply_free(reply);
    }
    self->asked = 0;
}

void lookups_ask(lookups_t *self, store_t *store, spill_t *found, spill_key_t key)
{
    store_send(store);
    self->keys[self->asked++] = key;
    spill_set(found, key, FOUND_ASKED);
    if (self->asked == ASKED_MAX)
        lookups_flush(self, store, found);
}

static size_t place_of(spill_key_t key)
{
    return spill_key_hash(key) & (KEPT_MAX - 1);
}

static bool stands_at(const lookups_t *self, size_t place, spill_key_t key)
{
    return memcmp(&self->kept[place], &key, sizeof key) == 0;
}

bool lookups_knows(const lookups_t *self, spill_key_t key)
{
    size_t place = place_of(key);
    return stands_at(self, place, key) || stands_at(self, place ^ 1, key);
}

void lookups_keep(lookups_t *self, spill_key_t key)
{
    size_t place = place_of(key);
    if (lookups_knows(self, key))
        return;
    self->kept[place ^ 1] = self->kept[place];
    self->kept[place] = key;
}

void lookups_forget(lookups_t *self)
{
    memset(self->kept, 0, sizeof self->kept);
}
