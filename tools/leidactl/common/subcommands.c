/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/subcommands.h"

#include <stdlib.h>

#include "common/redis/moved.h"
#include "common/store/form.h"
#include "proto/field.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/say.h"

enum { MOVES_MAX = 3 /* one after the other */ };

static void count_keys(void *context, server_t *server)
{
    const text_t words[] = {TEXT_LITERAL("DBSIZE")};
    redis_reply_t *reply = store_ask_server(server, sizeof words / sizeof *words, words, REPLY_NUMBER);
    *(int64_t *)context += reply->integer;
    redis_reply_free(reply);
}

/* Empty where there is none. */
static text_t read_form(store_t *store, const char *key, buffer_t *value)
{
    store_begin(store, "GET");
    store_add(store, text_of(key));
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    const size_t begin = value->size;
    buffer_append_text(value, reply_text(reply));
    redis_reply_free(reply);
    return (text_t){value->data + begin, value->size - begin};
}

/* Whether the store has moved elsewhere. `known`: it has a form, whichever. */
static bool has_moved(store_t *store, redis_moved_t *moved, bool *known)
{
    buffer_t form = {0}, where = {0};
    *known = read_form(store, STORE_FORM_KEY, &form).size > 0;
    const bool is = text_equal(buffer_text(&form), TEXT_LITERAL(STORE_FORM_MOVED));
    buffer_append_literal(&where, "MOVEDTO ");
    if (is)
        read_form(store, STORE_FORM_MOVED_KEY, &where);
    if (is && !redis_moved_read(moved, buffer_text(&where)))
        fail("the store has moved, but its key " STORE_FORM_MOVED_KEY " does not say where");
    buffer_free(&form);
    buffer_free(&where);
    return is;
}

static void ask_form(store_t *store, bool known, const redis_moved_t *moved)
{
    static store_script_t form = {.body = lua_store_form};
    int64_t keys = 0; /* of a cluster without the mark */
    if (store_cluster(store) && !known)
        store_each_server(store, count_keys, &keys);
    store_begin_script(store, &form, 1);
    store_add(store, TEXT_LITERAL(STORE_FORM_KEY));
    store_add_int(store, keys);
    if (moved->token)
        store_add(store, text_of(moved->token));
    store_ask_int(store);
}

store_t *subcommand_store(const settings_t *settings)
{
    connection_settings_t where = settings->redis;
    redis_moved_t moved = {0};
    store_t *store = store_new(&where);
    bool known;
    for (int moves = 0; has_moved(store, &moved, &known); moves++) {
        if (moves == MOVES_MAX)
            fail("the store has moved from one place to the next, and does not end at %s", moved.address);
        say(stderr, "leidactl: the store has moved to %s, so that is used; set LEIDA_REDIS to it",
            moved.address);
        store_destroy(&store);
        where.address = moved.address;
        store = store_new(&where);
    }
    ask_form(store, known, &moved);
    redis_moved_free(&moved);
    return store;
}

size_t subcommand_count(char **words)
{
    size_t count = 0;
    while (words[count])
        count++;
    return count;
}

int64_t subcommand_id(const char *word)
{
    int64_t id;
    if (!text_to_int(text_of(word), &id) || id < 1 || id > ID_MAX)
        fail_usage("'%s' is no id", word);
    return id;
}

principal_kind_t subcommand_principal_kind(const char *word)
{
    bool staff = strcmp(word, "user") == 0;
    if (!staff && strcmp(word, "customer") != 0)
        fail_usage("'%s' is neither user nor customer", word);
    return staff ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER;
}

principal_t subcommand_principal(const char *word)
{
    const char *colon = strchr(word, ':');
    if (!colon)
        fail_usage("'%s' is neither user:ID nor customer:ID", word);
    char *kind = memory_copy_text((text_t){word, (size_t)(colon - word)});
    principal_t principal = {subcommand_principal_kind(kind), subcommand_id(colon + 1)};
    free(kind);
    return principal;
}
