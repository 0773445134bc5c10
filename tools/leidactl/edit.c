/* SPDX-License-Identifier: Apache-2.0 */
/* Adds and changes one record: as a line of import would, with the fields that are named alone. */
#include <stdio.h>
#include <stdlib.h>

#include "common/store/keys.h"
#include "tools/leidactl/common/credential.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/say.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"
#include "tools/leidactl/record.h"

enum { CLAIMS_MAX = 1000 };

/* Names what is wrong, a line each, and ends the process. */
static void fail_faults(const line_t *line, text_t faults)
{
    char prefix[64];
    snprintf(prefix, sizeof prefix, "leidactl: %s", kind_name(line->kind));
    say_faults(prefix, faults);
    exit(EXIT_FAILURE);
}

static bool is_id(const line_t *line, text_t name)
{
    return line->kind == KIND_RELATION
               ? text_equal(name, TEXT_LITERAL("user_id")) || text_equal(name, TEXT_LITERAL("customer_id"))
               : text_equal(name, TEXT_LITERAL("id"));
}

/* Sets the fields of "name=value" words. `changes`: the id is given otherwise. */
static void set_fields(line_t *line, char **words, bool changes, arena_t *arena, buffer_t *faults)
{
    for (; *words; words++) {
        const char *sign = strchr(*words, '=');
        if (!sign || sign == *words)
            fail_usage("%s: '%s' is not FIELD=VALUE", kind_name(line->kind), *words);
        text_t name = {*words, (size_t)(sign - *words)};
        if (is_id(line, name) && (changes || line->kind == KIND_RELATION))
            buffer_append_format(faults, "%.*s: cannot be changed\n", TEXT_ARG(name));
        else if (is_id(line, name) || !read_has(line, name))
            line_set(line, name, text_of(sign + 1), arena, faults);
        else
            buffer_append_format(faults, "%.*s: given twice\n", TEXT_ARG(name));
    }
}

static void set_id(line_t *line, const record_id_t *id)
{
    bool relation = id->kind == KIND_RELATION;
    line->kind = id->kind;
    if (id->id == 0)
        return;
    /* Every record begins with its id, or ids. */
    memcpy(&line->as.record + 1, &id->id, sizeof id->id);
    read_mark(line, relation ? TEXT_LITERAL("user_id") : TEXT_LITERAL("id"));
    if (!relation)
        return;
    line->as.pair.customer_id = id->customer_id;
    read_mark(line, TEXT_LITERAL("customer_id"));
}

/* An id that is given to nobody else, by services neither. */
static int64_t next_id(store_t *store, record_kind_t kind)
{
    store_begin_script(store, &script_next_id, 2);
    keys_ids(store_part(store), text_of(kind_name(kind)));
    keys_next(store_part(store), text_of(kind_name(kind)));
    store_add_int(store, 1);
    return store_ask_int(store);
}

/* Takes the next free id: a file that is being imported may have the same, so the profile itself claims it.
 */
static void claim_next_id(store_t *store, line_t *line)
{
    for (int tries = 0; tries < CLAIMS_MAX; tries++) {
        const record_id_t id = {.kind = line->kind, .id = next_id(store, line->kind)};
        set_id(line, &id);
        if (profile_claim(store, line))
            return;
    }
    fail("no free id of a %s is found: give one with id=", kind_name(line->kind));
}

static void claim(store_t *store, line_t *line, bool given)
{
    if (!given)
        claim_next_id(store, line);
    else if (!profile_claim(store, line))
        fail("%s %lld is there already", kind_name(line->kind), (long long)line_id(line));
}

static bool exists(store_t *store, const record_id_t *id)
{
    arena_t arena = {0};
    line_t line;
    bool there = record_read(store, id, &line, &arena);
    arena_free(&arena);
    return there;
}

void record_add(store_t *store, record_id_t *id, char **words)
{
    arena_t arena = {0};
    buffer_t faults = {0};
    line_t line = {.kind = id->kind};
    bool relation = id->kind == KIND_RELATION;
    set_id(&line, id);
    if (relation && exists(store, id))
        fail("user %lld and customer %lld have a relation already", (long long)id->id,
             (long long)id->customer_id);
    set_fields(&line, words, false, &arena, &faults);
    bool given = read_has(&line, TEXT_LITERAL("id"));
    read_mark(&line, TEXT_LITERAL("id")); /* or it will be */
    if (faults.size == 0)
        line_require(&line, &faults);
    if (faults.size == 0)
        import_check_line(store, &line, &faults);
    if (faults.size > 0)
        fail_faults(&line, buffer_text(&faults));
    if (!relation)
        claim(store, &line, given);
    import_apply_line(store, &line);
    if (!relation)
        id->id = line_id(&line);
    arena_free(&arena);
    buffer_free(&faults);
}

void record_change(store_t *store, const record_id_t *id, char **words)
{
    arena_t arena = {0};
    buffer_t faults = {0};
    line_t line = {.kind = id->kind};
    set_id(&line, id);
    if (!words[0])
        fail_usage("%s: change what? FIELD=VALUE is needed", kind_name(id->kind));
    if (!exists(store, id))
        record_fail_absent(id);
    set_fields(&line, words, true, &arena, &faults);
    if (faults.size == 0)
        import_check_line(store, &line, &faults);
    if (faults.size > 0)
        fail_faults(&line, buffer_text(&faults));
    import_apply_line(store, &line);
    arena_free(&arena);
    buffer_free(&faults);
}

/* Without a token nobody is enabled, and one that nobody knows is of no use. */
static void require_token(store_t *store, const record_id_t *id)
{
    principal_t principal = {id->kind == KIND_USER ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER, id->id};
    buffer_t token = {0};
    credential_t ignored;
    if (!token_read(store, &principal, &token, &ignored))
        token_fail_absent(&principal);
    buffer_free(&token);
}

void record_enable(store_t *store, const record_id_t *id, bool enabled)
{
    static char yes[] = "enabled=true", no[] = "enabled=false";
    if (!exists(store, id))
        record_fail_absent(id);
    if (enabled)
        require_token(store, id);
    record_change(store, id, (char *[]){enabled ? yes : no, NULL});
}
