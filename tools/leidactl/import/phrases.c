/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Stock phrases: what there will be of each staff user's, line by line, on top of what is stored. A text is
 * kept once; there are PHRASES_MAX at most, as in the service; an id is used once.
 */
#include "common/store/keys.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

enum { TEXT_BYTES = 7 }; /* of a digest that stand for a text */

/* In a spill: how many phrases there are + 1 (0: not read yet), the highest id that has been given, */
static spill_key_t count_key(int64_t user_id)
{
    return spill_key_ids(SPILL_PHRASES, user_id, 0);
}

static spill_key_t given_key(int64_t user_id)
{
    return spill_key_ids(SPILL_PHRASES, user_id, 1);
}

/* the highest id that a line names, */
static spill_key_t named_key(int64_t user_id)
{
    return spill_key_ids(SPILL_PHRASES, user_id, 2);
}

/* the text under an id, and how many ids a text is under. */
static spill_key_t id_key(int64_t user_id, int64_t id)
{
    return spill_key_ids(SPILL_PHRASE_ID, user_id, id);
}

static spill_key_t text_key(int64_t user_id, int64_t text)
{
    return spill_key_ids(SPILL_PHRASE_TEXT, user_id, text);
}

static int64_t text_number(text_t text)
{
    spill_key_t digest = spill_key_digest(1, text.data, text.size);
    int64_t number = 0;
    memcpy(&number, digest.bytes + 1, TEXT_BYTES);
    return number | 1; /* 0 is no text */
}

static void raise(spill_t *spill, spill_key_t key, int64_t id)
{
    if (id > spill_get(spill, key))
        spill_set(spill, key, id);
}

static void add(spill_t *spill, spill_key_t key, int64_t number)
{
    spill_set(spill, key, spill_get(spill, key) + number);
}

/* Puts a text under an id, new or in the place of another text. */
static void put_phrase(spill_t *next, int64_t user_id, int64_t id, int64_t text)
{
    int64_t before = spill_get(next, id_key(user_id, id));
    if (before != 0)
        add(next, text_key(user_id, before), -1);
    else
        add(next, count_key(user_id), 1);
    spill_set(next, id_key(user_id, id), text);
    add(next, text_key(user_id, text), 1);
}

typedef struct {
    spill_t *next;
    int64_t user_id;
} reading_t;

static void take_stored(void *context, int64_t id, text_t text)
{
    reading_t *reading = context;
    put_phrase(reading->next, reading->user_id, id, text_number(text));
    raise(reading->next, given_key(reading->user_id), id);
}

/* Takes over what is stored, before the first line of a staff user. */
static void read_stored(import_t *self, int64_t user_id)
{
    if (spill_get(self->next, count_key(user_id)) != 0)
        return;
    spill_set(self->next, count_key(user_id), 1);
    raise(self->next, given_key(user_id), read_last_phrase(self->store, user_id));
    reading_t reading = {self->next, user_id};
    read_each_phrase(self->store, user_id, take_stored, &reading);
}

/* The id for a phrase without one: above all that are given, and that lines name. */
static int64_t next_id(import_t *self, int64_t user_id)
{
    int64_t given = spill_get(self->next, given_key(user_id));
    int64_t named = spill_get(self->declared, named_key(user_id));
    return (given > named ? given : named) + 1;
}

void phrases_declare(spill_t *declared, int64_t user_id, int64_t id)
{
    raise(declared, named_key(user_id), id);
}

together_t phrases_judge(import_t *self, const phrase_record_t *phrase)
{
    int64_t user_id = phrase->user_id, text = text_number(phrase->text);
    read_stored(self, user_id);
    if (spill_get(self->next, text_key(user_id, text)) > 0)
        return TOGETHER_GOOD;
    int64_t id = phrase->id ? phrase->id : next_id(self, user_id);
    bool replaces = spill_get(self->next, id_key(user_id, id)) != 0;
    if (!replaces && spill_get(self->next, count_key(user_id)) > PHRASES_MAX)
        return TOGETHER_TOO_MANY;
    if (id > ID_MAX)
        return TOGETHER_NO_ID;
    put_phrase(self->next, user_id, id, text);
    raise(self->next, given_key(user_id), id);
    return TOGETHER_GOOD;
}

void apply_phrase(import_t *self, const phrase_record_t *phrase)
{
    store_begin_script(self->store, &script_phrase, 1);
    keys_phrases(store_part(self->store), phrase->user_id);
    store_add_int(self->store, phrase->id);
    store_add(self->store, phrase->text);
    store_add_int(self->store, spill_get(self->declared, named_key(phrase->user_id)));
    store_queue_record(self->store, true);
}

void apply_phrase_last(import_t *self, const user_mark_record_t *last)
{
    store_begin_script(self->store, &script_phrase_last, 1);
    keys_phrases(store_part(self->store), last->user_id);
    store_add_int(self->store, last->id);
    store_queue_record(self->store, true);
}
