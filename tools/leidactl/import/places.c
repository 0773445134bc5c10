/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Places of tags in the catalogues of their companies. Each has so many, so it is known before anything is
 * written whether all tags of a file have one. What was found of a tag stays, in whichever pass over the
 * file. A tag that leaves a company makes no room there: it does so only once it stands elsewhere.
 */
#include "common/store/catalogue.h"
#include "common/store/keys.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/import/import.h"

/* What keys of the spill stand for, and what stands under those of tags. */
enum { OF_TAG = 1, OF_TAG_AND_COMPANY, OF_COMPANY };
typedef enum { PLACE_UNASKED, PLACE_HAS, PLACE_FULL, PLACE_DAMAGED } place_t;

/* Under the key of a company that was read: how many places are taken, and one more; or this. */
enum { CATALOGUE_DAMAGED = -1 };

static int64_t read_company(import_t *self, int64_t company_id)
{
    arena_t arena = {0};
    catalogue_t catalogue = {0};
    store_begin(self->store, "GET");
    keys_catalogue(store_part(self->store), company_id);
    redis_reply_t *reply = store_ask(self->store, REPLY_TEXT);
    const bool sound = reply->type == REDIS_REPLY_NIL ||
                       catalogue_read(reply_text(reply), &arena, &catalogue);
    for (size_t i = 0; sound && i < catalogue.count; i++)
        spill_set(self->places, spill_key_ids(OF_TAG_AND_COMPANY, catalogue.tags[i].id, company_id),
                  PLACE_HAS);
    const size_t taken = catalogue.count + catalogue.pending;
    arena_free(&arena);
    redis_reply_free(reply);
    return sound ? 1 + (int64_t)taken : CATALOGUE_DAMAGED;
}

/* Takes a place for a tag that has none yet. */
static place_t take(import_t *self, int64_t company_id)
{
    const spill_key_t key = spill_key_ids(OF_COMPANY, company_id, 0);
    const int64_t taken = spill_get(self->places, key);
    if (taken == CATALOGUE_DAMAGED)
        return PLACE_DAMAGED;
    if (taken > CATALOGUE_TAGS_MAX)
        return PLACE_FULL;
    spill_set(self->places, key, taken + 1);
    return PLACE_HAS;
}

static place_t place_in(import_t *self, int64_t tag_id, int64_t company_id)
{
    const spill_key_t company = spill_key_ids(OF_COMPANY, company_id, 0);
    const spill_key_t key = spill_key_ids(OF_TAG_AND_COMPANY, tag_id, company_id);
    if (spill_get(self->places, company) == 0)
        spill_set(self->places, company, read_company(self, company_id));
    place_t place = (place_t)spill_get(self->places, key);
    if (place == PLACE_UNASKED) {
        place = take(self, company_id);
        spill_set(self->places, key, place);
    }
    return place;
}

/* A tag whose company is not given stays where it is, or where a line before has put it. */
static place_t place_of(import_t *self, const tag_profile_t *tag)
{
    const spill_key_t key = spill_key_ids(OF_TAG, tag->id, 0);
    const bool given = record_has(&tag->record, TAG_COMPANY);
    place_t place = (place_t)spill_get(self->places, key);
    int64_t company_id = tag->company_id;
    if (!given && place != PLACE_UNASKED)
        return place;
    if (!given)
        import_read_tag(self->store, tag->id, &company_id);
    place = place_in(self, tag->id, company_id);
    spill_set(self->places, key, place);
    return place;
}

void import_check_place(import_t *self, const tag_profile_t *tag, buffer_t *faults)
{
    const place_t place = place_of(self, tag);
    if (place == PLACE_FULL)
        buffer_append_format(faults, "company_id: has %d tags, as many as it may\n", CATALOGUE_TAGS_MAX);
    else if (place == PLACE_DAMAGED)
        buffer_append_format(faults, "company_id: has a damaged catalogue; `%s check --repair` mends it\n",
                             own_command());
}
