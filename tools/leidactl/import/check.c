/* SPDX-License-Identifier: Apache-2.0 */
/* What lines refer to: in the file, wherever it stands there, or in the store. */
#include "common/store/keys.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/import/import.h"

/* What a line needs: a profile with the id `a`, or the relation of staff user `a` and customer `b`. */
typedef struct {
    const char *field;
    record_kind_t kind;
    int64_t a, b;
} reference_t;

typedef struct {
    size_t count;
    reference_t items[3];
} references_t;

/* 0 refers to nothing. */
static void refer(references_t *self, const char *field, record_kind_t kind, int64_t id)
{
    if (id != 0)
        self->items[self->count++] = (reference_t){field, kind, id, 0};
}

static void refer_pair(references_t *self, const pair_record_t *pair)
{
    refer(self, "user_id", KIND_USER, pair->user_id);
    refer(self, "customer_id", KIND_CUSTOMER, pair->customer_id);
}

static references_t references_of(const line_t *line)
{
    references_t self = {0};
    const pair_record_t *pair = &line->as.pair;
    switch (line->kind) {
    case KIND_USER:
        refer(&self, "company_id", KIND_COMPANY, line->as.user.company_id);
        break;
    case KIND_TAG:
        refer(&self, "parent_id", KIND_TAG, line->as.tag.parent_id);
        refer(&self, "company_id", KIND_COMPANY, line->as.tag.company_id);
        break;
    case KIND_RELATION:
        refer_pair(&self, pair);
        refer(&self, "superior", KIND_CUSTOMER, line->as.relation.superior);
        break;
    case KIND_CUSTOMER_TAG:
        refer(&self, "customer_id", KIND_CUSTOMER, line->as.customer_tag.customer_id);
        refer(&self, "company_id", KIND_COMPANY, line->as.customer_tag.company_id);
        refer(&self, "tag_id", KIND_TAG, line->as.customer_tag.tag_id);
        break;
    case KIND_MESSAGE:
    case KIND_CURSOR:
    case KIND_ACTION:
    case KIND_NOTE:
        refer_pair(&self, pair);
        self.items[self.count++] = (reference_t){"customer_id", KIND_RELATION, pair->user_id,
                                                 pair->customer_id};
        break;
    case KIND_PHRASE:
        refer(&self, "user_id", KIND_USER, line->as.phrase.user_id);
        break;
    case KIND_LOG_CURSOR:
    case KIND_PHRASE_LAST:
        refer(&self, "user_id", KIND_USER, line->as.mark.user_id);
        break;
    case KIND_NONE:
    case KIND_COMPANY:
    case KIND_CUSTOMER:
    case KIND_COUNT:
        break;
    }
    return self;
}

void import_declare(spill_t *declared, const line_t *line)
{
    switch (line->kind) {
    case KIND_COMPANY:
    case KIND_USER:
    case KIND_CUSTOMER:
    case KIND_TAG: {
        const int64_t *id = (const int64_t *)(&line->as.record + 1);
        spill_set(declared, spill_key_ids((uint8_t)line->kind, *id, 0), FOUND_YES);
        if (line->kind == KIND_USER)
            userids_declare(declared, &line->as.user);
        break;
    }
    case KIND_RELATION:
        spill_set(declared, spill_key_ids(KIND_RELATION, line->as.pair.user_id, line->as.pair.customer_id),
                  FOUND_YES);
        superiors_declare(declared, &line->as.relation);
        break;
    case KIND_PHRASE:
        phrases_declare(declared, line->as.phrase.user_id, line->as.phrase.id);
        break;
    case KIND_PHRASE_LAST:
        phrases_declare(declared, line->as.mark.user_id, line->as.mark.id);
        break;
    case KIND_NONE:
    case KIND_CUSTOMER_TAG:
    case KIND_MESSAGE:
    case KIND_CURSOR:
    case KIND_ACTION:
    case KIND_NOTE:
    case KIND_LOG_CURSOR:
    case KIND_COUNT:
        break;
    }
}

