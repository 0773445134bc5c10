/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/login/login_store.h"

#include <stdio.h>

#include "base/hash.h"
#include "common/store/credential.h"
#include "common/store/keys.h"

extern const char lua_login_keep[], lua_login_claim[], lua_login_settle[], lua_login_fetch[];
const redis_script_t login_keep_script = {.name = "login_keep", .body = lua_login_keep};
const redis_script_t login_claim_script = {.name = "login_claim", .body = lua_login_claim};
const redis_script_t login_settle_script = {.name = "login_settle", .body = lua_login_settle};
const redis_script_t login_fetch_script = {.name = "login_fetch", .body = lua_login_fetch};

static char state_family[] = "state", code_family[] = "login", share_family[] = "share", met_family[] = "met";

/* A secret as it is stored. */
static void write_digest(buffer_t *out, text_t secret)
{
    char hex[HASH_SHA256_SIZE];
    hash_sha256(hex, secret);
    buffer_append(out, hex, sizeof hex);
}

static text_t encode(job_t *job, const field_table_t *table, record_t *record)
{
    buffer_t *scratch = job_scratch(job);
    pass_encode(scratch, table, record);
    return arena_copy(job->arena, buffer_text(scratch));
}

/* Reads the text of a reply into a zeroed record. */
static bool read_record(job_t *job, const redis_reply_t *reply, const field_table_t *table, record_t *record)
{
    if (reply->type != REDIS_REPLY_STRING)
        return false;
    return record_decode(record, table, arena_copy(job->arena, (text_t){reply->str, reply->len}), job->arena);
}

/* The family of a key, in place of its name, which is a secret. */
static void write_family(buffer_t *out, const char *family)
{
    keys_wx(out, family, TEXT_LITERAL("…"));
}

static void call_foreign(job_t *job, const char *family, const redis_reply_t *reply)
{
    job_foreign(job, FOREIGN_WECHAT, reply, write_family, family);
}

/* Of a write of which nothing is to be read; `into` is the family of its key. */
static void take_done(job_t *job, void *into, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_ERROR)
        call_foreign(job, into, reply);
}

/* In one script: what is kept ends, whatever becomes of the connection. `cookie`: of the browser that it is
 * for. */
static void keep(job_t *job, char *family, text_t name, int64_t seconds, text_t record, text_t cookie)
{
    command_t *command = job_command(job);
    command_add(command, keys_wx, family, name);
    command_end_keys(command);
    command_add_int(command, seconds);
    command_add_text(command, record);
    command_add(command, write_digest, cookie);
    job_run(job, &login_keep_script, take_done, family);
}

/* ---- states ---- */

void login_store_state(job_t *job, text_t name, text_t cookie, state_t *state)
{
    text_t record = encode(job, &state_table, &state->record);
    keep(job, state_family, name, STATE_SECONDS, record, cookie);
}

static void take_claim(job_t *job, void *into, const redis_reply_t *reply)
{
    claim_of_state_t *claim = into;
    if (reply_is_number(reply, CLAIM_NONE))
        return;
    const bool is_array = reply->type == REDIS_REPLY_ARRAY && reply->elements >= 2 &&
                          reply->element[0]->type == REDIS_REPLY_INTEGER;
    const int64_t result = is_array ? reply->element[0]->integer : 0;
    bool good = result >= CLAIM_MINE && result <= CLAIM_SETTLED &&
                read_record(job, reply->element[1], &state_table, &claim->known.record);
    if (good && result == CLAIM_SETTLED)
        good = reply->elements == 3 &&
               read_record(job, reply->element[2], &outcome_of_login_table, &claim->outcome.record);
    if (good)
        claim->result = (claim_result_t)result;
    else
        call_foreign(job, state_family, reply);
}

void login_store_claim(job_t *job, claim_of_state_t *claim)
{
    claim->result = CLAIM_NONE;
    claim->known = (state_t){.kind = 0};
    claim->outcome = (outcome_of_login_t){.kind = 0};
    command_t *command = job_command(job);
    command_add(command, keys_wx, state_family, claim->state);
    command_end_keys(command);
    command_add(command, write_digest, claim->cookie);
    command_add(command, write_digest, claim->code);
    command_add(command, buffer_append_format, "%016llx", (unsigned long long)job->call_id);
    command_add_int(command, LOGIN_SECONDS);
    job_run(job, &login_claim_script, take_claim, claim);
}

void login_store_settle(job_t *job, const claim_of_state_t *claim, outcome_of_login_t *outcome)
{
    text_t record = encode(job, &outcome_of_login_table, &outcome->record);
    command_t *command = job_command(job);
    command_add(command, keys_wx, state_family, claim->state);
    command_end_keys(command);
    command_add(command, buffer_append_format, "%016llx", (unsigned long long)job->call_id);
    command_add_text(command, record);
    command_add_int(command, LOGIN_SECONDS);
    job_run(job, &login_settle_script, take_done, state_family);
}

/* ---- login codes ---- */

void login_store_code(job_t *job, text_t name, text_t cookie, outcome_of_login_t *outcome)
{
    text_t record = encode(job, &outcome_of_login_table, &outcome->record);
    keep(job, code_family, name, LOGIN_SECONDS, record, cookie);
}

