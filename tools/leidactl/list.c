/* SPDX-License-Identifier: Apache-2.0 */
/* `leidactl user|customer|company|tag|relation list|show`. */
#include <stdlib.h>

#include "tools/leidactl/fail.h"
#include "tools/leidactl/read.h"
#include "tools/leidactl/verbs.h"

typedef struct {
    store_t *store;
    record_kind_t kind; /* of the profiles whose names are shown */
} list_t;

static text_t profile_name(const line_t *line)
{
    if (line->kind == KIND_USER)
        return line->as.user.name;
    if (line->kind == KIND_CUSTOMER)
        return line->as.customer.name;
    return line->kind == KIND_COMPANY ? line->as.company.name : line->as.tag.name;
}

static void print_name(void *context, int64_t id)
{
    const list_t *list = context;
    arena_t arena = {0};
    line_t line;
    if (read_profile(list->store, list->kind, id, &line, &arena))
        printf("%lld\t%.*s\n", (long long)id, TEXT_ARG(profile_name(&line)));
    arena_free(&arena);
}

static void print_line(const line_t *line)
{
    buffer_t out = {0};
    read_write_line(&out, line);
    printf("%.*s\n", TEXT_ARG(buffer_text(&out)));
    buffer_free(&out);
}

/* A staff user may have no relation yet, but must exist. */
static void require_user(store_t *store, int64_t id)
{
    arena_t arena = {0};
    line_t line;
    if (!read_profile(store, KIND_USER, id, &line, &arena))
        fail("there is no user %lld", (long long)id);
    arena_free(&arena);
}

static int relation_verb(store_t *store, char **words, bool show)
{
    size_t count = verb_count(words);
    if (count != (show ? 2U : 1U))
        fail_usage("relation: list USER_ID, or show USER_ID CUSTOMER_ID");
    int64_t user_id = verb_id(words[0]);
    if (!show) {
        require_user(store, user_id);
        read_each_relation(store, user_id, print_name, &(list_t){store, KIND_CUSTOMER});
        return EXIT_SUCCESS;
    }
    arena_t arena = {0};
    line_t line;
    if (!read_relation(store, user_id, verb_id(words[1]), &line, &arena))
        fail("user %s and customer %s have no relation", words[0], words[1]);
    print_line(&line);
    arena_free(&arena);
    return EXIT_SUCCESS;
}

static int profile_verb(store_t *store, record_kind_t kind, char **words, bool show)
{
    if (verb_count(words) != (show ? 1U : 0U))
        fail_usage("%s: list, or show ID", kind_name(kind));
    if (!show) {
        read_each_id(store, kind, print_name, &(list_t){store, kind});
        return EXIT_SUCCESS;
    }
    arena_t arena = {0};
    line_t line;
    if (!read_profile(store, kind, verb_id(words[0]), &line, &arena))
        fail("there is no %s %s", kind_name(kind), words[0]);
    print_line(&line);
    arena_free(&arena);
    return EXIT_SUCCESS;
}

int verb_list(const settings_t *settings, char **words)
{
    bool show = words[0] && strcmp(words[0], "show") == 0;
    if (!show && (!words[0] || strcmp(words[0], "list") != 0))
        fail_usage("%s: list or show?", settings->name);
    record_kind_t kind = KIND_COMPANY;
    while (strcmp(kind_name(kind), settings->name) != 0)
        kind++;
    store_t *store = verb_store(settings);
    int code = kind == KIND_RELATION ? relation_verb(store, words + 1, show)
                                     : profile_verb(store, kind, words + 1, show);
    store_destroy(&store);
    return code;
}
