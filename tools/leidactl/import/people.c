/* SPDX-License-Identifier: Apache-2.0 */
/* Applies profiles with their credentials, relations and tags. */
#include "base/date.h"
#include "common/store/keys.h"
#include "tools/leidactl/common/credential.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

/* What a line says of a principal's credential; NULL: nothing. */
typedef struct {
    text_t token;
    const int64_t *enabled, *scheme;
} credential_line_t;

static void apply_credential(store_t *store, bool staff, int64_t id, const credential_line_t *line)
{
    store_begin_script(store, &script_credential, 1);
    keys_credential(store_part(store), staff, id);
    store_add(store, !line->enabled ? TEXT_NONE : *line->enabled ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    store_add(store, line->scheme ? text_of(scheme_names[*line->scheme]) : TEXT_NONE);
    store_add(store, line->token);
    token_generate(store_part(store));
    store_queue_record(store, true);
}

/* Appends the record without the fields of `unkept`, a bit each. */
static void write_profile(buffer_t *out, record_kind_t kind, uint64_t unkept, const record_t *record)
{
    union {
        record_t record;
        user_profile_t user;
        customer_profile_t customer;
        tag_profile_t tag;
        company_profile_t company;
    } copy = {0};
    const field_table_t *table = kind_table(kind);
    memcpy(&copy, record, table->record_size);
    copy.record.present &= ~unkept;
    record_encode(out, table, &copy.record);
}

static uint64_t bit_of(const field_table_t *table, text_t name)
{
    int index = field_index(table, name);
    return index < 0 ? 0 : UINT64_C(1) << index;
}

/* What is given of a profile, as it is stored: without the credential, which has a key of its own. */
static void write_given(buffer_t *out, const line_t *line)
{
    const field_table_t *table = kind_table(line->kind);
    uint64_t unkept = bit_of(table, TEXT_LITERAL("token")) | bit_of(table, TEXT_LITERAL("enabled")) |
                      bit_of(table, TEXT_LITERAL("scheme"));
    write_profile(out, line->kind, unkept, &line->as.record);
}

bool profile_claim(store_t *store, const line_t *line)
{
    store_begin(store, "SET");
    read_profile_key(store_part(store), line->kind, line_id(line));
    write_given(store_part(store), line);
    store_add(store, TEXT_LITERAL("NX"));
    store_once(store);
    redis_reply_t *reply = store_ask(store, REPLY_ANY);
    bool claimed = reply->type != REDIS_REPLY_NIL;
    redis_reply_free(reply);
    return claimed;
}

static bool has_field(const line_t *line, text_t name)
{
    return (line->as.record.present & bit_of(kind_table(line->kind), name)) != 0;
}

static void apply_profile_credential(store_t *store, const line_t *line)
{
    bool staff = line->kind == KIND_USER;
    const user_profile_t *user = &line->as.user;
    const customer_profile_t *customer = &line->as.customer;
    credential_line_t credential = {.token = staff ? user->token : customer->token};
    if (has_field(line, TEXT_LITERAL("enabled")))
        credential.enabled = staff ? &user->enabled : &customer->enabled;
    if (has_field(line, TEXT_LITERAL("scheme")))
        credential.scheme = staff ? &user->scheme : &customer->scheme;
    apply_credential(store, staff, line_id(line), &credential);
}

void apply_profile(import_t *self, const line_t *line)
{
    store_t *store = self->store;
    int64_t id = line_id(line);
    bool principal = line->kind == KIND_USER || line->kind == KIND_CUSTOMER;
    arena_t arena = {0};
    identity_t identity;
    identity_prepare(store, line, &identity, &arena);
    store_begin_script(store, &script_profile, 1);
    read_profile_key(store_part(store), line->kind, id);
    write_given(store_part(store), line);
    store_queue_record(store, false);
    identity_put(store, &identity, id);
    arena_free(&arena);
    store_begin(store, "ZADD");
    keys_ids(store_part(store), text_of(kind_name(line->kind)));
    store_add_int(store, id);
    store_add_int(store, id);
    store_queue_record(store, !principal);
    if (principal)
        apply_profile_credential(store, line);
}

/* A value as the relation's hash keeps it; empty: not kept. */
static void write_fact(buffer_t *out, const field_t *field, const record_t *record)
{
    const void *member = (const char *)record + field->offset;
    int64_t number;
    switch (field->type) {
    case FIELD_INT:
    case FIELD_PERCENT:
        memcpy(&number, member, sizeof number);
        buffer_append_int(out, number);
        break;
    case FIELD_DATE:
        memcpy(&number, member, sizeof number);
        if (number != DAY_NONE)
            date_write(out, number);
        break;
    case FIELD_TEXT:
    case FIELD_PHONE:
    case FIELD_EMAIL:
        buffer_append_text(out, *(const text_t *)member);
        break;
    case FIELD_VISIBLE:
    case FIELD_TIME:
    case FIELD_CHOICE:
    case FIELD_CONTENT:
    case FIELD_IDS:
    case FIELD_SWITCH:
    case FIELD_PATH:
    case FIELD_BYTES:
        break;
    }
}

static void add_time(store_t *store, bool given, int64_t time)
{
    buffer_t *out = store_part(store);
    if (given)
        buffer_append_int(out, time);
}

void apply_relation(import_t *self, const relation_record_t *relation)
{
    store_t *store = self->store;
    int64_t user_id = relation->user_id;
    bool aged = record_has(&relation->record, RELATION_CREATED);
    store_begin_script(store, &script_relation, 1 + RELATIONS_ACTIVITY_AGED + 1 + 1);
    keys_relation(store_part(store), user_id, relation->customer_id);
    for (relation_index_t index = RELATIONS_CREATED; index <= RELATIONS_ACTIVITY_AGED; index++)
        keys_relation_index(store_part(store), user_id, index);
    keys_summaries(store_part(store), user_id);
    keys_age_member(store_part(store), aged ? relation->created : self->now, relation->customer_id, 0);
    store_add(store, aged ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    add_time(store, record_has(&relation->record, RELATION_LAST_FOLLOW), relation->last_follow);
    add_time(store, record_has(&relation->record, RELATION_LAST_ACTIVITY), relation->last_activity);
    for (size_t i = RELATION_FIRST_FACT; i < relation_record_table.count; i++) {
        const field_t *field = &relation_record_table.fields[i];
        if (!record_has(&relation->record, i))
            continue;
        store_add(store, text_of(field->key));
        write_fact(store_part(store), field, &relation->record);
    }
    store_queue_record(store, false);
    store_begin(store, "SADD");
    keys_bound(store_part(store), relation->customer_id);
    store_add_int(store, user_id);
    store_queue_record(store, true);
    tag_batch_add(self, relation->customer_id);
}

/* The company of a stored tag; 0: none. Tags of a file are few beside the customers that bear them. */
static int64_t tag_company(import_t *self, int64_t tag_id)
{
    tag_company_t *kept = &self->tag_companies[tag_id % TAG_COMPANIES];
    if (kept->tag_id != tag_id) {
        kept->tag_id = tag_id;
        import_read_tag(self->store, tag_id, &kept->company_id);
    }
    return kept->company_id;
}

void apply_customer_tag(import_t *self, const customer_tag_record_t *tag)
{
    store_t *store = self->store;
    bool given = record_has(&tag->record, CUSTOMER_TAG_COMPANY);
    int64_t company_id = given ? tag->company_id : tag_company(self, tag->tag_id);
    store_begin_script(store, &script_customer_tag, 1);
    keys_tagged(store_part(store), tag->customer_id);
    store_add_int(store, company_id);
    store_add_int(store, tag->tag_id);
    store_add(store, given ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    store_queue_record(store, true);
    tag_batch_add(self, tag->customer_id);
}
