/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "tools/leidactl/import/import.h"

enum { ASKED_MAX = 1000, KEPT_MAX = 1 << 15 /* a power of two */ };

struct lookups {
    size_t asked;
    spill_key_t keys[ASKED_MAX]; /* of the questions under way */
    spill_key_t kept[KEPT_MAX];  /* each at the place that its bytes give */
};

lookups_t *lookups_new(void)
{
    return memory_new_zeroed(sizeof(lookups_t));
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

bool lookups_knows(const lookups_t *self, spill_key_t key)
{
    return memcmp(&self->kept[place_of(key)], &key, sizeof key) == 0;
}

void lookups_keep(lookups_t *self, spill_key_t key)
{
    self->kept[place_of(key)] = key;
}

void lookups_forget(lookups_t *self)
{
    memset(self->kept, 0, sizeof self->kept);
}