/* A command that asks whether a key exists. */
static void begin_exists(store_t *store, record_kind_t kind, int64_t a, int64_t b)
{
    store_begin(store, "EXISTS");
    buffer_t *key = store_part(store);
    if (kind == KIND_RELATION)
        keys_relation(key, a, b);
    else if (kind == KIND_MESSAGE)
        keys_messages(key, a, b);
    else
        read_profile_key(key, kind, a);
}

static found_t find(import_t *self, spill_key_t key)
{
    if (lookups_knows(self->lookups, key) || spill_get(self->declared, key) == FOUND_YES)
        return FOUND_YES;
    return (found_t)spill_get(self->found, key);
}

static bool known(import_t *self, const reference_t *to)
{
    spill_key_t key = spill_key_ids((uint8_t)to->kind, to->a, to->b);
    found_t found = find(self, key);
    if (found == FOUND_UNASKED) {
        begin_exists(self->store, to->kind, to->a, to->b);
        found = store_ask_int(self->store) == 1 ? FOUND_YES : FOUND_NO;
        spill_set(self->found, key, found);
    }
    if (found == FOUND_YES)
        lookups_keep(self->lookups, key);
    return found == FOUND_YES;
}

static void look_up(import_t *self, record_kind_t kind, int64_t a, int64_t b)
{
    spill_key_t key = spill_key_ids((uint8_t)kind, a, b);
    found_t found = find(self, key);
    if (found == FOUND_UNASKED) {
        begin_exists(self->store, kind, a, b);
        lookups_ask(self->lookups, self->store, self->found, key);
    } else if (found == FOUND_YES) {
        lookups_keep(self->lookups, key);
    }
}

void import_look_up(import_t *self, const line_t *line)
{
    references_t references = references_of(line);
    for (size_t i = 0; i < references.count; i++)
        look_up(self, references.items[i].kind, references.items[i].a, references.items[i].b);
    if (line->kind != KIND_MESSAGE)
        return;
    const pair_record_t *pair = &line->as.pair;
    look_up(self, KIND_MESSAGE, pair->user_id, pair->customer_id);
    lookups_keep(self->lookups, spill_key_ids(KIND_MESSAGE, pair->user_id, pair->customer_id)); /* asked */
}

/* A line of a file more likely has the wrong id; one record alone wants for a command. */
static void tell_absent(import_t *self, const reference_t *to, buffer_t *faults)
{
    if (to->kind == KIND_RELATION) {
        buffer_append_format(faults, "%s: has no relation with user %lld\n", to->field, (long long)to->a);
        return;
    }
    buffer_append_format(faults, "%s: no such %s", to->field, kind_name(to->kind));
    if (!self->input)
        buffer_append_format(faults, "; `%s %s add` makes one", own_command(), kind_name(to->kind));
    buffer_append_char(faults, '\n');
}

bool import_check(import_t *self, const line_t *line, buffer_t *faults)
{
    size_t before = faults->size;
    references_t references = references_of(line);
    for (size_t i = 0; i < references.count; i++) {
        const reference_t *to = &references.items[i];
        bool judged = to->kind != KIND_RELATION ||
                      faults->size == before; /* or one of the two is not there */
        if (judged && !known(self, to))
            tell_absent(self, to, faults);
    }
    const customer_tag_record_t *tag = &line->as.customer_tag;
    if (line->kind == KIND_CUSTOMER_TAG && tag->tag_id == 0 &&
        !record_has(&tag->record, CUSTOMER_TAG_COMPANY))
        buffer_append_literal(faults, "tag_id: may be 0 only with a company_id\n");
    if (faults->size == before)
        import_check_together(self, line, faults);
    if (line->kind == KIND_TAG && faults->size == before)
        import_check_place(self, &line->as.tag, faults);
    return faults->size == before;
}
