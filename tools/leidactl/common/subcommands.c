/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/subcommands.h"

#include <stdlib.h>

#include "common/store/form.h"
#include "proto/field.h"
#include "tools/leidactl/common/fail.h"

static void count_keys(void *context, server_t *server)
{
    const text_t words[] = {TEXT_LITERAL("DBSIZE")};
    redis_reply_t *reply = store_ask_server(server, sizeof words / sizeof *words, words, REPLY_NUMBER);
    *(int64_t *)context += reply->integer;
    redis_reply_free(reply);
}

static bool has_form(store_t *store)
{
    store_begin(store, "EXISTS");
    store_add(store, TEXT_LITERAL(STORE_FORM_KEY));
    return store_ask_int(store) == 1;
}

store_t *subcommand_store(const settings_t *settings)
{
    static store_script_t form = {.body = lua_store_form};
    store_t *store = store_new(&settings->redis);
    int64_t keys = 0; /* of a cluster without the mark */
    if (store_cluster(store) && !has_form(store))
        store_each_server(store, count_keys, &keys);
    store_begin_script(store, &form, 1);
    store_add(store, TEXT_LITERAL(STORE_FORM_KEY));
    store_add_int(store, keys);
    store_ask_int(store);
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
