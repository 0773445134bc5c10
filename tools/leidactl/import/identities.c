/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who people are in WeChat and WeCom: the entries by which they are found, each on a slot of its own. The old
 * one goes before the profile is changed, and the new one comes after it, so that an import that was killed
 * is made good by the next.
 */
#include "common/store/keys.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

/* ---- staff users ---- */

static bool is_member(const user_profile_t *user)
{
    return user->company_id != 0 && user->userid.size > 0;
}

static bool is_same_member(const user_profile_t *user, const user_profile_t *other)
{
    return user->company_id == other->company_id && text_equal(user->userid, other->userid);
}

static void remove_member(store_t *store, const user_profile_t *user, int64_t id)
{
    store_begin_script(store, &script_userid_remove, 1);
    keys_userids(store_part(store), user->company_id);
    store_add(store, user->userid);
    store_add_int(store, id);
    store_queue(store);
}

static void put_member(store_t *store, const user_profile_t *user, int64_t id)
{
    store_begin(store, "HSET");
    keys_userids(store_part(store), user->company_id);
    store_add(store, user->userid);
    store_add_int(store, id);
    store_queue(store);
}

static void prepare_user(store_t *store, const user_profile_t *given, identity_t *identity, arena_t *arena)
{
    user_profile_t old;
    if (!record_has(&given->record, USER_COMPANY) && !record_has(&given->record, USER_USERID))
        return;
    userids_read_stored(store, given->id, &old, arena);
    identity->user = old;
    if (record_has(&given->record, USER_COMPANY))
        identity->user.company_id = given->company_id;
    if (record_has(&given->record, USER_USERID))
        identity->user.userid = given->userid;
    if (is_member(&old) && !is_same_member(&old, &identity->user))
        remove_member(store, &old, given->id);
}

/* ---- customers ---- */

static bool is_known(const customer_profile_t *customer)
{
    return keys_open_is_sound(customer->appid, customer->openid);
}

static void read_stored_customer(store_t *store, int64_t id, customer_profile_t *customer, arena_t *arena)
{
    store_begin(store, "GET");
    read_profile_key(store_part(store), KIND_CUSTOMER, id);
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    const text_t bytes = arena_copy(arena, reply_text(reply));
    redis_reply_free(reply);
    *customer = (customer_profile_t){0};
    if (bytes.size > 0 && !record_decode(&customer->record, &customer_profile_table, bytes, arena))
        *customer = (customer_profile_t){0};
}

static void remove_open(store_t *store, const customer_profile_t *customer, int64_t id)
{
    store_begin_script(store, &script_open_remove, 1);
    keys_open(store_part(store), customer->appid, customer->openid);
    store_add_int(store, id);
    store_queue(store);
}

/* Who has it keeps it: WeChat knows one customer by it, and that one may have logged in. */
static void put_open(store_t *store, const customer_profile_t *customer, int64_t id)
{
    store_begin(store, "SET");
    keys_open(store_part(store), customer->appid, customer->openid);
    store_add_int(store, id);
    store_add(store, TEXT_LITERAL("NX"));
    store_queue(store);
}

static void prepare_customer(store_t *store, const customer_profile_t *given, identity_t *identity,
                             arena_t *arena)
{
    customer_profile_t old;
    if (!record_has(&given->record, CUSTOMER_OPENID) && !record_has(&given->record, CUSTOMER_APPID))
        return;
    read_stored_customer(store, given->id, &old, arena);
    identity->customer = old;
    if (record_has(&given->record, CUSTOMER_OPENID))
        identity->customer.openid = given->openid;
    if (record_has(&given->record, CUSTOMER_APPID))
        identity->customer.appid = given->appid;
    const bool same = text_equal(old.openid, identity->customer.openid) &&
                      text_equal(old.appid, identity->customer.appid);
    if (is_known(&old) && !same)
        remove_open(store, &old, given->id);
}

void identity_prepare(store_t *store, const line_t *line, identity_t *identity, arena_t *arena)
{
    *identity = (identity_t){0};
    if (line->kind == KIND_USER)
        prepare_user(store, &line->as.user, identity, arena);
    else if (line->kind == KIND_CUSTOMER)
        prepare_customer(store, &line->as.customer, identity, arena);
}

void identity_put(store_t *store, const identity_t *identity, int64_t id)
{
    if (is_member(&identity->user))
        put_member(store, &identity->user, id);
    if (is_known(&identity->customer))
        put_open(store, &identity->customer, id);
}
