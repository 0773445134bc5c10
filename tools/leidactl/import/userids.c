/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether staff users of a company would have the same member id of WeCom once all lines are applied. What a
 * user has then is what the last line gives, and else what is stored; a company or a member id may come
 * alone.
 */
#include "common/store/keys.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/import/import.h"

enum { DIGEST_BYTES = 6, NO_USERID = 2 /* even, as no digest is */ };

/* What is put down of a user: a company and one more, or 0: not given; */
static spill_key_t company_key(int64_t user_id)
{
    return spill_key_ids(SPILL_USER, user_id, 0);
}

/* the digest of a member id, NO_USERID where it is empty, or 0: not given; */
static spill_key_t userid_key(int64_t user_id)
{
    return spill_key_ids(SPILL_USER, user_id, 1);
}

/* and who has a member id in a company by the lines before: an id and one more, for a new one has 0. */
static spill_key_t owner_key(int64_t company_id, int64_t digest)
{
    return spill_key_ids(SPILL_USERID, company_id, digest);
}

static int64_t digest_of(text_t userid)
{
    if (userid.size == 0)
        return NO_USERID;
    spill_key_t digest = spill_key_digest(SPILL_USERID, userid.data, userid.size);
    int64_t number = 0;
    memcpy(&number, digest.bytes + 1, DIGEST_BYTES);
    return number | 1;
}

void userids_declare(spill_t *declared, const user_profile_t *user)
{
    if (record_has(&user->record, USER_COMPANY))
        spill_set(declared, company_key(user->id), 1 + user->company_id);
    if (record_has(&user->record, USER_USERID))
        spill_set(declared, userid_key(user->id), digest_of(user->userid));
}

bool userids_read_stored(store_t *store, int64_t user_id, user_profile_t *user, arena_t *arena)
{
    store_begin(store, "GET");
    read_profile_key(store_part(store), KIND_USER, user_id);
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    const text_t bytes = arena_copy(arena, reply_text(reply));
    redis_reply_free(reply);
    *user = (user_profile_t){0};
    if (bytes.size > 0 && record_decode(&user->record, &user_profile_table, bytes, arena))
        return true;
    *user = (user_profile_t){0};
    return false;
}

static void find_stored(import_t *self, int64_t user_id)
{
    arena_t arena = {0};
    user_profile_t user;
    userids_read_stored(self->store, user_id, &user, &arena);
    spill_set(self->found, company_key(user_id), 1 + user.company_id);
    spill_set(self->found, userid_key(user_id), digest_of(user.userid));
    arena_free(&arena);
}

/* By the file; else by the store, which is asked once. */
static int64_t value_of(import_t *self, int64_t user_id, spill_key_t key)
{
    const int64_t declared = spill_get(self->declared, key);
    if (declared != 0)
        return declared;
    if (spill_get(self->found, key) == 0)
        find_stored(self, user_id);
    return spill_get(self->found, key);
}

/* Who has it by the store; 0: nobody. */
static int64_t ask_owner(store_t *store, int64_t company_id, text_t userid)
{
    store_begin(store, "HGET");
    keys_userids(store_part(store), company_id);
    store_add(store, userid);
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    int64_t id = 0;
    const bool good = text_to_plain_int(reply_text(reply), &id) && id > 0 && id <= ID_MAX;
    redis_reply_free(reply);
    return good ? id : 0;
}

typedef struct {
    int64_t company_id, digest;
} place_t;

static place_t place_of(import_t *self, int64_t user_id)
{
    return (place_t){value_of(self, user_id, company_key(user_id)) - 1,
                     value_of(self, user_id, userid_key(user_id))};
}

/* Whether somebody who is in the store, and maybe in no line, keeps it. Where another line gives the member
 * id it is judged there. */
static bool is_kept(import_t *self, const user_profile_t *user, place_t place)
{
    arena_t arena = {0};
    user_profile_t stored;
    text_t userid = user->userid;
    if (!record_has(&user->record, USER_USERID) || digest_of(userid) != place.digest) {
        userids_read_stored(self->store, user->id, &stored, &arena);
        userid = stored.userid;
    }
    const int64_t owner = digest_of(userid) == place.digest ? ask_owner(self->store, place.company_id, userid)
                                                            : 0;
    arena_free(&arena);
    if (owner == 0 || owner == user->id)
        return false;
    const place_t other = place_of(self, owner);
    return other.company_id == place.company_id && other.digest == place.digest;
}

bool userids_are_taken(import_t *self, const user_profile_t *user)
{
    const place_t place = place_of(self, user->id);
    if (place.company_id == 0 || place.digest == NO_USERID)
        return false;
    const spill_key_t key = owner_key(place.company_id, place.digest);
    const int64_t before = spill_get(self->next, key);
    if ((before != 0 && before != 1 + user->id) || is_kept(self, user, place))
        return true;
    spill_set(self->next, key, 1 + user->id);
    return false;
}