static void take_fetched(job_t *job, void *into, const redis_reply_t *reply)
{
    fetched_login_t *fetched = into;
    if (reply_is_number(reply, 0))
        return;
    fetched->found = reply_is_array(reply, 2) &&
                     read_record(job, reply->element[0], &outcome_of_login_table, &fetched->outcome.record);
    if (fetched->found)
        fetched->same_browser = reply_is_number(reply->element[1], 1);
    else
        call_foreign(job, code_family, reply);
}

void login_store_fetch(job_t *job, text_t name, text_t cookie, fetched_login_t *fetched)
{
    command_t *command = job_command(job);
    command_add(command, keys_wx, code_family, name);
    command_end_keys(command);
    command_add(command, buffer_append_format, "%016llx", (unsigned long long)job->call_id);
    command_add(command, write_digest, cookie);
    job_run(job, &login_fetch_script, take_fetched, fetched);
}

/* ---- share links ---- */

void login_store_share(job_t *job, text_t name, share_t *share)
{
    text_t record = encode(job, &share_table, &share->record);
    command_t *command = job_command(job);
    command_add_literal(command, "SET");
    command_add(command, keys_wx, share_family, name);
    command_add_text(command, record);
    command_add_literal(command, "EX");
    command_add_int(command, SHARE_SECONDS);
    job_send_durable(job, take_done, share_family);
}

typedef struct {
    bool *found;
    share_t *share;
} sought_share_t;

static void take_share(job_t *job, void *into, const redis_reply_t *reply)
{
    const sought_share_t *sought = into;
    *sought->found = reply->type != REDIS_REPLY_NIL;
    if (*sought->found && !read_record(job, reply, &share_table, &sought->share->record))
        call_foreign(job, share_family, reply);
}

void login_store_read_share(job_t *job, text_t name, bool *found, share_t *share)
{
    command_t *command = job_command(job);
    command_add_literal(command, "GET");
    command_add(command, keys_wx, share_family, name);
    sought_share_t *sought = arena_new(job->arena, sizeof *sought);
    *sought = (sought_share_t){found, share};
    job_send(job, take_share, sought);
}

/* ---- who they are ---- */

static void take_staff(job_t *job, void *into, const redis_reply_t *reply)
{
    int64_t *staff_id = into;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    if (reply->type == REDIS_REPLY_STRING && text_to_plain_int(redis_text(reply), staff_id) &&
        *staff_id > 0 && *staff_id <= ID_MAX)
        return;
    *staff_id = 0;
    job_foreign(job, FOREIGN_INDEX, reply, buffer_append_text, TEXT_LITERAL("userids:…"));
}

void login_store_find_staff(job_t *job, int64_t company_id, text_t userid, int64_t *staff_id)
{
    command_t *command = job_command(job);
    *staff_id = 0;
    command_add_literal(command, "HGET");
    command_add(command, keys_userids, company_id);
    command_add_text(command, userid);
    job_send(job, take_staff, staff_id);
}

static void take_token(job_t *job, void *into, const redis_reply_t *reply)
{
    text_t *token = into;
    credential_t credential;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    if (reply->type != REDIS_REPLY_STRING || !credential_read(redis_text(reply), &credential))
        job_foreign(job, FOREIGN_RECORD, reply, buffer_append_text, TEXT_LITERAL("cred:…"));
    else if (credential.enabled)
        *token = arena_copy(job->arena, credential.token);
}

void login_store_read_token(job_t *job, principal_t who, text_t *token)
{
    command_t *command = job_command(job);
    *token = TEXT_NONE;
    command_add_literal(command, "GET");
    command_add(command, keys_credential, who.kind == PRINCIPAL_STAFF, who.id);
    job_send(job, take_token, token);
}

/* ---- first logins ---- */

static void take_met(job_t *job, void *into, const redis_reply_t *reply)
{
    bool *is_first = into;
    char call[17];
    snprintf(call, sizeof call, "%016llx", (unsigned long long)job->call_id);
    if (reply->type == REDIS_REPLY_STRING)
        *is_first = text_equal(redis_text(reply), text_of(call));
    else if (reply->type == REDIS_REPLY_NIL)
        *is_first = true;
    else
        call_foreign(job, met_family, reply);
}

void login_store_meet(job_t *job, int64_t staff_id, bool *is_first)
{
    command_t *command = job_command(job);
    command_add_literal(command, "SET");
    buffer_append_format(&command->words, "wx:%s:{u%lld}", met_family, (long long)staff_id);
    command_end_word(command);
    command_add(command, buffer_append_format, "%016llx", (unsigned long long)job->call_id);
    command_add_literal(command, "NX");
    command_add_literal(command, "GET");
    job_send_durable(job, take_met, is_first);
}

/* ---- relations ---- */

static void take_relation(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply_is_number(reply, 0))
        job_refuse(job, STATUS_NO_RELATION);
    else if (!reply_is_number(reply, 1))
        job_foreign(job, FOREIGN_RELATION, reply, buffer_append_text, TEXT_LITERAL("rel:…"));
}

void login_store_check_relation(job_t *job, int64_t staff_id, int64_t customer_id)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HEXISTS");
    command_add(command, keys_relation, staff_id, customer_id);
    command_add_literal(command, REL_MEMBER);
    job_send(job, take_relation, NULL);
}
