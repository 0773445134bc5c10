/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl user|customer|company|tag|relation …`: which subcommand, and of which record. */
#include "tools/leidactl/record.h"

#include <stdio.h>
#include <stdlib.h>

#include "tools/leidactl/commands.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"

bool record_read(store_t *store, const record_id_t *id, line_t *line, arena_t *arena)
{
    return id->kind == KIND_RELATION ? read_relation(store, id->id, id->customer_id, line, arena)
                                     : read_profile(store, id->kind, id->id, line, arena);
}

void record_fail_absent(const record_id_t *id)
{
    if (id->kind == KIND_RELATION)
        fail("user %lld and customer %lld have no relation", (long long)id->id, (long long)id->customer_id);
    fail("there is no %s %lld", kind_name(id->kind), (long long)id->id);
}

/* Reads the words that say which record, and steps over them. */
static record_id_t take_id(record_kind_t kind, char ***words)
{
    bool relation = kind == KIND_RELATION;
    size_t needed = relation ? 2 : 1;
    if (subcommand_count(*words) < needed)
        fail_usage("%s: %s is needed", kind_name(kind), relation ? "USER_ID CUSTOMER_ID" : "ID");
    record_id_t id = {.kind = kind, .id = subcommand_id((*words)[0])};
    if (relation)
        id.customer_id = subcommand_id((*words)[1]);
    *words += needed;
    return id;
}

static void refuse_more(record_kind_t kind, char **words)
{
    if (words[0])
        fail_usage("%s: what is '%s'?", kind_name(kind), words[0]);
}

/* A staff user may have no relation yet, but must exist. */
static void list_relations(store_t *store, char **words)
{
    record_id_t user = take_id(KIND_USER, &words);
    arena_t arena = {0};
    line_t line;
    refuse_more(KIND_RELATION, words);
    if (!record_read(store, &user, &line, &arena))
        record_fail_absent(&user);
    arena_free(&arena);
    record_list_relations(store, user.id);
}

static void list(store_t *store, record_kind_t kind, char **words)
{
    if (kind == KIND_RELATION) {
        list_relations(store, words);
        return;
    }
    refuse_more(kind, words);
    record_list(store, kind);
}

static void show(store_t *store, record_kind_t kind, char **words)
{
    record_id_t id = take_id(kind, &words);
    refuse_more(kind, words);
    record_show(store, &id);
}

static bool is_person(record_kind_t kind)
{
    return kind == KIND_USER || kind == KIND_CUSTOMER;
}

static void add(store_t *store, record_kind_t kind, char **words)
{
    record_id_t id = {.kind = kind};
    if (kind == KIND_RELATION)
        id = take_id(kind, &words);
    record_add(store, &id, words);
    record_show(store, &id);
    fflush(stdout);
    /* The token itself would end up wherever the output goes. */
    if (is_person(kind))
        fprintf(stderr, "leidactl: `%s token issue %s %lld` prints its token\n", own_command(),
                kind_name(kind), (long long)id.id);
}

static void change(store_t *store, record_kind_t kind, char **words)
{
    record_id_t id = take_id(kind, &words);
    record_change(store, &id, words);
    record_show(store, &id);
}

static void enable(store_t *store, record_kind_t kind, char **words)
{
    record_id_t id = take_id(kind, &words);
    refuse_more(kind, words);
    record_enable(store, &id, true);
}

static void disable(store_t *store, record_kind_t kind, char **words)
{
    record_id_t id = take_id(kind, &words);
    refuse_more(kind, words);
    record_enable(store, &id, false);
}

static const struct {
    const char *name;
    void (*run)(store_t *store, record_kind_t kind, char **words);
    bool persons; /* for users and customers only */
} subcommands[] = {
    {"list", list, false},     {"show", show, false},    {"add", add, false},
    {"change", change, false}, {"enable", enable, true}, {"disable", disable, true},
};

int subcommand_record(const settings_t *settings, char **words)
{
    record_kind_t kind = command_find(settings->name)->kind;
    for (size_t i = 0; words[0] && i < sizeof subcommands / sizeof *subcommands; i++) {
        if (strcmp(subcommands[i].name, words[0]) != 0 || (subcommands[i].persons && !is_person(kind)))
            continue;
        store_t *store = subcommand_store(settings);
        subcommands[i].run(store, kind, words + 1);
        store_destroy(&store);
        return EXIT_SUCCESS;
    }
    fail_usage("%s: %s?", settings->name, command_find(settings->name)->places[0]);
}
