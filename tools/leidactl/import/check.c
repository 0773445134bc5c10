/* SPDX-License-Identifier: Apache-2.0 */
/* What lines refer to: in the file, wherever it stands there, or in the store. */
#include "common/store/keys.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/import/import.h"

enum { FOUND_YES = 1, FOUND_NO = 2 };

void import_declare(spill_t *declared, const line_t *line)
{
    switch (line->kind) {
    case KIND_COMPANY:
    case KIND_USER:
    case KIND_CUSTOMER:
    case KIND_TAG: {
        const int64_t *id = (const int64_t *)(&line->as.record + 1);
        spill_set(declared, spill_key_ids((uint8_t)line->kind, *id, 0), FOUND_YES);
        break;
    }
    case KIND_RELATION:
        spill_set(declared, spill_key_ids(KIND_RELATION, line->as.pair.user_id, line->as.pair.customer_id),
                  FOUND_YES);
        break;
    case KIND_NONE:
    case KIND_CUSTOMER_TAG:
    case KIND_MESSAGE:
    case KIND_CURSOR:
    case KIND_ACTION:
    case KIND_NOTE:
    case KIND_PHRASE:
    case KIND_LOG_CURSOR:
    case KIND_COUNT:
        break;
    }
}

static bool store_has(store_t *store, record_kind_t kind, int64_t a, int64_t b)
{
    store_begin(store, "EXISTS");
    buffer_t *key = store_part(store);
    if (kind == KIND_RELATION)
        keys_relation(key, a, b);
    else
        read_profile_key(key, kind, a);
    return store_ask_int(store) == 1;
}

static bool known(import_t *self, record_kind_t kind, int64_t a, int64_t b)
{
    spill_key_t key = spill_key_ids((uint8_t)kind, a, b);
    if (spill_get(self->declared, key) == FOUND_YES)
        return true;
    uint32_t found = spill_get(self->found, key);
    if (!found) {
        found = store_has(self->store, kind, a, b) ? FOUND_YES : FOUND_NO;
        spill_set(self->found, key, found);
    }
    return found == FOUND_YES;
}

/* 0 refers to nothing. A line of a file more likely has the wrong id; one record alone wants for a command.
 */
static void refer(import_t *self, const char *field, record_kind_t kind, int64_t id, buffer_t *faults)
{
    if (id == 0 || known(self, kind, id, 0))
        return;
    buffer_append_format(faults, "%s: no such %s", field, kind_name(kind));
    if (!self->input)
        buffer_append_format(faults, "; `%s %s add` makes one", own_command(), kind_name(kind));
    buffer_append_char(faults, '\n');
}

static void refer_pair(import_t *self, const pair_record_t *pair, bool bound, buffer_t *faults)
{
    size_t before = faults->size;
    refer(self, "user_id", KIND_USER, pair->user_id, faults);
    refer(self, "customer_id", KIND_CUSTOMER, pair->customer_id, faults);
    if (bound && faults->size == before && !known(self, KIND_RELATION, pair->user_id, pair->customer_id))
        buffer_append_format(faults, "customer_id: has no relation with user %lld\n",
                             (long long)pair->user_id);
}

bool import_check(import_t *self, const line_t *line, buffer_t *faults)
{
    size_t before = faults->size;
    switch (line->kind) {
    case KIND_USER:
        refer(self, "company_id", KIND_COMPANY, line->as.user.company_id, faults);
        break;
    case KIND_TAG:
        refer(self, "parent_id", KIND_TAG, line->as.tag.parent_id, faults);
        refer(self, "company_id", KIND_COMPANY, line->as.tag.company_id, faults);
        break;
    case KIND_RELATION:
        refer_pair(self, &line->as.pair, false, faults);
        refer(self, "superior", KIND_CUSTOMER, line->as.relation.superior, faults);
        break;
    case KIND_CUSTOMER_TAG:
        refer(self, "customer_id", KIND_CUSTOMER, line->as.customer_tag.customer_id, faults);
        refer(self, "company_id", KIND_COMPANY, line->as.customer_tag.company_id, faults);
        refer(self, "tag_id", KIND_TAG, line->as.customer_tag.tag_id, faults);
        if (line->as.customer_tag.tag_id == 0 && !record_has(&line->as.record, CUSTOMER_TAG_COMPANY))
            buffer_append_literal(faults, "tag_id: may be 0 only with a company_id\n");
        break;
    case KIND_MESSAGE:
    case KIND_CURSOR:
    case KIND_ACTION:
    case KIND_NOTE:
        refer_pair(self, &line->as.pair, true, faults);
        break;
    case KIND_PHRASE:
        refer(self, "user_id", KIND_USER, line->as.phrase.user_id, faults);
        break;
    case KIND_LOG_CURSOR:
        refer(self, "user_id", KIND_USER, line->as.log_cursor.user_id, faults);
        break;
    case KIND_NONE:
    case KIND_COMPANY:
    case KIND_CUSTOMER:
    case KIND_COUNT:
        break;
    }
    return faults->size == before;
}
